import { describe, expect, it } from 'vitest';
import { requestLog } from '../../../aws/log.ts';
import { noon } from '../../contract/fixtures.ts';

function loggedBy(use: (log: ReturnType<typeof requestLog>) => void): string {
  let written = '';
  use(
    requestLog({
      functionName: 'poll-orders',
      clock: { now: () => noon },
      stage: 'shop',
      write: (line) => {
        written += line;
      },
    }),
  );
  return written;
}

describe('the log', () => {
  it('writes one line of JSON an event', () => {
    const written = loggedBy((log) => {
      log.startRequest('request-1');
      log.info('order.stored', { shop: 'rms#hanamori', orders: 3, codes: ['a\nb'] });
    });
    expect(written).toBe(
      '{"level":"info","event":"order.stored","time":"2026-11-24T03:00:00.000Z","function":"poll-orders",' +
        '"requestId":"request-1","shop":"rms#hanamori","orders":3,"codes":["a\\nb"]}\n',
    );
  });

  it('makes each figure one metric of the stage where it is told so, and writes lines for that alone nowhere else', () => {
    const written = [false, true].map((isOfStage) => {
      const lines: string[] = [];
      const log = requestLog({
        functionName: 'reconcile',
        clock: { now: () => noon },
        stage: 'shop',
        metrics: new Set(['OutageOpen', 'WorkStands']),
        isOfStage,
        write: (line) => void lines.push(line),
      });
      log.info('mall.measured', { mall: 'rms', OutageOpen: 1 });
      log.info('work.measured', { WorkStands: 0 });
      return lines.map((line) => {
        const { event, stage, _aws } = JSON.parse(line);
        return [event, stage, _aws.CloudWatchMetrics[0].Dimensions];
      });
    });
    expect(written).toEqual([
      [['mall.measured', undefined, [['mall']]]],
      [
        ['mall.measured', 'shop', [['stage']]],
        ['work.measured', 'shop', [['stage']]],
      ],
    ]);
  });

  it('makes metrics of the configured figures, and leaves the others in their lines', () => {
    const lines: string[] = [];
    const log = requestLog({
      functionName: 'poll-orders',
      clock: { now: () => noon },
      stage: 'shop',
      metrics: new Set(['OrdersUnread']),
      write: (line) => void lines.push(line),
    });
    log.info('poll.done', { OrdersUnread: 1, OrdersListed: 3, CallsPerOrder: 2 });
    log.info('notice.refused', { MailsRefused: 1 });
    const [polled, refused] = lines.map((line) => JSON.parse(line));
    expect(polled).toMatchObject({ OrdersUnread: 1, OrdersListed: 3, CallsPerOrder: 2 });
    expect(polled._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'OrdersUnread', Unit: 'Count' }]);
    expect(refused).toMatchObject({ MailsRefused: 1 });
    expect(refused).not.toHaveProperty('_aws');
  });

  it('names the request under way, and none before the first', () => {
    const lines = loggedBy((log) => {
      log.warn('a.b');
      log.startRequest('request-1');
      log.error('a.b');
      log.startRequest('request-2');
      log.error('a.b');
    });
    const written = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.map(({ level, requestId }) => [level, requestId])).toEqual([
      ['warn', undefined],
      ['error', 'request-1'],
      ['error', 'request-2'],
    ]);
  });

  it('lets no field take a fixed one’s place', () => {
    const line = JSON.parse(loggedBy((log) => log.info('a.b', { level: 'x', time: 'x', function: 'x' })));
    expect(line).toMatchObject({ level: 'info', time: '2026-11-24T03:00:00.000Z', function: 'poll-orders' });
  });

  it('makes a line with figures a metric of the stage, distinguished by the field that its table names', () => {
    const lines = loggedBy((log) => {
      log.info('pushes.measured', { mall: 'rms', PushWaitSeconds: 900 });
      log.info('poll.done', { shard: 0, CallsPerOrder: [3, 4], OrdersUnread: null });
      log.info('poll.done', { shard: 0, CallsPerOrder: null, OrdersUnread: null });
    });
    const [pushes, poll, nothing] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(pushes).toMatchObject({
      level: 'info',
      mall: 'rms',
      PushWaitSeconds: 900,
      _aws: {
        Timestamp: noon,
        CloudWatchMetrics: [
          {
            Namespace: 'Tsunagi/shop',
            Dimensions: [['mall']],
            Metrics: [{ Name: 'PushWaitSeconds', Unit: 'Seconds' }],
          },
        ],
      },
    });
    const [counted] = poll._aws.CloudWatchMetrics;
    expect(counted).toMatchObject({ Dimensions: [['function']], Metrics: [{ Name: 'CallsPerOrder' }] });
    expect(poll).toMatchObject({ function: 'poll-orders', CallsPerOrder: [3, 4] });
    expect(nothing._aws).toBeUndefined();
  });
});
