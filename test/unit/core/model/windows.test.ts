import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { firstHalf, importStart, windowsBetween } from '../../../../core/model/windows.ts';

const now = Date.UTC(2026, 10, 24);

describe('windows of an import', () => {
  it('chain without a gap over a gap of 200 days', () => {
    const windows = windowsBetween(now - 200 * dayMs, now, 63 * dayMs);
    expect(windows).toHaveLength(4);
    expect(windows[0]?.from).toBe(now - 200 * dayMs);
    expect(windows.at(-1)?.to).toBe(now);
    for (const [index, window] of windows.entries()) {
      expect(window.to - window.from).toBeLessThanOrEqual(63 * dayMs);
      if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
    }
  });

  it('are none when there is nothing to cover', () => {
    expect(windowsBetween(now, now, dayMs)).toEqual([]);
  });

  it('halve on a whole second, until a second is all that is left', () => {
    expect(firstHalf({ from: now, to: now + 10_001 })).toEqual({ from: now, to: now + 5_000 });
    expect(firstHalf({ from: now, to: now + 1_000 })).toBeNull();
  });
});

describe('the start of an import', () => {
  const shop = { cursor: now - hourMs, importFrom: now - 30 * dayMs };

  it('lies an overlap before the cursor', () => {
    expect(importStart(shop, now, 15 * minuteMs, 730 * dayMs)).toEqual({ from: now - 75 * minuteMs, lost: null });
  });

  it('needs no overlap with what was listed long after it was placed, and never lies behind the cursor', () => {
    const startOf = (settled: number | null) =>
      importStart(shop, now, 15 * minuteMs, 730 * dayMs, settled).from - (now - hourMs);
    expect(startOf(null)).toBe(-15 * minuteMs);
    expect(startOf(shop.cursor - 20 * minuteMs)).toBe(-15 * minuteMs);
    expect(startOf(shop.cursor - 5 * minuteMs)).toBe(-5 * minuteMs);
    expect(startOf(shop.cursor + minuteMs)).toBe(0);
  });

  it('never lies before the day the shop chose', () => {
    const fresh = { cursor: now - minuteMs, importFrom: now - minuteMs };
    expect(importStart(fresh, now, 15 * minuteMs, 730 * dayMs).from).toBe(now - minuteMs);
  });

  it('names the span that the mall no longer shows', () => {
    const ancient = { cursor: now - 800 * dayMs, importFrom: now - 900 * dayMs };
    expect(importStart(ancient, now, 15 * minuteMs, 730 * dayMs)).toEqual({
      from: now - 730 * dayMs,
      lost: { from: now - 800 * dayMs, to: now - 730 * dayMs },
    });
  });
});
