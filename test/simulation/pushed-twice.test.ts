import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { type Shop, shopKey } from '../../core/model/shop.ts';
import { pushedTwiceAfterAPause } from '../../proving/worlds/stock-call-invariants.ts';
import { listingId, type StockCall } from '../../proving/worlds/stock-watch.ts';

const shop = shopKey('rms', 'shop-2');
const item = 'taoru-0917/kn';
const released = 100 * minuteMs;

type Call = readonly [kind: 'read' | 'set', by: string, level: number, afterMs?: number];

/** What is wrong with these calls, a second apart, of a shop that was let go just before them. */
function brokenBy(
  calls: readonly Call[],
  marks: readonly number[] = [],
  clocks: Readonly<Record<string, number>> = {},
  moves: readonly number[] = [],
) {
  const watched = calls.map(([kind, by, level, afterMs], index): StockCall => {
    const at = released + (index + 1) * secondMs + (afterMs ?? 0);
    const levels = new Map([[item, level]]);
    const ended = { isDone: true, isAccepted: true, isUnanswered: false, inBatch: [] };
    return { kind, by, shop, startedAt: at, at, endedAt: at, levels, before: new Map(), ...ended };
  });
  const terms = { linked: true, buffer: 0, cap: null, floor: null };
  const listing = { shop: { key: shop } as Shop, item, sku: 'TAORU', terms, isThere: true, highest: 99_999 };
  return pushedTwiceAfterAPause({
    holds: [{ shop, from: released - 10 * minuteMs, until: released }],
    calls: watched,
    goods: {
      merchant: 'merchant-1',
      shops: [],
      listings: new Map([[listingId(shop, item), listing]]),
      counted: new Set(['TAORU']),
      recipes: new Map(),
      buffers: new Map(),
      movements: [],
    },
    moves: new Map([['TAORU', [...moves]]]),
    marks: new Map([['TAORU', [...marks]]]),
    touched: new Map(),
    workers: new Map(Object.entries(clocks)),
  });
}

const twice = [`${item} of ${shop} was pushed 2 times after a pause, without a change`];

describe('a listing that a pause held', () => {
  it.each<[string, readonly Call[]]>([
    ['once', [['set', 'p1', 0]]],
    [
      'again, once a cancel at the mall has given a piece back and the caller has read that',
      [
        ['set', 'p1', 0],
        ['read', 'p2', 1],
        ['set', 'p2', 0],
      ],
    ],
  ])('a listing that a pause held is pushed %s', (_, calls) => {
    expect(brokenBy(calls)).toEqual([]);
  });

  it('a held listing is pushed again when what it sells has changed', () => {
    const calls: readonly Call[] = [
      ['set', 'p1', 3],
      ['set', 'p1', 2, minuteMs],
    ];
    expect(brokenBy(calls, [released + 30 * secondMs])).toEqual([]);
    expect(brokenBy(calls)).toEqual(twice);
  });

  it('a held listing is pushed again when the ledger changed, though the mark comes after the push', () => {
    const calls: readonly Call[] = [
      ['set', 'p1', 3],
      ['set', 'p1', 2, minuteMs],
    ];
    expect(brokenBy(calls, [released + 2 * minuteMs], {}, [released + 30 * secondMs])).toEqual([]);
    expect(brokenBy(calls, [released + 2 * minuteMs])).toEqual(twice);
  });

  it('a held listing is pushed again by a worker whose clock, wrong by an hour, ended the claim of the first', () => {
    const calls = (level: number, afterMs = 0): readonly Call[] => [
      ['set', 'p1', 5],
      ['set', 'p2', level, afterMs],
    ];
    const wrong = { p1: hourMs, p2: 0 };
    expect(brokenBy(calls(5), [], wrong)).toEqual([]);
    expect(brokenBy(calls(4), [], wrong)).toEqual(twice);
    expect(brokenBy(calls(5, 3 * minuteMs), [], wrong)).toEqual(twice);
    expect(brokenBy(calls(5), [], { p1: 2 * minuteMs, p2: 0 })).toEqual(twice);
    expect(
      brokenBy(
        [
          ['set', 'p1', 5],
          ['set', 'p1', 5],
        ],
        [],
        wrong,
      ),
    ).toEqual(twice);
  });

  it.each<[string, readonly Call[]]>([
    [
      'the mall was not read in between',
      [
        ['set', 'p1', 0],
        ['set', 'p2', 0],
      ],
    ],
    [
      'it was read, and showed what was set',
      [
        ['set', 'p1', 0],
        ['read', 'p2', 0],
        ['set', 'p2', 0],
      ],
    ],
    [
      'it was read before the first push only',
      [
        ['read', 'p2', 1],
        ['set', 'p1', 0],
        ['set', 'p2', 0],
      ],
    ],
    [
      'another process has read it',
      [
        ['set', 'p1', 0],
        ['read', 'p3', 1],
        ['set', 'p2', 0],
      ],
    ],
    [
      'each of the changes that it missed is pushed by itself',
      [
        ['set', 'p1', 2],
        ['read', 'p2', 1],
        ['set', 'p2', 0],
      ],
    ],
  ])('a held listing is found to be pushed twice where %s', (_, calls) => {
    expect(brokenBy(calls)).toEqual(twice);
  });
});
