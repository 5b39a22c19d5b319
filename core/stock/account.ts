import type { LedgerEntry } from '../ports/stock-ledger.ts';
import type { EpochMs } from '../units.ts';
import type { Checkpoint, SkuRow } from './sku-row.ts';

/** The rows that have a say in how many pieces of a SKU are free, read before any entry was. */
export interface Account {
  readonly row: SkuRow;
  /** The sets that contain it, or once did. */
  readonly sets: readonly SkuRow[];
}

export function accountOf(rows: ReadonlyMap<string, SkuRow>, sku: string): Account {
  const row = rowIn(rows, sku);
  return { row, sets: row.inSets.filter((set) => set !== sku).map((set) => rowIn(rows, set)) };
}

export function rowsOf({ row, sets }: Account): readonly SkuRow[] {
  return [row, ...sets];
}

/**
 * The checkpoint that stands for an account's entries below its boundary. Null when there is none, or when it is no longer good:
 * something below it may have changed, a count came, or a set contains the SKU whose entries were not summed.
 */
export function checkpointOf(account: Account): Checkpoint | null {
  const { checkpoint } = account.row;
  if (checkpoint === undefined) return null;
  // A SKU may be called `constructor`: only its own keys count.
  const holds = ({ sku, epoch }: SkuRow): boolean =>
    Object.hasOwn(checkpoint.epochs, sku) && checkpoint.epochs[sku] === epoch;
  return rowsOf(account).every(holds) ? checkpoint : null;
}

export function rowIn(rows: ReadonlyMap<string, SkuRow>, sku: string): SkuRow {
  const row = rows.get(sku);
  if (row === undefined) throw new Error(`The row of ${sku} was not read before it was needed: a defect of ours.`);
  return row;
}

/** The moment that an entry speaks of. */
export function momentOf(entry: LedgerEntry): EpochMs {
  switch (entry.kind) {
    case 'claim':
      return entry.claim.orderedAt;
    case 'movement':
      return entry.movement.at;
  }
}
