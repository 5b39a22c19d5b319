import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeadLetters } from '../../core/ports/queues.ts';
import { redrive } from '../../core/status/redrive.ts';
import { type Queues, startQueues } from '../../local/queues/start-queues.ts';
import { letterFacts } from '../../ops/stage/letter-facts.ts';
import { type OpenDeadLetters, openDeadLettersOf } from '../../wiring/dead-letters.ts';
import { until } from './fixture/until.ts';

/** Times of the queue pass so much faster: what was taken is seen again after a second. */
const speed = 60;
const everything = { matches: async () => true, count: Number.POSITIVE_INFINITY, perSecond: 1_000, dryRun: false };
const clock = { now: () => 0, sleep: async () => undefined };

describe('a thousand dead letters', () => {
  let queues: Queues;
  let opened: OpenDeadLetters;
  let letters: DeadLetters;
  const names = { work: '', dead: '' };
  let round = 0;

  beforeAll(async () => {
    queues = await startQueues(speed, 'local');
    // As a command finds them in the environment of an instance.
    const environment = {
      AWS_REGION: 'ap-northeast-1',
      AWS_ENDPOINT_URL_SQS: queues.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await queues.stop();
  });

  beforeEach(async () => {
    round++;
    names.work = `work-${round}`;
    names.dead = `dead-${round}`;
    const arn = (name: string) => `arn:aws:sqs:ap-northeast-1:000000000000:${name}`;
    const shape = { url: '', isFifo: false, visibilitySeconds: 60, delaySeconds: 0, deduplicatesByContent: false };
    await queues.create([
      { ...shape, name: names.dead, arn: arn(names.dead) },
      { ...shape, name: names.work, arn: arn(names.work), deadLetters: { arn: arn(names.dead), maxReceiveCount: 1 } },
    ]);
    for (let index = 0; index < 1_000; index++) {
      const shop = `rms#shop-${index % 10}`;
      await queues.send(queues.queueUrl(names.dead), JSON.stringify({ format: 1, shop, index }), shop);
    }
    opened = openDeadLettersOf({ STATUS_QUEUE_URL: queues.queueUrl(names.work) });
    letters = (await opened.letters())[0] as DeadLetters;
  });

  afterEach(() => opened.close());

  const depth = async (name: string) => (await queues.depths())[name]?.visible;

  /** Every message of the work queue, taken away: which ones, and how often each. */
  async function arrived(): Promise<Map<number, number>> {
    const times = new Map<number, number>();
    for (;;) {
      const url = queues.queueUrl(names.work);
      const answer = (await queues.call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10 })) as {
        Messages?: { Body: string; ReceiptHandle: string }[];
      };
      if (!answer.Messages?.length) return times;
      for (const { Body, ReceiptHandle } of answer.Messages) {
        const { index } = JSON.parse(Body) as { index: number };
        times.set(index, (times.get(index) ?? 0) + 1);
        await queues.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
      }
    }
  }

  it('a dry run of a redrive counts a thousand dead letters, and moves none', async () => {
    expect(await redrive({ letters, clock }, { ...everything, dryRun: true }, () => undefined)).toEqual({
      seen: 1_000,
      matching: 1_000,
      sent: 0,
    });
    expect(await letters.count()).toEqual({ waiting: 1_000, taken: 0 });
    expect(await depth(names.work)).toBe(0);
    expect(opened.rejected()).toEqual([]);
  });

  it('a thousand dead letters go back to their queue, each once, though the run dies in the middle and is started again', async () => {
    let left = 40;
    const dying: DeadLetters = {
      ...letters,
      async sendBack(some) {
        if (left-- === 0) throw new Error('the process is gone');
        return letters.sendBack(some);
      },
      // A process that is gone releases nothing.
      release: async () => undefined,
    };
    await expect(redrive({ letters: dying, clock }, everything, () => undefined)).rejects.toThrow('is gone');
    expect(await depth(names.work)).toBe(400);

    let sent = 0;
    await until('All letters went back', async () => {
      sent += (await redrive({ letters, clock }, everything, () => undefined)).sent;
      return sent === 600 ? true : undefined;
    });
    const times = await arrived();
    expect(times.size).toBe(1_000);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    expect(await letters.count()).toEqual({ waiting: 0, taken: 0 });
  });

  it('dead letters are sent again where the run died between sending and taking away, and none is lost', async () => {
    let left = 3;
    const dying: DeadLetters = {
      ...letters,
      async sendBack(some) {
        if (left-- > 0) return letters.sendBack(some);
        for (const { body } of some) await queues.send(queues.queueUrl(names.work), body);
        throw new Error('the process is gone');
      },
      release: async () => undefined,
    };
    await expect(redrive({ letters: dying, clock }, everything, () => undefined)).rejects.toThrow('is gone');
    await until('All letters went back', async () => {
      await redrive({ letters, clock }, everything, () => undefined);
      const { waiting, taken } = await letters.count();
      return waiting + taken === 0 ? true : undefined;
    });
    const times = await arrived();
    expect(times.size).toBe(1_000);
    expect([...times.values()].filter((count) => count === 2)).toHaveLength(10);
  });

  it('as many dead letters go back as were asked for, of the named shop, and the others lie there as before', async () => {
    const matches = async (letter: { readonly body: string }) => letterFacts(letter).shop === 'rms#shop-3';
    const total = await redrive({ letters, clock }, { ...everything, matches, count: 25 }, () => undefined);
    expect(total.sent).toBe(25);
    expect(await letters.count()).toEqual({ waiting: 975, taken: 0 });
    const times = await arrived();
    expect(times.size).toBe(25);
    expect([...times.keys()].every((index) => index % 10 === 3)).toBe(true);
  });
});
