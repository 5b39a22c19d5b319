import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { decideByHand, type Pause } from '../../../../core/model/pause.ts';
import { type MallName, removedShop, type Shop } from '../../../../core/model/shop.ts';
import {
  emptiestShard,
  findShop,
  type NewShop,
  newShop,
  placeShops,
  problemsOfNewShop,
  shopsPerShard,
} from '../../../../core/tenants/add-shop.ts';

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
const limits = { now, lookBackMs: 730 * dayMs, shards: 2 };

describe('a new shop', () => {
  it('starts its import at the chosen moment, to the second, with its cursor there', () => {
    expect(shop).toMatchObject({ key: 'rms#kado-no-mise', importFrom: now - dayMs, cursor: now - dayMs, scannedAt: 0 });
  });

  it('that is sound has no problem', () => {
    expect(problemsOfNewShop(wanted, limits)).toEqual([]);
    expect(problemsOfNewShop({ ...wanted, importFrom: now + dayMs }, limits)).toEqual([]);
  });

  it('is refused with every problem at once', () => {
    const wrong = {
      ...wanted,
      ...{ code: 'kado#1', merchant: '', name: ' ', importFrom: now - 731 * dayMs, callsPerSecond: 0, shard: 2 },
    };
    expect(problemsOfNewShop(wrong, limits).map(({ field }) => field)).toEqual([
      'code',
      'merchant',
      'name',
      'importFrom',
      'callsPerSecond',
      'shard',
    ]);
  });

  it('is placed in no shard that nothing polls, and the problem states how many there are', () => {
    const [problem] = problemsOfNewShop({ ...wanted, shard: 2 }, limits);
    expect(String(problem?.problem)).toMatch(
      /^got 2, but there are 2 schedules, 0 to 1: no schedule of its own polls such a shard\./,
    );
    expect(String(problemsOfNewShop({ ...wanted, shard: 1 }, { ...limits, shards: 1 })[0]?.problem)).toContain(
      'there is one schedule, 0',
    );
  });

  it('that was removed before goes on where it stood, and further back only where more is wanted', () => {
    const before = {
      ...removedShop({ ...shop, cursor: now - hourMs }, 'sakura', now),
      lostSpan: { from: 1, to: 2 },
      rewound: { times: 1, at: now },
    };
    const again = (importFrom: number) => newShop({ ...wanted, importFrom }, credential, before);
    expect(again(now)).toMatchObject({ importFrom: now - dayMs, cursor: now - hourMs });
    expect(again(now - dayMs)).toMatchObject({ importFrom: now - dayMs, cursor: now - hourMs });
    expect(again(now - 2 * dayMs)).toMatchObject({ importFrom: now - 2 * dayMs, cursor: now - 2 * dayMs });
    expect(again(now)).toMatchObject({ lostSpan: { from: 1, to: 2 }, rewound: { times: 1, at: now } });
  });
});

describe('the shard of a new shop', () => {
  const inShards = (...shards: number[]) => shards.map((shard) => ({ shard }));

  it('is the one with the fewest shops, the first of several', () => {
    expect(emptiestShard(shopsPerShard(inShards(), 3))).toBe(0);
    expect(emptiestShard(shopsPerShard(inShards(0, 0, 1, 2), 3))).toBe(1);
  });

  it('is chosen with the shops in mind whose own shard has no schedule: they fall to another one', () => {
    expect(shopsPerShard(inShards(0, 5, 5), 2)).toEqual([1, 2]);
  });

  it('is chosen one after the other for many, so that they end evenly', () => {
    const next = placeShops(inShards(0, 0, 0, 2), 3);
    expect(Array.from({ length: 8 }, next)).toEqual([1, 1, 2, 1, 2, 0, 1, 2]);
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

  it.each(['outage', 'maintenance'] as const)('waits under %s, even beside a manual pause', (cause) => {
    const delaying = pause({ cause });
    expect(decideByHand([manual, delaying], shop, now)).toEqual({ kind: 'waits', pause: delaying });
  });

  it('is refused while the mall refuses the key, whatever else holds the shop', () => {
    const refusing = pause({ cause: 'credentials', credentialVersion: 1 });
    const pauses = [manual, pause({ cause: 'outage', scope: 'rms' }), refusing];
    expect(decideByHand(pauses, shop, now)).toEqual({ kind: 'refused', pause: refusing });
  });

  it('is not held by pauses of others, nor by one for a key that was replaced or is due for another try', () => {
    const others = [
      pause({ cause: 'outage', scope: 'rms#other' }),
      pause({ cause: 'credentials', credentialVersion: 0 }),
      pause({ cause: 'credentials', credentialVersion: 1, retryAt: now - hourMs }),
    ];
    expect(decideByHand(others, shop, now)).toEqual({ kind: 'allowed', despite: [] });
  });
});
