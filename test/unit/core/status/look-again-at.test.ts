import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { TargetRequest } from '../../../../core/model/order-words.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import { looksSinceCall, nextLook } from '../../../../core/model/push-row.ts';
import { defaultStatusSettings } from '../../../../core/status/settings.ts';

const at = Date.UTC(2026, 10, 24, 5);
const ship: PushContent = { kind: 'ship', parcels: [] };
const never = { unknownAt: undefined, lookAgainAt: undefined };

const confirmed = { kind: 'confirmed', at } as const;
const failed = { kind: 'failed', at, reason: 'refused-otherwise', who: 'ops' } as const;
const first = (afterMs: number, content: PushContent = ship, state: TargetRequest['state'] = confirmed) =>
  nextLook({ content, state, unknownAt: at }, 0, at + afterMs, defaultStatusSettings);
/** After so many looks since the last call. */
const next = (
  afterMs: number,
  looks: number,
  kind: 'confirmed' | 'withdrawn' = 'confirmed',
  content: PushContent = ship,
) => nextLook({ content, unknownAt: at, state: { kind, at, by: 'taro' } }, looks, at + afterMs, defaultStatusSettings);

describe('a push that has ended after a call with an open end', () => {
  it('is looked at at the next of the set times', () => {
    expect(first(minuteMs)).toEqual({ unknownAt: at, lookAgainAt: at + 15 * minuteMs });
    expect(first(20 * minuteMs)).toEqual({ unknownAt: at, lookAgainAt: at + 2 * hourMs });
  });

  it('is looked at now, and at all of the times again, where they have passed', () => {
    const now = at + 3 * hourMs;
    expect(first(3 * hourMs)).toEqual({ unknownAt: now, lookAgainAt: now });
  });

  it('is not looked at where nothing can undo it, or no call had an open end', () => {
    expect(first(minuteMs, { kind: 'confirm' })).toEqual(never);
    expect(first(3 * hourMs, { kind: 'cancel', reason: 'out-of-stock' })).toEqual(never);
    expect(nextLook({ content: ship, state: confirmed }, 0, at, defaultStatusSettings)).toEqual(never);
  });

  it('is looked at where it failed, since it may be carried out all the same', () => {
    expect(first(minuteMs, { kind: 'confirm' }, failed)).toEqual({ unknownAt: at, lookAgainAt: at + 15 * minuteMs });
  });
});

describe('a push that was looked at', () => {
  it('is looked at at the next time, and not after the last', () => {
    expect(next(16 * minuteMs, 1)).toEqual({ unknownAt: at, lookAgainAt: at + 2 * hourMs });
    expect(next(2 * hourMs, 2)).toEqual(never);
  });

  it('has as many looks as there are times, though an outage or a wrong clock let them all pass', () => {
    const now = at + 2 * hourMs;
    expect(next(2 * hourMs, 1)).toEqual({ unknownAt: at, lookAgainAt: now + 15 * minuteMs });
  });

  it('counts the looks since its last call', () => {
    const [called, looked] = [
      { at, what: 'called' },
      { at, what: 'looked-again' },
    ] as const;
    expect([[called], [looked, called], [called, looked, looked]].map(looksSinceCall)).toEqual([0, 0, 2]);
  });

  it('is looked at further where it was taken back, which may still be done', () => {
    const confirm = { kind: 'confirm' } as const;
    expect(next(minuteMs, 1, 'withdrawn', confirm).lookAgainAt).toBe(at + 15 * minuteMs);
    expect(next(minuteMs, 1, 'confirmed', confirm)).toEqual(never);
  });
});
