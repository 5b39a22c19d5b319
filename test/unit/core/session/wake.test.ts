import { describe, expect, it } from 'vitest';
import { followUpDelaysMs } from '../../../../core/session/pacer.ts';

const settings = { retryWaitMs: 30_000, wakeWithinMs: 900_000 };
const now = 1_000_000;

describe('a worker that is done with a shop looks again', () => {
  it.each([
    ['at once, when more came in between', { isMore: true, mallFailed: false, nextAts: [] }, [0]],
    ['after a rest, when more is there and the mall fails', { isMore: true, mallFailed: true, nextAts: [] }, [30_000]],
    ['when the next thing is due', { isMore: false, mallFailed: false, nextAts: [now + 60_000] }, [60_000]],
    ['at once, when the next thing has become due', { isMore: false, mallFailed: true, nextAts: [now - 1] }, [0]],
    [
      'twice, when a rest is given and what was tried is due later',
      { isMore: true, mallFailed: true, nextAts: [now + 60_000] },
      [60_000, 30_000],
    ],
    [
      'when each later thing is due, too, those of half a minute together',
      { isMore: false, mallFailed: false, nextAts: [now + 300_000, now + 40_000, now + 299_000, now + 900_001] },
      [320_000, 40_000],
    ],
    ['once, when both are at once', { isMore: true, mallFailed: false, nextAts: [now] }, [0]],
    ['not, when the sweep comes before', { isMore: false, mallFailed: false, nextAts: [now + 900_001] }, []],
    ['not, when nothing is left', { isMore: false, mallFailed: false, nextAts: [] }, []],
  ])('%s', (_, left, afterMs) => {
    expect(followUpDelaysMs(left, now, settings)).toEqual(afterMs);
  });
});
