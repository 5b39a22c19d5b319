import { describe, expect, it } from 'vitest';
import { type ScheduledRun, scheduled } from '../../../../aws/lambda/scheduled.ts';
import type { RequestLog } from '../../../../aws/log.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { memoryLog } from '../../../../proving/memory/index.ts';

/** A log that notes which requests were started. */
function testLog() {
  const requests: string[] = [];
  const log = memoryLog();
  const requestLog: RequestLog & typeof log = { ...log, startRequest: (id) => void requests.push(id) };
  return { log: requestLog, requests };
}

const contextWith = (remainingMs: () => number) => ({
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: remainingMs,
});
const context = contextWith(() => 60_000);

describe('a scheduled function', () => {
  it('runs with its part of the shops, its request and its budget', async () => {
    const { log, requests } = testLog();
    const runs: ScheduledRun[] = [];
    const handler = scheduled(async (run) => void runs.push(run), { log });
    await handler({ shard: 1, shards: 4, later: 'ignored' }, context);
    expect(runs).toMatchObject([{ shard: 1, shards: 4, requestId: 'request-1' }]);
    expect(requests).toEqual(['request-1']);
    expect(log.lines).toEqual([]);
  });

  it('has what Lambda still allows, less the margin, in milliseconds of its own clock', async () => {
    const { log } = testLog();
    let remainingMs = 60_000;
    const seen: number[] = [];
    const handler = scheduled(
      async ({ budget }) => {
        seen.push(budget.remainingMs());
        remainingMs = 5_000;
        seen.push(budget.remainingMs());
        remainingMs = 1_000;
        seen.push(budget.remainingMs());
      },
      { log, marginMs: 2_000, speed: 60 },
    );
    await handler(
      { shard: 0, shards: 1 },
      contextWith(() => remainingMs),
    );
    // Of a clock that is 60 times as fast, the rules keep half a second where they would keep 30: the rest is kept here.
    expect(seen).toEqual([28_500 * 60, -26_500 * 60, -30_500 * 60]);
  });

  it.each([
    [1, 30_000],
    [10, 30_000],
    [60, 30_000],
    [0.1, 3_000],
  ])(
    '"reconcile failed: Sandbox.Timedout": at speed %d a run has %i ms for its last call, by the machine',
    async (speed, ms) => {
      const { log } = testLog();
      const seen: number[] = [];
      const handler = scheduled(async ({ budget }) => void seen.push(budget.remainingMs()), { log, speed });
      const marginMs = 3_000;
      await handler(
        { shard: 0, shards: 1 },
        contextWith(() => ms + marginMs),
      );
      // What the rules keep for it, by their clock.
      expect(seen[0]).toBeCloseTo(Math.min(30_000, ms * speed), 6);
    },
  );

  it.each([
    [{}, ['"shards" is missing', '"shard" is missing']],
    [null, ['"shards" is missing', '"shard" is missing']],
    [{ shard: 2, shards: 2 }, ['"shard" is 2']],
    [{ shard: -1, shards: 0.5 }, ['"shards" is 0.5', '"shard" is -1']],
    [{ shard: '花森はな', shards: 1 }, ['"shard" is a string']],
  ])('refuses the event %j, says everything that is wrong with it, and does not run', async (event, problems) => {
    const { log } = testLog();
    const runs: ScheduledRun[] = [];
    const handler = scheduled(async (run) => void runs.push(run), { log });
    const error = await handler(event, context).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'input.invalid' });
    for (const problem of problems) expect(String(error)).toContain(problem);
    expect(String(error)).not.toContain('花森');
    expect(runs).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'error', event: 'run.failed' }]);
  });

  it('writes one line for a failure of ours, with what may be said, and fails with it', async () => {
    const { log } = testLog();
    const failure = new TsunagiError('store.failing', 'later', 'The table is throttling.', { operation: 'Query' });
    const handler = scheduled(() => Promise.reject(failure), { log });
    await expect(handler({ shard: 0, shards: 1 }, context)).rejects.toBe(failure);
    expect(log.lines).toEqual([
      {
        level: 'error',
        event: 'run.failed',
        fields: { code: 'store.failing', retry: 'later', message: 'The table is throttling.', operation: 'Query' },
      },
    ]);
  });

  it('says of any other error only its name, its code and where it came from', async () => {
    const { log } = testLog();
    const unknown = Object.assign(new TypeError('no 花森はな\n    at 東京都 (file:///1:2:3) 花森'), { code: 'ERR_X' });
    const handler = scheduled(() => Promise.reject(unknown), { log });
    const error = await handler({ shard: 0, shards: 1 }, context).catch((caught: unknown) => caught);
    expect(log.lines).toMatchObject([{ event: 'run.failed', fields: { error: 'TypeError ERR_X' } }]);
    expect(log.lines[0]?.fields.frames).toContainEqual(expect.stringMatching(/scheduled\.test\.ts:\d+:\d+/));
    expect(error).toMatchObject({ name: 'RunFailed', message: expect.stringContaining('TypeError ERR_X') });
    const said = JSON.stringify([log.lines, error, String(error), (error as Error).stack]);
    expect(said).not.toMatch(/花森|東京/);
  });

  it('says of a thrown text only that it was a text', async () => {
    const { log } = testLog();
    const handler = scheduled(() => Promise.reject('花森はな'), { log });
    await expect(handler({ shard: 0, shards: 1 }, context)).rejects.toMatchObject({ name: 'RunFailed' });
    expect(log.lines).toMatchObject([{ fields: { error: 'a thrown string' } }]);
    expect(JSON.stringify(log.lines)).not.toContain('花森');
  });
});
