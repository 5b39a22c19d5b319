import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { retryWaitMs } from '../../../../core/session/outcome.ts';
import { defaultStatusSettings } from '../../../../core/status/settings.ts';

const wait = (tries: number, chance = 0, error: TsunagiError | null = null) =>
  retryWaitMs(tries, error, chance, defaultStatusSettings);

describe('the wait after a failure', () => {
  it('doubles from half a minute, with up to a quarter more by chance', () => {
    expect([1, 2, 3].map((tries) => wait(tries))).toEqual([30 * secondMs, minuteMs, 2 * minuteMs]);
    expect(wait(1, 1)).toBe(37.5 * secondMs);
  });

  it('is short enough that whatever failed in hours of half answers is tried again within minutes of their end', () => {
    for (const tries of [5, 20, 1_000]) expect(wait(tries, 1)).toBeLessThanOrEqual(6.25 * minuteMs);
  });

  it('is as long as the mall asks for, however long that is', () => {
    const asked = new TsunagiError('mall.throttled', 'later', 'Slower.', { retryAfterMs: 20 * minuteMs });
    expect(wait(1, 0, asked)).toBe(20 * minuteMs);
  });
});
