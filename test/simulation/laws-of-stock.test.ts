import { describe, expect, it } from 'vitest';
import { brokenStockLaws, type SetCall, type ShownListing, type StockEnd } from '../../proving/laws/stock.ts';
import { freePieces, type Ledger, levelSpan, type SoldLine } from '../../proving/laws/stock-levels.ts';

const minuteMs = 60_000;
const countedAt = 1_000 * minuteMs;

const line = (more: Partial<SoldLine> & { readonly units?: number } = {}): SoldLine => {
  const { units = 1, ...others } = more;
  const orderedAt = others.orderedAt ?? countedAt + minuteMs;
  return {
    ...{ sku: 'cup', orderedAt, held: [{ from: orderedAt, units }], readAt: [orderedAt + minuteMs] },
    ...others,
  };
};

const ledger = (more: Partial<Ledger> = {}): Ledger => ({
  movements: [{ sku: 'cup', at: countedAt, kind: 'counted', quantity: 10 }],
  lines: [],
  recipes: new Map(),
  buffers: new Map(),
  lateMs: 20 * minuteMs,
  ...more,
});

describe('what is free of a SKU', () => {
  const long = 500 * minuteMs;
  const before = countedAt - long;
  const cancelledAt = (at: number) => ({
    ...{ orderedAt: before, readAt: [before + minuteMs, at + minuteMs] },
    held: [
      { from: before, units: 3 },
      { from: at, units: 0 },
    ],
  });

  it.each<[string, Partial<Ledger>, { least: number; most: number } | null]>([
    ['is unknown until it is counted', { movements: [] }, null],
    ['is what was counted', {}, { least: 10, most: 10 }],
    [
      'is the last count, and what was moved since',
      {
        movements: [
          { sku: 'cup', at: countedAt, kind: 'counted', quantity: 4 },
          { sku: 'cup', at: countedAt - 1, kind: 'counted', quantity: 10 },
          { sku: 'cup', at: countedAt - 1, kind: 'moved', quantity: 5 },
          { sku: 'cup', at: countedAt + 1, kind: 'moved', quantity: -1 },
        ],
      },
      { least: 3, most: 3 },
    ],
    ['is less what was ordered since', { lines: [line({ units: 2 })] }, { least: 8, most: 8 }],
    [
      'has what was ordered before in its count',
      { lines: [line(cancelledAt(before + long / 2)), line({ orderedAt: before })] },
      { least: 10, most: 10 },
    ],
    [
      'gets back what is cancelled afterwards',
      { lines: [line(cancelledAt(countedAt + long))] },
      { least: 13, most: 13 },
    ],
    [
      'may have a cancel in its count, or not, that was under way',
      { lines: [line(cancelledAt(countedAt + 1))] },
      { least: 10, most: 13 },
    ],
    [
      'may have an order in its count, or not, that bore another date',
      { lines: [line({ orderedAt: before, units: 2, wasMisdated: true })] },
      { least: 8, most: 10 },
    ],
    [
      'is less the parts of a set',
      {
        recipes: new Map([['set', [{ from: 0, parts: [{ sku: 'cup', needed: 2 }] }]]]),
        lines: [line({ sku: 'set', units: 3 })],
      },
      { least: 4, most: 4 },
    ],
  ])('the free pieces of a SKU by the laws: %s', (_, more, wanted) => {
    expect(freePieces(ledger(more), 'cup')).toEqual(wanted);
  });
});

const terms = { linked: true, buffer: 0, cap: null, floor: null, highest: 99 };

it.each<[string, Partial<typeof terms> | { cap: number } | { floor: number }, number]>([
  ['all that is free', {}, 10],
  ['without the pieces that are kept back', { buffer: 2 }, 8],
  ['at most its cap', { cap: 3 }, 3],
  ['nothing below its floor', { floor: 11 }, 0],
])('by the laws of stock a listing shows %s', (_, more, level) => {
  expect(levelSpan(ledger(), { sku: 'cup', terms: { ...terms, ...more } })).toEqual({ least: level, most: level });
});

it('by the laws of stock a set shows as many as its scarcest part makes', () => {
  const recipes = new Map([['set', [{ from: 0, parts: [{ sku: 'cup', needed: 3 }] }]]]);
  expect(levelSpan(ledger({ recipes, buffers: new Map([['cup', 2]]) }), { sku: 'set', terms })?.most).toBe(2);
});

describe('the laws of stock', () => {
  const listing = (more: Partial<ShownListing> = {}): ShownListing => ({
    ...{ shop: 'a', item: 'x', sku: 'cup', terms, level: 10, isRefused: false, ...more },
  });
  const call = (level: number, before: number, more: Partial<SetCall> = {}): SetCall => ({
    ...{
      shop: 'a',
      by: 'p1',
      startedAt: countedAt,
      endedAt: countedAt + 1_000,
      importedAt: countedAt - minuteMs,
      levels: [{ item: 'x', level, before }],
    },
    ...more,
  });
  const broken = (more: Partial<StockEnd>): string[] =>
    brokenStockLaws({
      ...{ ...ledger(), listings: [listing()], calls: [], areClocksRight: true, reported: new Set<string>(), ...more },
    }).map(({ law }) => law);
  const oversold: Partial<StockEnd> = { lines: [line({ units: 11 })], listings: [listing({ level: 0 })] };

  it.each<[string, Partial<StockEnd>]>([
    ['a listing that shows what is free', { calls: [call(10, 3), call(2, 3, { importedAt: null })] }],
    ['one that is not linked', { listings: [listing({ level: 1, terms: { ...terms, linked: false } })] }],
    ['one that its mall refuses', { listings: [listing({ level: 1, isRefused: true })] }],
    [
      'two levels one after the other',
      { calls: [call(9, 10), call(8, 10, { by: 'p2', startedAt: countedAt + 2_000 })] },
    ],
    [
      'a set that is oversold, whose parts are not',
      {
        ...oversold,
        listings: [],
        recipes: new Map([['cup', [{ from: countedAt * 2, parts: [{ sku: 'tea', needed: 1 }] }]]]),
      },
    ],
    ['a SKU that is reported', { ...oversold, reported: new Set(['cup']) }],
  ])('the laws of stock bear %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it.each<[string, string, Partial<StockEnd>]>([
    ['two levels at once', 'one-at-a-time', { calls: [call(10, 10), call(9, 10, { by: 'p2' })] }],
    ['a level that is set while a batch sets it', 'one-at-a-time', { calls: [call(10, 10, { inBatch: ['x'] })] }],
    ['another level', 'level-shown', { listings: [listing({ level: 9 })] }],
    ['an oversold SKU that is not reported', 'oversold-reported', oversold],
    ['a report of what is not oversold', 'oversold-reported', { reported: new Set(['cup']) }],
    ['a level that no mall may show', 'ours-alone', { calls: [call(-1, 3)] }],
    ['a call for what no person listed', 'ours-alone', { calls: [call(1, 1, { shop: 'b' })] }],
    ['a call for what is not counted', 'ours-alone', { movements: [], calls: [call(1, 1)] }],
    ['a raise over orders that were not listed', 'raised-fresh', { calls: [call(10, 3, { importedAt: null })] }],
    [
      'a raise long after they were',
      'raised-fresh',
      { calls: [call(10, 3, { importedAt: countedAt - 9 * minuteMs })] },
    ],
  ])('the laws of stock find %s', (_, law, more) => {
    expect(broken(more)).toEqual([law]);
  });
});
