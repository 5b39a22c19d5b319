import type { ExchangeEntry, LevelEntry, PlainObject } from '../../../entry.ts';
import { journalMall } from '../../../malls/index.ts';
import type { BookedOrder } from '../../reading.ts';
import { flag, listOf, misfits, moment, number, numberOrNull, objectOf, oneOf, optional, text } from '../../shape.ts';
import type { Report, Terms, Trail } from '../../shelf.ts';
import { learnNames, levelsSet } from '../../stock.ts';

/** A listing by its row. */
export interface ListingRow extends Terms {
  readonly item: string;
  readonly merchant: string;
  readonly sku: string;
  readonly linked: boolean;
}

/** A SKU by its row. */
interface SkuRow {
  readonly merchant: string;
  readonly sku: string;
  readonly buffer: number;
  readonly recipes: readonly { readonly from: number; readonly parts: readonly { sku: string; needed: number }[] }[];
}

export interface MovementRow extends Report {
  readonly merchant: string;
  readonly sku: string;
}

/** A line of an order: what the books say of it, and what was written down of it. */
export interface OrderLine {
  readonly shop: string;
  readonly orderedAt: number;
  /** Null where the books have no such line. */
  item: string | null;
  held: number;
  merchant: string | null;
  sku: string | null;
  trail: Trail;
}

/** A listing's part of a call that set levels. */
export interface SetPart {
  readonly began: number;
  readonly arrived: number;
  readonly level: number;
}

/** What a journal says of stock. */
export interface StockDay {
  readonly listings: ListingRow[];
  readonly skus: Map<string, SkuRow>;
  readonly movements: MovementRow[];
  readonly lines: Map<string, OrderLine>;
  readonly oversold: Set<string>;
  /** By shop and item, like the next. */
  readonly levels: Map<string, LevelEntry[]>;
  readonly sets: Map<string, SetPart[]>;
  /** Items by the names that calls have for them, where these are others. */
  readonly names: Map<string, string>;
}

export function emptyStock(): StockDay {
  return {
    listings: [],
    skus: new Map(),
    movements: [],
    lines: new Map(),
    oversold: new Set(),
    levels: new Map(),
    sets: new Map(),
    names: new Map(),
  };
}

export const nameOf = (...words: readonly string[]): string => words.join('\n');

export function addTo<One>(lists: Map<string, One[]>, name: string, one: One): void {
  const list = lists.get(name);
  if (list) list.push(one);
  else lists.set(name, [one]);
}

export function takeLevel({ levels }: StockDay, entry: LevelEntry): void {
  addTo(levels, nameOf(entry.shop, entry.item), entry);
}

const listing = {
  shop: text,
  item: text,
  merchant: text,
  sku: text,
  linked: flag,
  buffer: number,
  cap: numberOrNull,
  floor: numberOrNull,
};
const part = objectOf({ sku: text, needed: number });
const sku = {
  merchant: text,
  sku: text,
  buffer: number,
  recipes: listOf(objectOf({ from: moment, parts: listOf(part) })),
};
const claim = {
  merchant: text,
  sku: text,
  orderedAt: moment,
  trail: listOf(listOf(number)),
  writtenAt: optional(listOf(number)),
};
const movement = {
  merchant: text,
  sku: text,
  kind: oneOf('counted', 'received', 'adjusted'),
  at: moment,
  quantity: number,
  writtenAt: moment,
};

export function takeListing({ listings }: StockDay, row: PlainObject): readonly string[] {
  const problems = misfits(row, listing);
  if (problems.length === 0) listings.push(row as unknown as ListingRow);
  return problems;
}

/** Of the table Stock, everything but claims: movements, SKUs' own rows, and the notes of what is oversold. */
export function takeStockRow(day: StockDay, row: PlainObject): readonly string[] {
  if (Object.hasOwn(row, 'recipes')) {
    const problems = misfits(row, sku);
    if (problems.length === 0) day.skus.set(nameOf(String(row.merchant), String(row.sku)), row as unknown as SkuRow);
    return problems;
  }
  if (Object.hasOwn(row, 'oversoldSince')) {
    day.oversold.add(nameOf(String(row.merchant), String(row.sku)));
    return [];
  }
  const problems = misfits(row, movement);
  if (problems.length === 0) day.movements.push(row as unknown as MovementRow);
  return problems;
}

/** A claim adds to its line what was written down of it. */
export function takeClaim(day: StockDay, row: PlainObject): readonly string[] {
  const problems = misfits(row, claim);
  if (problems.length > 0) return problems;
  const {
    shop,
    orderNumber,
    lineId,
    merchant,
    sku: sold,
    orderedAt,
    trail,
    writtenAt = [],
  } = row as unknown as Record<'shop' | 'orderNumber' | 'lineId' | 'merchant' | 'sku', string> & {
    readonly orderedAt: number;
    readonly trail: Trail;
    readonly writtenAt?: readonly number[];
  };
  const line = lineOf(day, nameOf(shop, orderNumber, lineId), shop, orderedAt);
  line.merchant = merchant;
  line.sku = sold;
  line.trail = trail.map(([version, quantity], index) => [version, quantity, writtenAt[index] ?? version]);
  return [];
}

/** The books add to each line what it is of, and what it holds in the end. */
export function takeBook(day: StockDay, { shop, orderNumber, orderedAt, lines, items }: BookedOrder): void {
  for (const [lineId, units] of lines) {
    const line = lineOf(day, nameOf(shop, orderNumber, lineId), shop, orderedAt);
    line.item = items.get(lineId) ?? null;
    line.held = units;
  }
}

function lineOf({ lines }: StockDay, name: string, shop: string, orderedAt: number): OrderLine {
  const known = lines.get(name);
  if (known) return known;
  const line: OrderLine = { shop, orderedAt, item: null, held: 0, merchant: null, sku: null, trail: [] };
  lines.set(name, line);
  return line;
}

/** A call of ours that set levels and that the mall took. */
export function takeSet(day: StockDay, entry: ExchangeEntry): void {
  const { at, startedAt = at, mall, outcome } = entry;
  learnNames(entry, day.names);
  if (outcome.ending !== 'answer') return;
  const levels = levelsSet(entry, day.names);
  if (levels.length === 0 || !journalMall(mall).takesLevels(outcome)) return;
  for (const { listing, level } of levels) addTo(day.sets, listing, { began: startedAt, arrived: at, level });
}
