import type { EpochMs } from '../kernel/index.ts';
import { claimId, heldAt, type Movement, type StandingClaim } from '../model/index.ts';
import type { LedgerEntry } from '../ports/index.ts';
import { type Account, countInForce, drawnBy, effectOf, momentOf } from './ledger.ts';

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
  | 'not-counted';

/** Why a claim counts or does not. */
export type ClaimReason =
  | 'ordered-after-count'
  /** Ordered after the count, and holds nothing any more. */
  | 'cancelled'
  /** Ordered before the count and unchanged since: the people who counted already treated its goods as sold. */
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
  /** Pieces that are free after this line; null without a count. */
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

/** The history of a whole account: the count in force first, then every entry by its moment. The last line has what `freeOf` says. */
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
 * What a SKU's free pieces are made of: counted (`count`, in force; null without) + `moved` − `sold` − `reserved`. Sold and reserved are what order
 * lines took since, fewer than none where more came back; so many `lines` hold them. `unconfirmed` claims, by `claimId`, are reserved.
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

/** Something that moved a SKU within a span. */
export type StockEvent =
  | { readonly kind: 'movement'; readonly at: EpochMs; readonly movement: Movement }
  /** An order line came to hold another number of pieces. */
  | {
      readonly kind: 'claim';
      /** When the order was placed; of a later change, when it was read at the mall. */
      readonly at: EpochMs;
      readonly what: 'ordered' | 'changed' | 'cancelled';
      readonly before: number;
      readonly after: number;
      readonly claim: StandingClaim;
    };

/** What moved within a span (`from` belongs to it, `to` does not), by its moment. */
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
    // An order that was first seen when it was cancelled held nothing that we knew of.
    if (before === after) return [];
    const what = index === 0 ? 'ordered' : after === 0 ? 'cancelled' : 'changed';
    return [{ kind: 'claim', at: index === 0 ? claim.orderedAt : version, what, before, after, claim }];
  });
}
