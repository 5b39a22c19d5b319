import type { LedgerEntry } from '../ports/stock-ledger.ts';
import type { EpochMs } from '../units.ts';
import type { StandingClaim } from './claim.ts';
import type { Movement } from './movement.ts';

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
