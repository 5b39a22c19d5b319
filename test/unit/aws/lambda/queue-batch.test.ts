import { describe, expect, it } from 'vitest';
import type { FailedMessages } from '../../../../aws/failed-messages.ts';
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

/** Queues in memory: `gives` says whether they have dead letters. */
function testQueues(gives: () => boolean = () => true) {
  const done: unknown[] = [];
  const failed: FailedMessages = {
    comeAgain: async (queue, waits) => void done.push(['again', queue, ...waits.map((one) => Object.values(one))]),
    async giveUp(queue, { body, handle, group, sentAt }, failure) {
      if (!gives()) return false;
      done.push(['given up', queue, { body, handle, group, sentAt }, failure]);
      return true;
    },
  };
  return { failed, done };
}

const { failed } = testQueues(() => false);

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 };

const record = (id: string, body: string, queue = 'status', receives = 2) => ({
  messageId: id,
  receiptHandle: `handle-${id}`,
  body,
  eventSourceARN: `arn:aws:sqs:ap-northeast-1:000000000000:${queue}`,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '1545082649183',
    MessageGroupId: 'rms#shop-1',
  },
});

describe('a function that queues feed', () => {
  it('gives each message to the work of its queue, with the time that is left', async () => {
    const { log, requests } = testLog();
    const done: unknown[] = [];
    const noting = (queue: string) =>
      eachMessage(async ({ body, receives, sentAt }, { budget, requestId }) => {
        done.push([queue, body, receives, sentAt, budget.remainingMs(), requestId]);
      });
    const handler = queueBatch(
      { status: noting('a'), intake: noting('b') },
      { log, failed, marginMs: 2_000, speed: 10 },
    );
    const event = { Records: [record('1', 'x'), record('2', 'y', 'intake')] };
    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
    expect(done).toEqual([
      ['a', 'x', 2, 1_545_082_649_183, 310_000, 'request-1'],
      ['b', 'y', 2, 1_545_082_649_183, 310_000, 'request-1'],
    ]);
    expect(requests).toEqual(['request-1']);
    expect(log.lines).toEqual([]);
  });

  it('says of a message that came by another queue when it was sent first', async () => {
    const { log } = testLog();
    const seen: unknown[] = [];
    const work = eachMessage(async ({ sentAt }) => void seen.push(sentAt));
    const handler = queueBatch({ status: work }, { log, failed, marginMs: 2_000, speed: 10 });
    const moved = {
      ...record('1', 'x'),
      messageAttributes: { SentAt: { stringValue: '1545000000000', dataType: 'String' } },
    };
    expect(await handler({ Records: [moved] }, context)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([1_545_000_000_000]);
  });

  it('takes counts that are no numbers for none, whatever stands there, and does not end with a defect', async () => {
    const { log } = testLog();
    const seen: unknown[] = [];
    const work = eachMessage(async ({ receives, sentAt }) => void seen.push([receives, sentAt]));
    const odd = {
      ...record('1', 'x'),
      attributes: { ApproximateReceiveCount: { toString: null }, SentTimestamp: 'x' },
    };
    expect(await queueBatch({ status: work }, { log, failed })({ Records: [odd] }, context)).toEqual({
      batchItemFailures: [],
    });
    expect(seen).toEqual([[1, null]]);
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
      { log, failed },
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
    const handler = queueBatch({ status: broken, intake: async () => new Map() }, { log, failed });
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
    const handler = queueBatch({ status: failing }, { log, failed });
    const Records = bodies.map((body, index) => record(`${index + 1}`, body));
    await expect(handler({ Records }, context)).rejects.toThrow(message);
    expect(log.lines.map(({ event }) => event)).toEqual([...bodies.map(() => 'message.failed'), 'run.failed']);
  });

  it('is no failed run when every message failed by what it says: no release and no store of ours is to blame', async () => {
    const { log } = testLog();
    const handler = queueBatch({ status: failing }, { log, failed });
    const report = await handler({ Records: [record('1', 'nonsense'), record('2', 'nonsense')] }, context);
    expect(report.batchItemFailures).toHaveLength(2);
  });

  it('gives up at once, with what is wrong, a message that will fail again by what it says', async () => {
    const { log } = testLog();
    const { failed, done } = testQueues();
    const handler = queueBatch({ status: failing, intake: async () => new Map() }, { log, failed });
    const Records = [record('1', 'nonsense'), record('2', 'fine', 'intake')];
    expect(await handler({ Records }, context)).toEqual({ batchItemFailures: [] });
    const letter = { body: 'nonsense', handle: 'handle-1', group: 'rms#shop-1', sentAt: 1_545_082_649_183 };
    const failure = 'input.invalid: A message cannot be read:\n  - It is nonsense.';
    expect(done).toEqual([['given up', 'status', letter, failure]]);
    expect(log.lines).toMatchObject([{ event: 'message.failed', fields: { messageId: '1', givenUp: true } }]);
  });

  it('says when what failed comes again: after a minute at first, in one call for all of a queue', async () => {
    const { log } = testLog();
    const { failed, done } = testQueues();
    const passing = eachMessage(async () => {
      throw new TsunagiError('store.failing', 'later', 'The store is asked too often.');
    });
    const handler = queueBatch({ status: passing, intake: passing, hints: async () => new Map() }, { log, failed });
    const counts = [1, 2, 3, 4, 5, 9];
    const Records = [
      ...counts.map((receives) => record(`${receives}`, 'x', 'status', receives)),
      record('i', 'x', 'intake', 1),
      record('h', 'x', 'hints', 1),
    ];
    const { batchItemFailures } = await handler({ Records }, context);
    expect(batchItemFailures).toHaveLength(7);
    const seconds = [60, 240, 960, 3_600, 60, 60];
    expect(done).toEqual([
      ['again', 'status', ...counts.map((receives, index) => [`handle-${receives}`, seconds[index]])],
      ['again', 'intake', ['handle-i', 60]],
    ]);
  });

  it('leaves to its queue what a store refuses for good: a release that is rolled back gives up nothing', async () => {
    const { log } = testLog();
    const { failed, done } = testQueues();
    const handler = queueBatch({ status: failing }, { log, failed });
    await expect(handler({ Records: [record('1', 'store', 'status', 1)] }, context)).rejects.toThrow('refuses');
    expect(done).toEqual([['again', 'status', ['handle-1', 60]]]);
  });

  it('leaves to its queue what it cannot give up, and says so, and each message comes again', async () => {
    const { log } = testLog();
    const broken = async () => {
      throw new TsunagiError('queue.failing', 'later', 'SQS did not carry out SendMessage.');
    };
    const handler = queueBatch({ status: failing }, { log, failed: { comeAgain: broken, giveUp: broken } });
    const report = await handler({ Records: [record('1', 'nonsense')] }, context);
    expect(report.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(log.lines.map(({ event }) => event)).toEqual([
      'message.not-settled',
      'message.failed',
      'message.not-settled',
    ]);
  });

  it('fails as a whole when it is fed from a queue that it has no work for', async () => {
    const { log } = testLog();
    const handler = queueBatch({ status: async () => new Map() }, { log, failed });
    await expect(handler({ Records: [record('1', 'x', 'another')] }, context)).rejects.toThrow(
      /the queue another, and this function has work for status/,
    );
    expect(log.lines).toMatchObject([{ fields: { code: 'queue.failing', queue: 'another' } }, { event: 'run.failed' }]);
  });

  it('fails as a whole when it was not started by a queue, and says everything that is wrong', async () => {
    const { log } = testLog();
    const handler = queueBatch({}, { log, failed });
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
