import type { LedgerEntry } from '../ports/stock-ledger.ts';
import type { EpochMs } from '../units.ts';
import { type Account, momentOf, rowsOf } from './account.ts';
import { takenSince } from './held.ts';
import type { Movement } from './movement.ts';
import { drawnOf } from './recipe.ts';
import type { Checkpoint } from './sku-row.ts';

/**
 * Free pieces of a SKU, null while nobody has counted it; negative when more is ordered than there is.
 *
 * `entries` are those of the SKU and of all sets in its account, in any order: all of them, or with a checkpoint those from its boundary on;
 * what lies below it is passed over. The formula and its reasons: `docs/decisions/0020-stock.md`.
 */
export function reckon(
  account: Account,
  entries: readonly LedgerEntry[],
  checkpoint: Checkpoint | null = null,
): number | null {
  const counting = checkpoint === null ? entries : entriesFrom(entries, checkpoint.boundary);
  const base = baseOf(account, counting, checkpoint);
  if (base === null) return null;
  return counting.reduce((free, entry) => free + effectOf(account, entry, base.at), base.pieces);
}

/** What the reckoning starts from: pieces, and the moment after which movements and orders count. */
function baseOf(
  { row }: Account,
  entries: readonly LedgerEntry[],
  checkpoint: Checkpoint | null,
): { pieces: number; at: EpochMs } | null {
  // The count in force is summed already, so all that is not counts in full.
  if (checkpoint?.counted) return { pieces: checkpoint.carried, at: Number.NEGATIVE_INFINITY };
  const count = countInForce(row.sku, entries);
  return count && { pieces: count.quantity + (checkpoint?.carried ?? 0), at: count.at };
}

/** The count that counts: of the latest moment, and of two of one moment the one that was written down last. */
export function countInForce(sku: string, entries: readonly LedgerEntry[]): Movement | null {
  let inForce: Movement | null = null;
  for (const entry of entries) {
    if (entry.kind !== 'movement' || entry.movement.kind !== 'counted' || entry.movement.sku !== sku) continue;
    if (inForce === null || supersedes(entry.movement, inForce)) inForce = entry.movement;
  }
  return inForce;
}

function supersedes(one: Movement, other: Movement): boolean {
  if (one.at !== other.at) return one.at > other.at;
  if (one.writtenAt !== other.writtenAt) return one.writtenAt > other.writtenAt;
  return one.id > other.id;
}

/** Pieces that an entry adds to what a count at `countedAt` found, or takes when negative. */
export function effectOf(account: Account, entry: LedgerEntry, countedAt: EpochMs): number {
  switch (entry.kind) {
    case 'claim':
      return 0 - drawnBy(account, entry) * takenSince(entry.claim, countedAt);
    case 'movement': {
      const { sku, kind, at, quantity } = entry.movement;
      if (sku !== account.row.sku || kind === 'counted' || at <= countedAt) return 0;
      return quantity;
    }
  }
}

/** Pieces of the account's SKU that one piece of a claim draws. */
export function drawnBy(account: Account, { claim }: Extract<LedgerEntry, { kind: 'claim' }>): number {
  const sold = rowsOf(account).find(({ sku }) => sku === claim.sku);
  return sold === undefined ? 0 : drawnOf(sold, account.row.sku, claim.orderedAt);
}

export function entriesFrom(entries: readonly LedgerEntry[], boundary: EpochMs): LedgerEntry[] {
  return entries.filter((entry) => momentOf(entry) >= boundary);
}
