import { describe, expect, it } from 'vitest';
import { requestEventOf } from '../../../../aws/lambda/bus-envelope.ts';
import { eachMessage, queueBatch } from '../../../../aws/lambda/queue-batch.ts';
import type { RequestLog } from '../../../../aws/log.ts';
import { InputError, TsunagiError } from '../../../../core/kernel/errors.ts';
import { memoryLog } from '../../../../proving/memory/index.ts';

function testLog() {
  const requests: string[] = [];
  const log = memoryLog();
  const requestLog: RequestLog & typeof log = { ...log, startRequest: (id) => void requests.push(id) };
  return { log: requestLog, requests };
}

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 };

const record = (id: string, body: string, queue = 'status') => ({
  messageId: id,
  body,
  eventSourceARN: `arn:aws:sqs:ap-northeast-1:000000000000:${queue}`,
  attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1545082649183' },
});

describe('a function that queues feed', () => {
  it('gives each message to the work of its queue, with the time that is left', async () => {
    const { log, requests } = testLog();
    const done: unknown[] = [];
    const noting = (queue: string) =>
      eachMessage(async ({ body, receives, sentAt }, { budget, requestId }) => {
        done.push([queue, body, receives, sentAt, budget.remainingMs(), requestId]);
      });
    const handler = queueBatch({ status: noting('a'), intake: noting('b') }, { log, marginMs: 2_000, speed: 10 });
    const event = { Records: [record('1', 'x'), record('2', 'y', 'intake')] };
    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
    expect(done).toEqual([
      ['a', 'x', 2, 1_545_082_649_183, 310_000, 'request-1'],
      ['b', 'y', 2, 1_545_082_649_183, 310_000, 'request-1'],
    ]);
    expect(requests).toEqual(['request-1']);
    expect(log.lines).toEqual([]);
  });

  it('takes counts that are no numbers for none, whatever stands there, and does not end with a defect', async () => {
    const { log } = testLog();
    const seen: unknown[] = [];
    const work = eachMessage(async ({ receives, sentAt }) => void seen.push([receives, sentAt]));
    const odd = {
      ...record('1', 'x'),
      attributes: { ApproximateReceiveCount: { toString: null }, SentTimestamp: 'x' },
    };
    expect(await queueBatch({ status: work }, { log })({ Records: [odd] }, context)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([[1, undefined]]);
  });

  it('reports the messages that failed, and no other, and writes one line for each', async () => {
    const { log } = testLog();
    const handler = queueBatch(
      {
        status: eachMessage(async ({ body }) => {
          if (body === 'store') throw new TsunagiError('store.failing', 'later', 'The store fails.', { status: 500 });
          if (body === 'defect') throw new Error('花森 kaori@example.jp is not iterable');
        }),
      },
      { log },
    );
    const event = { Records: [record('1', 'store'), record('2', 'fine'), record('3', 'defect')] };
    expect(await handler(event, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '3' }],
    });
    expect(log.lines).toMatchObject([
      { event: 'message.failed', fields: { messageId: '1', receives: 2, code: 'store.failing', status: 500 } },
      { event: 'message.failed', fields: { messageId: '3', error: 'Error' } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('花森');
  });

  it('fails all messages of a queue whose work throws, and none of another', async () => {
    const { log } = testLog();
    const broken = async () => Promise.reject(new TypeError('x is not a function'));
    const handler = queueBatch({ status: broken, intake: async () => new Map() }, { log });
    const Records = [record('1', 'a'), record('2', 'b', 'intake'), record('3', 'c')];
    const report = await handler({ Records }, context);
    expect(report.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['1', '3']);
  });

  const failingBy = (body: string): Error =>
    body === 'nonsense'
      ? new InputError('A message cannot be read', ['It is nonsense.'])
      : body === 'store'
        ? new TsunagiError('store.failing', 'never', 'The store refuses.')
        : new TypeError('x is not a function');
  const failing = eachMessage(async ({ body }) => {
    throw failingBy(body);
  });

  it.each([
    ['a store that refuses', ['store', 'store'], 'The store refuses.'],
    ['a defect', ['defect'], 'The run failed: TypeError'],
    ['a store that refuses one, and nonsense in the other', ['nonsense', 'store'], 'The store refuses.'],
  ])('fails as a whole, and says each message, when all of them failed by %s', async (_, bodies, message) => {
    const { log } = testLog();
    const handler = queueBatch({ status: failing }, { log });
    const Records = bodies.map((body, index) => record(`${index + 1}`, body));
    await expect(handler({ Records }, context)).rejects.toThrow(message);
    expect(log.lines.map(({ event }) => event)).toEqual([...bodies.map(() => 'message.failed'), 'run.failed']);
  });

  it('is no failed run when every message failed by what it says: no release and no store of ours is to blame', async () => {
    const { log } = testLog();
    const handler = queueBatch({ status: failing }, { log });
    const report = await handler({ Records: [record('1', 'nonsense'), record('2', 'nonsense')] }, context);
    expect(report.batchItemFailures).toHaveLength(2);
  });

  it('fails as a whole when it is fed from a queue that it has no work for', async () => {
    const { log } = testLog();
    const handler = queueBatch({ status: async () => new Map() }, { log });
    await expect(handler({ Records: [record('1', 'x', 'another')] }, context)).rejects.toThrow(
      /the queue another, and this function has work for status/,
    );
    expect(log.lines).toMatchObject([{ fields: { code: 'queue.failing', queue: 'another' } }, { event: 'run.failed' }]);
  });

  it('fails as a whole when it was not started by a queue, and says everything that is wrong', async () => {
    const { log } = testLog();
    const handler = queueBatch({}, { log });
    await expect(handler({ shard: 0, shards: 1 }, context)).rejects.toThrow(/no "Records"/);
    await expect(handler({ Records: [{ body: 1 }] }, context)).rejects.toThrow(
      /messageId is a undefined[\s\S]*body is a number[\s\S]*eventSourceARN is a undefined/,
    );
    expect(log.lines.map(({ event }) => event)).toEqual(['run.failed', 'run.failed']);
  });
});

describe('an event that a rule has put into a queue', () => {
  const envelope = {
    id: 'e-1',
    source: 'warehouse-1',
    time: '2026-11-24T03:00:00Z',
    'detail-type': 'StatusPushRequested',
    detail: { any: 'thing' },
  };
  const read = (value: unknown) => requestEventOf(JSON.stringify(value), 'StatusPushRequested');

  it('is who asked, when, and for what, whatever that is', () => {
    expect(read({ ...envelope, account: '1' })).toEqual({
      id: 'e-1',
      source: 'warehouse-1',
      time: '2026-11-24T03:00:00Z',
      detail: { any: 'thing' },
    });
    expect(read({ ...envelope, detail: 'nonsense' }).detail).toBe('nonsense');
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'x'],
    ['another type', { ...envelope, 'detail-type': 'OrderImported' }],
    ['no detail', { ...envelope, detail: undefined }],
    ['no id', { ...envelope, id: undefined }],
    ['an id that is no key', { ...envelope, id: 'x'.repeat(257) }],
  ])('is none when it is %s', (_, value) => {
    expect(() => read(value)).toThrow(InputError);
  });

  it('is none when it is no JSON', () => {
    expect(() => requestEventOf('{', 'StatusPushRequested')).toThrow(InputError);
  });
});
