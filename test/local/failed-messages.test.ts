import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDeadLetters } from '../../aws/deployment/dead-letters.ts';
import { sqsFailedMessages } from '../../aws/failed-messages.ts';
import { type BatchWork, eachMessage, queueBatch } from '../../aws/lambda/queue-batch.ts';
import { shopOfMessage } from '../../aws/queues.ts';
import { TsunagiError } from '../../core/kernel/errors.ts';
import { startClock } from '../../local/clock.ts';
import { type Feed, feed } from '../../local/functions/feed.ts';
import type { Invokable } from '../../local/functions/local-function.ts';
import { type Queues, startQueues } from '../../local/queues/start-queues.ts';
import { memoryLog } from '../../proving/memory/index.ts';
import { until } from './fixture/until.ts';

/** A minute of the queues takes a second. */
const speed = 60;
const arn = (name: string) => `arn:aws:sqs:ap-northeast-1:000000000000:${name}`;

describe('what a function makes of messages that failed', () => {
  let queues: Queues;
  let client: SQSClient;
  const feeds: Feed[] = [];
  const names = { work: '', dead: '' };
  let round = 0;
  const dead = () => openDeadLetters(client, 'work', queues.queueUrl(names.work));

  beforeAll(async () => {
    queues = await startQueues(speed, 'local');
    client = new SQSClient({
      region: 'ap-northeast-1',
      endpoint: queues.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterAll(async () => {
    for (const one of feeds) one.finish();
    await Promise.all(feeds.map(({ ended }) => ended));
    client.destroy();
    await queues.stop();
  });
  beforeEach(async () => {
    round++;
    Object.assign(names, { work: `work-${round}`, dead: `dead-${round}` });
    // A message that a run leaves behind is hidden for half a day, twelve minutes here: longer than any test waits.
    const shape = { url: '', isFifo: false, visibilitySeconds: 43_200, delaySeconds: 0, deduplicatesByContent: false };
    await queues.create([
      { ...shape, name: names.dead, arn: arn(names.dead) },
      { ...shape, name: names.work, arn: arn(names.work), deadLetters: { arn: arn(names.dead), maxReceiveCount: 5 } },
    ]);
  });

  /** Feeds a function that does this work. */
  function start(work: BatchWork): void {
    const log = { ...memoryLog(), startRequest: () => undefined };
    const failed = sqsFailedMessages(client, queues.queueUrl(names.work));
    const handler = queueBatch({ [names.work]: work }, { log, failed });
    const invoke: Invokable['invoke'] = (event) =>
      handler(JSON.parse(event), { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 }).then(
        (report) => ({ kind: 'returned', payload: JSON.stringify(report) }),
        (error: Error) => ({ kind: 'failed', error: { errorType: error.name, errorMessage: error.message } }),
      );
    const source = {
      ...{ queueUrl: queues.queueUrl(names.work), queueArn: arn(names.work), functionName: 'worker' },
      ...{ batchMax: 10, windowMs: 0, reportsFailures: true, concurrencyMax: 1 },
    };
    feeds.push(
      feed(source, { invoke } as Invokable, queues, startClock({ atMs: Date.now(), speed }), (error) => {
        throw error;
      }),
    );
  }

  it('a store that fails for a moment is asked again after a minute, and not when the queue shows the message again', async () => {
    const receives: number[] = [];
    start(
      eachMessage(async (message) => {
        receives.push(message.receives);
        if (message.receives === 1) throw new TsunagiError('store.failing', 'later', 'The store is asked too often.');
      }),
    );
    await queues.send(queues.queueUrl(names.work), '{"format":1,"shop":"rms#shop-1"}', 'rms#shop-1');
    await until('The second receive', () => receives.length === 2);
    expect(receives).toEqual([1, 2]);
    await until('The empty queue', async () => (await queues.depths())[names.work]?.inFlight === 0);
    expect(await (await dead())?.count()).toEqual({ waiting: 0, taken: 0 });
  });

  it('a message that cannot be read is a dead letter after one receive, with what is wrong, and ops send it back as it was', async () => {
    const seen: number[] = [];
    start(
      eachMessage(async ({ body, receives }) => {
        seen.push(receives);
        shopOfMessage(body, ['rms']);
      }),
    );
    await queues.send(queues.queueUrl(names.work), '{"order":"1"}', 'unknown');
    const letters = await dead();
    const [letter] = await until('The dead letter', async () => {
      const taken = (await letters?.take(10)) ?? [];
      return taken.length > 0 && taken;
    });
    expect(seen).toEqual([1]);
    expect(letter?.body).toBe('{"order":"1"}');
    expect(letter?.failure).toMatch(/^input\.invalid: A message of the work queue cannot be read/);
    await until('The empty queue', async () => (await queues.depths())[names.work]?.inFlight === 0);

    expect(letter && (await letters?.sendBack([letter]))).toBe(1);
    await until('The dead letter once more', () => seen.length === 2);
    expect(seen).toEqual([1, 1]);
  });
});
