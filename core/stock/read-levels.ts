import type { StockLedger } from '../ports/stock-ledger.ts';
import { accountOf, rowIn, rowsOf } from './account.ts';
import { levelFingerprint } from './fingerprint.ts';
import { readFree } from './read-free.ts';
import { readRows } from './read-rows.ts';
import { presentParts } from './recipe.ts';
import { defaultStockSettings } from './settings.ts';
import type { SkuLevel } from './sku-level.ts';
import type { SkuRow } from './sku-row.ts';

/**
 * Levels of SKUs of one merchant as the ledger has them now, by SKU. Rows are read before entries: a change that is not in a level has
 * a later mark than its fingerprint, so that whoever compares fingerprints sees it.
 */
export async function readLevels(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  skus: readonly string[],
  { readsAtOnce } = defaultStockSettings,
): Promise<ReadonlyMap<string, SkuLevel>> {
  const rows = await readRows(ledger, merchant, skus);
  const plain = new Set(skus.flatMap((sku) => piecesOf(rows, sku)));
  const accounts = [...plain].map((sku) => accountOf(rows, sku));
  const free = await readFree(ledger, merchant, accounts, readsAtOnce);
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
