import type { EpochMs } from '../kernel/index.ts';
import { claimId, heldAt, type Movement, type StandingClaim } from '../model/index.ts';
import type { LedgerEntry } from '../ports/index.ts';
import { type Account, countInForce, drawnBy, effectOf, momentOf } from './ledger.ts';

export type MovementReason =
  | 'in-force'
  | 'replaced'
  | 'after-count'
  /** Included in what people counted. */
  | 'before-count'
  | 'not-counted';

export type ClaimReason =
  | 'ordered-after-count'
  /** Ordered after the count, now empty. */
  | 'cancelled'
  /** Ordered before the count and unchanged: counted as sold. */
  | 'before-count'
  /** Ordered before the count and imported after. */
  | 'late'
  /** Ordered before the count; some came back since. */
  | 'given-back'
  /** Ordered before the count; holds more since. */
  | 'grown'
  | 'other-recipe'
  | 'not-counted';

export type HistoryLine = {
  /** Pieces added; for the count in force, those found. */
  readonly counts: number;
  /** Free pieces after this line; null without a count. */
  readonly free: number | null;
} & (
  | { readonly kind: 'movement'; readonly movement: Movement; readonly reason: MovementReason }
  | {
      readonly kind: 'claim';
      readonly claim: StandingClaim;
      readonly reason: ClaimReason;
      /** Pieces of the SKU per piece ordered: 1, or what a set needs. */
      readonly drawn: number;
    }
);

/** The count in force, then all entries by moment. The last line equals `freeOf`. */
export function historyOf(account: Account): HistoryLine[] {
  const count = countInForce(account.entries);
  const isCount = (entry: LedgerEntry): boolean => entry.kind === 'movement' && entry.movement === count;
  const inOrder = account.entries.toSorted(
    (one, other) => Number(isCount(other)) - Number(isCount(one)) || byMoment(one, other),
  );
  let free: number | null = null;
  return inOrder.map((entry) => {
    const effect = count === null ? 0 : effectOf(account, entry, count.at);
    const counts = isCount(entry) && count !== null ? count.quantity : effect;
    free = count === null ? null : (free ?? 0) + counts;
    if (entry.kind === 'movement') {
      const { movement } = entry;
      return { kind: 'movement', movement, reason: movementReason(movement, count), counts, free };
    }
    const drawn = drawnBy(account, entry);
    return { kind: 'claim', claim: entry.claim, reason: claimReason(entry.claim, drawn, count), drawn, counts, free };
  });
}

function byMoment(one: LedgerEntry, other: LedgerEntry): number {
  return momentOf(one) - momentOf(other) || (nameOf(one) < nameOf(other) ? -1 : 1);
}

function nameOf(entry: LedgerEntry): string {
  if (entry.kind === 'movement') return `movement ${entry.movement.id}`;
  const { shop, orderNumber, lineId, sku } = entry.claim;
  return `claim ${shop} ${orderNumber} ${lineId} ${sku}`;
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

/**
 * Free pieces as `count` (null: none) + `moved` − `sold` − `reserved`. The last two are taken by `lines` order lines since the count,
 * negative if more came back; `unconfirmed` claims (`claimId`) are reserved.
 */
export function balanceOf(history: readonly HistoryLine[], unconfirmed: ReadonlySet<string>) {
  let count: Movement | null = null;
  let moved = 0;
  const taken = { sold: 0, reserved: 0 };
  const lines = { sold: 0, reserved: 0 };
  for (const line of history) {
    if (line.kind === 'movement') {
      if (line.reason === 'in-force') count = line.movement;
      else moved += line.counts;
      continue;
    }
    const which = unconfirmed.has(claimId(line.claim)) ? 'reserved' : 'sold';
    taken[which] -= line.counts;
    if (line.counts !== 0) lines[which]++;
  }
  return { count, moved, ...taken, lines };
}

export type StockEvent =
  | { readonly kind: 'movement'; readonly at: EpochMs; readonly movement: Movement }
  | {
      readonly kind: 'claim';
      /** Time of the order; of a later change, time of reading. */
      readonly at: EpochMs;
      readonly what: 'ordered' | 'changed' | 'cancelled';
      readonly before: number;
      readonly after: number;
      readonly claim: StandingClaim;
    };

export function eventsOfSpan(
  entries: readonly LedgerEntry[],
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): StockEvent[] {
  const events = entries.flatMap((entry): StockEvent[] =>
    entry.kind === 'movement'
      ? [{ kind: 'movement', at: entry.movement.at, movement: entry.movement }]
      : eventsOfClaim(entry.claim),
  );
  return events.filter(({ at }) => at >= from && at < to).sort((one, other) => one.at - other.at);
}

function eventsOfClaim(claim: StandingClaim): StockEvent[] {
  return claim.trail.flatMap(([version, after], index): StockEvent[] => {
    const before = claim.trail[index - 1]?.[1] ?? 0;
    // An order first seen cancelled never held anything.
    if (before === after) return [];
    const what = index === 0 ? 'ordered' : after === 0 ? 'cancelled' : 'changed';
    return [{ kind: 'claim', at: index === 0 ? claim.orderedAt : version, what, before, after, claim }];
  });
}
