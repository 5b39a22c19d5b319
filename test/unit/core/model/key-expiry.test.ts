import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { dueKeyNotices } from '../../../../core/mail/key-notices.ts';
import {
  daysLeft,
  expiryReadingDue,
  givenUpAfterMs,
  keyExpiryOf,
  pendingOf,
  pendingTryDue,
  type SealedCredential,
} from '../../../../core/model/credential.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { keyFigures } from '../../../../core/tenants/keys.ts';

const noon = Date.parse('2026-11-24T12:00:00+09:00');
const sealed = new Uint8Array();

function shopWith(credential: Partial<SealedCredential>, more: Partial<Shop> = {}): Shop {
  const facts = { mall: 'rms', code: 'kado', name: '角の店', merchant: 'kado', shard: 0, importFrom: noon } as const;
  return { ...newShop({ ...facts, callsPerSecond: 1 }, { version: 3, sealed, ...credential }), ...more };
}

describe('the end of a key', () => {
  it('is unknown until it was read, and a row that names no part means what usually ends first', () => {
    expect(keyExpiryOf(shopWith({}))).toBeNull();
    expect(keyExpiryOf(shopWith({ expiresAt: noon }))).toEqual({ part: 'licence', at: noon });
    expect(keyExpiryOf(shopWith({ expiresAt: noon, expiringPart: 'consent' }))).toEqual({ part: 'consent', at: noon });
    expect(keyExpiryOf(shopWith({ expiresAt: noon, expiringPart: 'public-key' }))?.part).toBe('public-key');
  });

  it('is read once a day, and after a failure not before an hour is over', () => {
    const due = (checkedAt: number | undefined, triedAt: number | null) =>
      expiryReadingDue({ version: 1, sealed, ...(checkedAt === undefined ? {} : { checkedAt }) }, triedAt, noon);
    expect(due(undefined, null)).toBe(true);
    expect(due(noon - dayMs + 1, null)).toBe(false);
    expect(due(noon - dayMs, null)).toBe(true);
    expect(due(noon - dayMs, noon - hourMs + 1)).toBe(false);
    expect(due(undefined, noon - hourMs)).toBe(true);
  });

  it.each([
    ['2026-11-24T23:59:59+09:00', 0],
    ['2026-11-25T00:00:00+09:00', 1],
    ['2026-12-08T23:59:59+09:00', 14],
    ['2026-11-23T23:59:59+09:00', -1],
  ])('%s is counted in midnights of Japan from noon of the 24th: %i', (ends, days) => {
    expect(daysLeft(Date.parse(ends), noon)).toBe(days);
  });
});

describe('a key that waits', () => {
  const pending = { version: 4, sealed, since: noon };

  it('counts only as the next one: after another key was stored it does not', () => {
    expect(pendingOf(shopWith({}, { pending }))).toBe(pending);
    expect(pendingOf(shopWith({ version: 4 }, { pending }))).toBeNull();
    expect(pendingOf(shopWith({ version: 5 }, { pending }))).toBeNull();
    expect(pendingOf(shopWith({}))).toBeNull();
  });

  it('is tried every two minutes for two hours, then every quarter of an hour, and after three days no more', () => {
    const due = (age: number, sinceTry: number | null) =>
      pendingTryDue(pending, sinceTry === null ? null : noon + age - sinceTry, noon + age);
    expect(due(0, null)).toBe(true);
    expect([due(10 * minuteMs, minuteMs), due(10 * minuteMs, 2 * minuteMs)]).toEqual([false, true]);
    expect([due(2 * hourMs, 14 * minuteMs), due(2 * hourMs, 15 * minuteMs)]).toEqual([false, true]);
    expect([due(givenUpAfterMs - 1, null), due(givenUpAfterMs, null)]).toEqual([true, false]);
  });
});

describe('the figures of keys', () => {
  it('count shops whose key ends soon, has ended, is unknown, or waits', () => {
    const shops = [
      shopWith({ expiresAt: noon }),
      shopWith({ expiresAt: noon + 1 }),
      shopWith({ expiresAt: noon + 7 * dayMs - 1 }),
      shopWith({ expiresAt: noon + 7 * dayMs }),
      shopWith({}, { pending: { version: 4, sealed, since: noon } }),
    ];
    expect(keyFigures(shops, noon)).toEqual({ ending: 2, ended: 1, unknown: 1, pending: 1, firstAt: noon + 1 });
    expect(keyFigures(shops, noon, 30 * dayMs).ending).toBe(3);
    expect(keyFigures([], noon)).toEqual({ ending: 0, ended: 0, unknown: 0, pending: 0, firstAt: null });
  });
});

describe('a mail about a key', () => {
  const end = Date.parse('2026-12-08T23:59:59+09:00');
  const at = (text: string) => dueKeyNotices(shopWith({ expiresAt: end }), Date.parse(`${text}+09:00`))[0] ?? null;

  it.each([
    ['2026-11-23T12:00:00', null],
    ['2026-11-24T08:59:59', null],
    ['2026-11-24T09:00:00', 14],
    ['2026-11-30T20:59:59', 14],
    ['2026-12-01T09:00:00', 7],
    ['2026-12-04T21:00:00', null],
    ['2026-12-05T09:00:00', 3],
    ['2026-12-07T09:00:00', 1],
    ['2026-12-08T20:00:00', 1],
    ['2026-12-09T00:00:01', null],
    ['2026-12-09T09:00:00', 0],
    ['2026-12-22T20:00:00', 0],
    ['2026-12-23T09:00:00', null],
  ])('is at %s that of stage %s', (now, stage) => {
    const due = at(now);
    if (stage === null) expect(due).toBeNull();
    else {
      const kind = stage === 0 ? 'key-ended' : 'key-ending';
      expect(due).toEqual({
        kind,
        occasion: `key-rms#kado-licence-2026-12-08-${stage}`,
        end: { part: 'licence', at: end },
      });
    }
  });

  it('is due at once in the daytime for a key that ends in it', () => {
    const now = noon + 3 * hourMs;
    expect(dueKeyNotices(shopWith({ expiresAt: now }), now)[0]?.kind).toBe('key-ended');
    expect(dueKeyNotices(shopWith({ expiresAt: now + 1 }), now)[0]?.kind).toBe('key-ending');
  });

  it('is none while the end is unknown', () => {
    expect(dueKeyNotices(shopWith({}), noon)).toEqual([]);
  });
});
