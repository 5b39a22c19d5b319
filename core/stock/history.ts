import type { LedgerEntry } from '../ports/stock-ledger.ts';
import { type Account, momentOf } from './account.ts';
import type { StandingClaim } from './claim.ts';
import { heldAt } from './held.ts';
import type { Movement } from './movement.ts';
import { countInForce, drawnBy, effectOf } from './reckon.ts';

/** Why a movement counts or does not. */
export type MovementReason =
  /** The count that everything is reckoned from. */
  | 'in-force'
  /** A count that another one replaces. */
  | 'replaced'
  /** Came in or was adjusted after the count. */
  | 'after-count'
  /** Was on the shelf, or gone from it, when people counted. */
  | 'before-count'
  /** Nobody has counted yet. */
  | 'not-counted';

/** Why a claim counts or does not. */
export type ClaimReason =
  | 'ordered-after-count'
  /** It holds nothing any more: it was ordered after the count, so nothing is left of it. */
  | 'cancelled'
  /** Ordered before the count and unchanged since: whoever counted had its goods before them as sold. */
  | 'before-count'
  /** The same, and imported after the count. */
  | 'late'
  /** Ordered before the count; holds fewer since: they came back. */
  | 'given-back'
  /** Ordered before the count; holds more since. */
  | 'grown'
  /** What was ordered drew on other SKUs by the recipe of that moment. */
  | 'other-recipe'
  | 'not-counted';

/** An entry of a SKU as people read it. */
export type HistoryLine = {
  /** What it adds to what is free, or takes when negative; of the count in force what it found. */
  readonly counts: number;
  /** Pieces that are free after this line; null while nobody has counted. */
  readonly free: number | null;
} & (
  | { readonly kind: 'movement'; readonly movement: Movement; readonly reason: MovementReason }
  | {
      readonly kind: 'claim';
      readonly claim: StandingClaim;
      readonly reason: ClaimReason;
      /** Pieces of the SKU for each piece of what was ordered: 1 of itself; of a set what one needs. */
      readonly drawn: number;
    }
);

/**
 * A SKU's entries as a history: the count in force first, then everything by its moment, each with what it does to the pieces
 * that are free. The last line has what `reckon` says. `entries` are all of the account's.
 */
export function historyOf(account: Account, entries: readonly LedgerEntry[]): HistoryLine[] {
  const count = countInForce(account.row.sku, entries);
  const own = entries.filter((entry) => entry.kind === 'claim' || entry.movement.sku === account.row.sku);
  const isCount = (entry: LedgerEntry): boolean => entry.kind === 'movement' && entry.movement === count;
  const inOrder = own.sort((one, other) => Number(isCount(other)) - Number(isCount(one)) || byMoment(one, other));
  let free: number | null = null;
  return inOrder.map((entry) => {
    const effect = count === null ? 0 : effectOf(account, entry, count.at);
    const counts = isCount(entry) && count !== null ? count.quantity : effect;
    free = count === null ? null : (free ?? 0) + counts;
    if (entry.kind === 'movement') {
      return {
        kind: 'movement',
        movement: entry.movement,
        reason: movementReason(entry.movement, count),
        counts,
        free,
      };
    }
    const drawn = drawnBy(account, entry);
    return { kind: 'claim', claim: entry.claim, reason: claimReason(entry.claim, drawn, count), drawn, counts, free };
  });
}

function byMoment(one: LedgerEntry, other: LedgerEntry): number {
  return momentOf(one) - momentOf(other) || (nameOf(one) < nameOf(other) ? -1 : 1);
}

function nameOf(entry: LedgerEntry): string {
  switch (entry.kind) {
    case 'movement':
      return `movement ${entry.movement.id}`;
    case 'claim':
      return `claim ${entry.claim.shop} ${entry.claim.orderNumber} ${entry.claim.lineId} ${entry.claim.sku}`;
  }
}

function movementReason(movement: Movement, count: Movement | null): MovementReason {
  if (movement === count) return 'in-force';
  if (movement.kind === 'counted') return 'replaced';
  if (count === null) return 'not-counted';
  return movement.at > count.at ? 'after-count' : 'before-count';
}

function claimReason(claim: StandingClaim, drawn: number, count: Movement | null): ClaimReason {
  if (drawn === 0) return 'other-recipe';
  if (count === null) return 'not-counted';
  if (claim.orderedAt > count.at) return claim.quantity === 0 ? 'cancelled' : 'ordered-after-count';
  const held = heldAt(claim, count.at);
  if (claim.quantity < held) return 'given-back';
  if (claim.quantity > held) return 'grown';
  return (claim.trail[0]?.[0] ?? claim.version) > count.at ? 'late' : 'before-count';
}
