import type { TargetRequest } from './order-words.ts';
import type { OrderState, ParcelChange, ParcelRow } from './push.ts';
import { isForgotten, parcelsOf } from './push-row.ts';

/**
 * The rows of a destination whose number no request of the order gave or named as wrong: a person entered them at the mall, or another
 * installation reports this shop's parcels, too. None where a buyer's data were removed from a shipment, whose numbers are not known any more.
 */
export function foreignRows(
  ofOrder: readonly Pick<TargetRequest, 'id' | 'content'>[],
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
  ofOrder: readonly TargetRequest[],
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
  push: TargetRequest,
  ofOrder: readonly TargetRequest[],
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

/** The surplus rows that an order has. */
export interface SurplusRows {
  readonly rows: number;
  /** Counts the rows that stay: no push will look at them again, and so remove them. */
  readonly left: number;
}
