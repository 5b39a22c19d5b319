import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLooks } from '../../../console/looks.ts';

/** Pauses that no test lives to see the end of. */
const neverMs = 2 ** 30;

afterEach(() => void vi.useRealTimers());

function countedLooks(pauseMs: (viewers: number) => number | null) {
  let count = 0;
  return createLooks<number>({ look: async () => ++count, failed: () => -1, pauseMs });
}

describe('a viewer of looks', () => {
  it('who comes back after a while gets a new look at once: an old number stood there until the next one', async () => {
    vi.useFakeTimers();
    const looks = countedLooks((viewers) => (viewers > 0 ? 2_000 : neverMs));
    await looks.take();
    vi.advanceTimersByTime(60_000);
    const seen: number[] = [];
    looks.follow((one) => seen.push(one));
    // No more time passes.
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([2]);
    looks.close();
  });

  it('gets what is fresh without another look', async () => {
    const looks = countedLooks(() => neverMs);
    await looks.take();
    const seen: number[] = [];
    looks.follow((one) => seen.push(one));
    expect(seen).toEqual([1]);
    looks.close();
  });

  it('who is the first one gets the first look, and is told where it fails', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const look = async (): Promise<string> => {
      throw new Error('no table');
    };
    const looks = createLooks<string>({ look, failed: () => 'failed', pauseMs: () => neverMs });
    looks.follow(resolve);
    expect(await promise).toBe('failed');
    looks.close();
  });

  it('gets a look where looks had come to their end', async () => {
    const looks = countedLooks(() => null);
    await looks.take();
    const { promise, resolve } = Promise.withResolvers<number>();
    looks.follow(resolve);
    expect(await promise).toBe(2);
  });
});
