import { describe, expect, it } from 'vitest';
import { findShop } from '../../../core/merchants/find-shop.ts';
import { type NewShop, newShop, problemsOfNewShop } from '../../../core/merchants/new-shop.ts';
import type { MallName, Shop } from '../../../core/merchants/shop.ts';
import { decideByHand } from '../../../core/pause/by-hand.ts';
import type { Pause } from '../../../core/pause/pause.ts';
import { dayMs, hourMs } from '../../../core/units.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');
const wanted: NewShop = {
  mall: 'rms',
  code: 'kado-no-mise',
  name: '角の店',
  merchant: 'kado',
  shard: 0,
  importFrom: now - dayMs + 123,
  callsPerSecond: 1,
};
const credential = { version: 1, sealed: new Uint8Array([1]) };
const shop = newShop(wanted, credential);

describe('a new shop', () => {
  it('starts its import at the chosen moment, to the second, with its cursor there', () => {
    expect(shop).toMatchObject({ key: 'rms#kado-no-mise', importFrom: now - dayMs, cursor: now - dayMs, scannedAt: 0 });
  });

  it('that is sound has no problem', () => {
    expect(problemsOfNewShop(wanted, now, 730 * dayMs)).toEqual([]);
    expect(problemsOfNewShop({ ...wanted, importFrom: now + dayMs }, now, 730 * dayMs)).toEqual([]);
  });

  it('is told everything that is wrong with it', () => {
    const wrong = { ...wanted, code: 'kado#1', merchant: '', name: ' ', importFrom: now - 731 * dayMs };
    expect(problemsOfNewShop(wrong, now, 730 * dayMs).map((problem) => problem.split(':')[0])).toEqual([
      '--code',
      '--merchant',
      '--name',
      '--import-from',
    ]);
  });
});

describe('a shop that is looked for', () => {
  const elsewhere: Shop = { ...shop, key: 'other#kado-no-mise' as Shop['key'], mall: 'other' as MallName };

  it('is found by its key or its code', () => {
    expect(findShop([shop], 'rms#kado-no-mise')).toEqual({ kind: 'found', shop });
    expect(findShop([shop], 'kado-no-mise')).toEqual({ kind: 'found', shop });
    expect(findShop([shop], 'kado')).toEqual({ kind: 'unknown' });
  });

  it('must be named by its key where two malls have its code', () => {
    expect(findShop([shop, elsewhere], 'kado-no-mise')).toEqual({ kind: 'ambiguous', keys: [shop.key, elsewhere.key] });
    expect(findShop([shop, elsewhere], elsewhere.key)).toEqual({ kind: 'found', shop: elsewhere });
  });
});

describe('work that a person asks for', () => {
  const pause = (more: Partial<Pause>): Pause => ({
    cause: 'manual',
    scope: shop.key,
    since: now,
    by: 'x',
    note: '',
    ...more,
  });
  const manual = pause({});

  it('runs under a manual pause, which it names', () => {
    expect(decideByHand([manual], shop, now)).toEqual({ kind: 'allowed', despite: [manual] });
  });

  it.each(['outage', 'maintenance', 'credentials'] as const)(
    'is refused under %s, even beside a manual pause',
    (cause) => {
      const refusing = pause({ cause, credentialVersion: 1 });
      expect(decideByHand([manual, refusing], shop, now)).toEqual({ kind: 'refused', pause: refusing });
    },
  );

  it('is not held by pauses of others, nor by one for a key that was replaced or is due for another try', () => {
    const others = [
      pause({ cause: 'outage', scope: 'rms#other' }),
      pause({ cause: 'credentials', credentialVersion: 0 }),
      pause({ cause: 'credentials', credentialVersion: 1, retryAt: now - hourMs }),
    ];
    expect(decideByHand(others, shop, now)).toEqual({ kind: 'allowed', despite: [] });
  });
});
