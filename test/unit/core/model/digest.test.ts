import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { defaultDigestSettings, dueDigests } from '../../../../core/mail/send-digests.ts';
import {
  type Digest,
  isIdle,
  keptMax,
  type NotedFailure,
  takenInHand,
  toldDigest,
  withDeadlines,
  withFailures,
} from '../../../../core/model/notice.ts';

/** 10:00 in Japan. */
const ten = Date.UTC(2026, 10, 24, 1);
const failure = (number: number, at = ten): NotedFailure => ({
  shop: 'rms#a',
  orderNumber: `1-20261124-${number}`,
  push: 'p',
  at,
});
const several = (count: number): NotedFailure[] => Array.from({ length: count }, (_, number) => failure(number));
const noted = (failures: readonly NotedFailure[], at = ten, before: Digest | null = null): Digest => {
  const next = withFailures(before, 'kado', failures, at);
  if (next === null) throw new Error('Nothing of it is new.');
  return next;
};
const isDue = (digest: Digest, now: number): boolean => dueDigests([digest], now, defaultDigestSettings).length > 0;

describe('what a merchant must be informed of', () => {
  it('holds a failure once, however often it is noted: waiting, in hand or sent', () => {
    const first = noted([failure(1)]);
    expect(withFailures(first, 'kado', [failure(1)], ten + 1)).toBeNull();
    const inHand = takenInHand(first, ten + hourMs);
    expect(withFailures(inHand, 'kado', [failure(1)], ten + hourMs)).toBeNull();
    expect(withFailures(toldDigest(inHand), 'kado', [failure(1)], ten + hourMs)).toBeNull();
  });

  it('takes a push that failed again after it was asked for again for another failure', () => {
    expect(noted([failure(1, ten + hourMs)], ten + hourMs, noted([failure(1)])).failures).toHaveLength(2);
  });

  it('keeps what is noted while a mail is in hand for the next mail', () => {
    const inHand = takenInHand(noted([failure(1)]), ten + hourMs);
    const told = toldDigest(noted([failure(2)], ten + hourMs, inHand));
    expect(told.failures).toEqual([failure(2)]);
    expect(isIdle(told)).toBe(false);
    expect(isIdle(toldDigest(inHand))).toBe(true);
  });

  it('lists failures one by one up to a limit, and counts the others', () => {
    const full = noted(several(keptMax + 7));
    expect([full.failures.length, full.more]).toEqual([keptMax, 7]);
  });

  it('leaves a deadline that finds no room to be noted later', () => {
    const deadlines = several(keptMax + 1).map(({ shop, orderNumber }) => ({
      ...{ shop, orderNumber, at: ten },
      kind: 'auto-cancel' as const,
    }));
    const full = withDeadlines(null, 'kado', deadlines, ten);
    expect(full?.deadlines).toHaveLength(keptMax);
    expect(withDeadlines(full, 'kado', deadlines, ten)).toBeNull();
  });
});

describe('the mail about it is due', () => {
  it('at nine in the morning in Japan, and not before', () => {
    const one = noted([failure(1)]);
    expect(isDue(one, ten + 23 * hourMs - 1)).toBe(false);
    expect(isDue(one, ten + 23 * hourMs)).toBe(true);
  });

  it('later the same day when no run started at nine', () => {
    expect(isDue(noted([failure(1)], ten - 2 * hourMs), ten + 5 * hourMs)).toBe(true);
  });

  it('within minutes when ten have failed, once no more come', () => {
    expect(isDue(noted(several(9)), ten + hourMs)).toBe(false);
    const ofTen = noted(several(10));
    expect(isDue(ofTen, ten + minuteMs)).toBe(false);
    expect(isDue(ofTen, ten + 2 * minuteMs)).toBe(true);
  });

  it('within ten minutes even while more come', () => {
    let digest = noted(several(10));
    for (let minute = 1; minute <= 10; minute++) {
      digest = noted([failure(100 + minute)], ten + minute * minuteMs, digest);
      expect(isDue(digest, ten + minute * minuteMs)).toBe(minute === 10);
    }
  });

  it('at most once an hour besides the one of the morning', () => {
    const told = toldDigest(takenInHand(noted(several(10)), ten));
    const again = noted(several(20), ten + minuteMs, told);
    expect(again.failures).toHaveLength(10);
    expect(isDue(again, ten + 59 * minuteMs)).toBe(false);
    expect(isDue(again, ten + hourMs)).toBe(true);
  });

  it('soon when an order must leave today, and in the morning when one will be cancelled', () => {
    const deadline = { shop: 'rms#a', orderNumber: '1', at: ten + hourMs } as const;
    const today = withDeadlines(null, 'kado', [{ ...deadline, kind: 'next-day' }], ten) as Digest;
    const inDays = withDeadlines(null, 'kado', [{ ...deadline, kind: 'auto-cancel' }], ten) as Digest;
    expect(isDue(today, ten + 2 * minuteMs)).toBe(true);
    expect(isDue(inDays, ten + 2 * minuteMs)).toBe(false);
    expect(isDue(inDays, ten + dayMs)).toBe(true);
  });

  it('as long as it is in hand, and never when there is nothing to tell', () => {
    const inHand = takenInHand(noted([failure(1)]), ten);
    expect(isDue(inHand, ten)).toBe(true);
    expect(isDue(toldDigest(inHand), ten + 9 * dayMs)).toBe(false);
  });
});
