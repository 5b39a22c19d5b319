import type { TargetRequest } from './order-words.ts';
import type { OrderState, ParcelChange, ParcelRow } from './push.ts';
import { isForgotten, parcelsOf } from './push-row.ts';

/**
 * Rows with a number that no request gave or corrected, entered by a person or another installation. None if a shipment's numbers were
 * removed with its buyer.
 */
export function foreignRows(
  ofOrder: readonly Pick<TargetRequest, 'id' | 'content'>[],
  { rows }: OrderState['baskets'][number],
): ParcelRow[] {
  if (ofOrder.some((one) => one.content.kind === 'ship' && isForgotten(one))) return [];
  const known = new Set(parcelsOf(ofOrder).flatMap(({ trackingNumber, corrects }) => [trackingNumber, corrects]));
  return rows.filter(({ trackingNumber }) => (trackingNumber || null) !== null && !known.has(trackingNumber));
}

/** Whether changes would add a parcel beside one reported from elsewhere. */
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
 * Counts rows made elsewhere: other numbers, or a shipment's beyond its only call, as when two installations report a parcel at once.
 * Possible copies by our calls are surplus instead.
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

export interface SurplusRows {
  readonly rows: number;
  /** Rows that stay, since no push will look at them again. */
  readonly left: number;
}
