import { hash } from 'node:crypto';
import { type Listing, type ListingTerms, presentParts, type SkuLevel, type SkuRow } from '../model/index.ts';
import type { StockLedger } from '../ports/index.ts';
import { accountOf, readFree, readRows, rowIn, rowsOf } from './ledger.ts';

/**
 * Levels of SKUs of one merchant as the ledger has them now, by SKU. Rows are read before entries: a change that is not in a level has
 * a later mark than its fingerprint, so that a comparison of fingerprints shows it.
 */
export async function readLevels(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, SkuLevel>> {
  const rows = await readRows(ledger, merchant, skus);
  const plain = new Set(skus.flatMap((sku) => piecesOf(rows, sku)));
  const accounts = [...plain].map((sku) => accountOf(rows, sku));
  const free = await readFree(ledger, merchant, accounts);
  return new Map(skus.map((sku) => [sku, levelOf(rows, free, sku)]));
}

/** The SKUs whose pieces decide a level: the SKU itself, or a set's parts. A part that is a set itself has no pieces of its own. */
function piecesOf(rows: ReadonlyMap<string, SkuRow>, sku: string): string[] {
  const row = rowIn(rows, sku);
  const parts = [...(presentParts(row)?.keys() ?? [sku])];
  return parts.filter((part) => presentParts(rowIn(rows, part)) === null);
}

function levelOf(rows: ReadonlyMap<string, SkuRow>, free: ReadonlyMap<string, number | null>, sku: string): SkuLevel {
  const row = rowIn(rows, sku);
  const parts = presentParts(row);
  const accounts = piecesOf(rows, sku).flatMap((part) => rowsOf(accountOf(rows, part)));
  const direct = [...(parts?.keys() ?? [])].map((part) => rowIn(rows, part));
  return {
    sku,
    free: parts === null ? (free.get(sku) ?? null) : setsFrom(parts, (part) => freeBeyondBuffer(rows, free, part)),
    buffer: row.buffer,
    fingerprint: levelFingerprint([row, ...direct, ...accounts]),
  };
}

function freeBeyondBuffer(
  rows: ReadonlyMap<string, SkuRow>,
  free: ReadonlyMap<string, number | null>,
  part: string,
): number | null {
  const pieces = free.get(part) ?? null;
  return pieces === null ? null : pieces - rowIn(rows, part).buffer;
}

/**
 * How many sets can be made: of each part what is free of it beyond its buffer, by what a set needs, and the least of these. Never
 * negative; null while one part is not counted.
 */
export function setsFrom(
  parts: ReadonlyMap<string, number>,
  freeBeyondBufferOf: (part: string) => number | null,
): number | null {
  let sets = Number.POSITIVE_INFINITY;
  for (const [part, needed] of parts) {
    const free = freeBeyondBufferOf(part);
    if (free === null) return null;
    sets = Math.min(sets, Math.floor(free / needed));
  }
  return Math.max(0, sets);
}

/** A longer text of marks is hashed, so that a set of many parts does not fill the rows of its listings. */
const textMax = 60;

/** Base64 digits of a hash: 132 bits. */
const hashLength = 22;

/** What a level was computed from: the marks of all rows involved, in a form that does not depend on their order. */
export function levelFingerprint(rows: readonly SkuRow[]): string {
  const marks = new Map(rows.map(({ sku, mark }) => [sku, mark]));
  const text = JSON.stringify([...marks].sort(([one], [other]) => (one < other ? -1 : 1)));
  return text.length <= textMax ? text : hash('sha256', text, 'base64url').slice(0, hashLength);
}

/** What a listing's level was made from: `terms` counts the changes of its terms and of its SKU, the rest is the level's. */
export function listingFingerprint({ terms }: Pick<Listing, 'terms'>, level: SkuLevel): string {
  return `${terms}:${level.fingerprint}`;
}

/** The rules between the free pieces and what a listing shows, in the order in which they are applied. */
export type ShownStep =
  /** 確保在庫 of the SKU. */
  | 'sku-buffer'
  /** 安全在庫 of the listing. */
  | 'listing-buffer'
  /** 下限: fewer than this are shown as 0. */
  | 'floor'
  /** 上限 of the listing. */
  | 'cap'
  /** The highest level that the mall takes. */
  | 'mall-highest'
  /** A mall shows no less than 0. */
  | 'clamp';

/** A rule, and what it left. */
export interface StepTaken {
  readonly step: ShownStep;
  readonly left: number;
}

/**
 * From the free pieces to the level that a listing shows, rule by rule; the last rule leaves the level. Null when no level is sent to the
 * mall: the level is not known, or the listing is not linked. `highest` is the mall's (`StockTraits.highest`).
 */
export function shownSteps(level: SkuLevel, terms: ListingTerms, highest: number): readonly StepTaken[] | null {
  if (level.free === null || !terms.linked) return null;
  const floor = terms.floor ?? Number.NEGATIVE_INFINITY;
  const rules: readonly (readonly [ShownStep, (left: number) => number])[] = [
    ['sku-buffer', (left) => left - level.buffer],
    ['listing-buffer', (left) => left - terms.buffer],
    ['floor', (left) => (left < floor ? 0 : left)],
    ['cap', (left) => Math.min(left, terms.cap ?? left)],
    ['mall-highest', (left) => Math.min(left, highest)],
    ['clamp', (left) => Math.max(left, 0)],
  ];
  let left = level.free;
  return rules.map(([step, rule]) => {
    left = rule(left);
    return { step, left };
  });
}

/** Pieces that a listing shows, or null when no level is sent to the mall. */
export function shownLevel(level: SkuLevel, terms: ListingTerms, highest: number): number | null {
  return shownSteps(level, terms, highest)?.at(-1)?.left ?? null;
}
