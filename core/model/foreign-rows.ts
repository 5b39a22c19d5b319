import type { EpochMs } from '../kernel/index.ts';
import type { OrderState, ParcelChange, ParcelRow, Push } from './push.ts';
import { failures } from './push-failures.ts';
import { isForgotten, type PushChange, parcelsOf } from './push-row.ts';

/**
 * The rows of a destination whose number no request of the order gave or named as wrong: a person entered them at the mall, or another
 * installation reports this shop's parcels, too. None where a buyer's data were removed from a shipment, whose numbers are not known any more.
 */
export function foreignRows(
  ofOrder: readonly Pick<Push, 'id' | 'content'>[],
  { rows }: OrderState['baskets'][number],
): ParcelRow[] {
  if (ofOrder.some((one) => one.content.kind === 'ship' && isForgotten(one))) return [];
  const known = new Set(parcelsOf(ofOrder).flatMap(({ trackingNumber, corrects }) => [trackingNumber, corrects]));
  return rows.filter(({ trackingNumber }) => (trackingNumber || null) !== null && !known.has(trackingNumber));
}

/** Tells whether changes would add a parcel to a destination beside one that was reported from elsewhere. */
export function addsBesideForeign(
  changes: readonly ParcelChange[],
  baskets: OrderState['baskets'],
  ofOrder: readonly Push[],
): boolean {
  return changes.some((change) => {
    const basket = baskets.find(({ basketId }) => basketId === change.basketId);
    if (basket === undefined || change.kind === 'remove') return false;
    const row = change.kind === 'update' ? basket.rows.find(({ rowId }) => rowId === change.rowId) : undefined;
    return (row?.trackingNumber || null) === null && foreignRows(ofOrder, basket).length > 0;
  });
}

/**
 * Counts the rows of an order that nothing from here made: those of other numbers, and those of a shipment's own numbers beyond the one that its
 * only call made. Two installations that report the same parcel at the same moment both add it; where calls from here may have doubled it, the
 * row is surplus instead.
 */
export function countForeign(
  push: Push,
  ofOrder: readonly Push[],
  { baskets }: Pick<OrderState, 'baskets'>,
): { readonly others: number; readonly copies: number } {
  if (push.content.kind !== 'ship') return { others: 0, copies: 0 };
  const others = baskets.flatMap((basket) => foreignRows(ofOrder, basket)).length;
  if (ofOrder.some((one) => one.mayBeDoubled)) return { others, copies: 0 };
  const copies = baskets.flatMap(({ rows }) =>
    parcelsOf([push]).map(
      ({ trackingNumber }) =>
        rows.filter((row) => trackingNumber !== null && row.trackingNumber === trackingNumber).length - 1,
    ),
  );
  return { others, copies: copies.reduce((sum, count) => sum + Math.max(0, count), 0) };
}

/** The mall answers each removal, and shows the rows all the same. The push fails, so that a person sees it and removes them there. */
export function surplusStays(rows: number, at: EpochMs): PushChange {
  const reason = 'refused-otherwise';
  return {
    unknownAt: null,
    lookAgainAt: null,
    state: { kind: 'failed', at, reason, who: failures[reason].who },
    untold: 'failed',
    steps: [{ at, what: 'failed', surplusRows: rows }],
  };
}

/** The surplus rows that an order has. */
export interface SurplusRows {
  readonly rows: number;
  /** Counts the rows that stay: no push will look at them again, and so remove them. */
  readonly left: number;
}
