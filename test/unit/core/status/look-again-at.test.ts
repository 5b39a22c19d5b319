import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Push, PushStep } from '../../../../core/model/push.ts';
import { firstLookAgain, nextLookAgain } from '../../../../core/model/push-row.ts';
import { defaultStatusSettings } from '../../../../core/status/settings.ts';

const at = Date.UTC(2026, 10, 24, 5);
const ship: Push['content'] = { kind: 'ship', parcels: [] };
const called: PushStep = { at, what: 'called', code: 'mall.timeout' };
const looked: PushStep = { at, what: 'looked-again', progress: '300', detail: 'it is so' };
const never = { unknownAt: null, lookAgainAt: null };

const confirmed = { kind: 'confirmed', at } as const;
const failed = { kind: 'failed', at, reason: 'refused-otherwise', who: 'ops' } as const;
const first = (afterMs: number, content: Push['content'] = ship, state: Push['state'] = confirmed) =>
  firstLookAgain({ content, state, unknownAt: at }, at + afterMs, defaultStatusSettings);
const next = (
  afterMs: number,
  steps: readonly PushStep[],
  kind: 'confirmed' | 'withdrawn' = 'confirmed',
  content: Push['content'] = ship,
) =>
  nextLookAgain(
    { content, unknownAt: at, trail: [called, ...steps], state: { kind, at, by: 'taro' } },
    at + afterMs,
    defaultStatusSettings,
  );

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
    expect(firstLookAgain({ content: ship, state: confirmed }, at, defaultStatusSettings)).toEqual(never);
  });

  it('is looked at where it failed, since it may be carried out all the same', () => {
    expect(first(minuteMs, { kind: 'confirm' }, failed)).toEqual({ unknownAt: at, lookAgainAt: at + 15 * minuteMs });
  });
});

describe('a push that was looked at', () => {
  it('is looked at at the next time, and not after the last', () => {
    expect(next(16 * minuteMs, [])).toEqual({ unknownAt: at, lookAgainAt: at + 2 * hourMs });
    expect(next(2 * hourMs, [looked])).toEqual(never);
  });

  it('has as many looks as there are times, though an outage or a wrong clock let them all pass', () => {
    const now = at + 2 * hourMs;
    expect(next(2 * hourMs, [])).toEqual({ unknownAt: at, lookAgainAt: now + 15 * minuteMs });
    // A look before the last call says nothing of that call.
    expect(next(2 * hourMs, [looked, called])).toEqual({ unknownAt: at, lookAgainAt: now + 15 * minuteMs });
  });

  it('is looked at further where it was taken back, which may still be done', () => {
    const confirm = { kind: 'confirm' } as const;
    expect(next(minuteMs, [], 'withdrawn', confirm).lookAgainAt).toBe(at + 15 * minuteMs);
    expect(next(minuteMs, [], 'confirmed', confirm)).toEqual(never);
  });
});
