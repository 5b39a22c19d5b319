import type { OrderTarget } from './order-target.ts';
import { parcelsBelow, type WantedParcel, wantedParcels } from './order-words.ts';
import { areOfOneBasket, hasNumberOf, isRowOf, madeFirstFirst } from './parcels.ts';
import type { OrderSeen, OrderState, Parcel, ParcelChange, ParcelRow } from './push.ts';
import { isDone } from './push-row.ts';

/** A destination's parcels: wanted, kept after a failed request, and possibly doubled. */
interface Parcels {
  readonly wanted: readonly WantedParcel[];
  readonly below: readonly Parcel[];
  readonly doubtful: readonly Parcel[];
}

type Removal = Extract<ParcelChange, { readonly kind: 'remove' }>;

/**
 * Rows that no parcel needs: corrected numbers or replaced forms, once the parcel is there, and copies by our calls, the last made first.
 * None of a cancelled or unread order.
 */
export function surplusOfTarget(target: OrderTarget, seen: OrderSeen): Removal[] {
  if (typeof seen !== 'object' || seen.stage === 'cancelled') return [];
  const wanted = wantedParcels(target);
  const below = parcelsBelow(target).map(({ parcel }) => parcel);
  const doubtful = target.requests.flatMap(({ content, mayBeDoubled }) =>
    mayBeDoubled === true && content.kind === 'ship' ? content.parcels : [],
  );
  return seen.baskets.flatMap((basket) => {
    const isHere = ({ basketId }: Parcel): boolean =>
      basketId === undefined ? seen.baskets.length === 1 : basketId === basket.basketId;
    return surplusOfBasket(basket, {
      wanted: wanted.filter(({ parcel }) => isHere(parcel)),
      below: below.filter(isHere),
      doubtful: doubtful.filter(isHere),
    });
  });
}

function surplusOfBasket(
  { basketId, rows }: OrderState['baskets'][number],
  { wanted, below, doubtful }: Parcels,
): Removal[] {
  const free = [...rows].sort(madeFirstFirst);
  const take = (fits: (row: ParcelRow) => boolean): boolean => {
    const place = free.findIndex(fits);
    if (place !== -1) free.splice(place, 1);
    return place !== -1;
  };
  const keptBelow = below.filter((parcel) => take((row) => isRowOf(row, parcel)));
  const there = wanted.filter(({ parcel }) => take((row) => isRowOf(row, parcel)));
  // Rows with their numbers are left to their requests.
  const missing = wanted.filter((one) => !there.includes(one) && !one.isFailed);
  for (const { parcel } of missing) take((row) => hasNumberOf(row, parcel));
  const isOutdated = (row: ParcelRow): boolean => {
    const { trackingNumber: number } = row;
    const isTakenOver = there.some(({ parcel }) => number === parcel.trackingNumber);
    return there.some(({ parcel, outdated, otherwise, isFailed }) => {
      if (number === null || isFailed) return false;
      const isAsBefore = !isRowOf(row, parcel) && otherwise.some((one) => isRowOf(row, one));
      return outdated.includes(number) || (isAsBefore && isTakenOver);
    });
  };
  /** Open requests remove what they correct. */
  const isLeftToRequest = ({ trackingNumber }: ParcelRow): boolean =>
    wanted.some(
      ({ request, outdated }) => !isDone(request) && trackingNumber !== null && outdated.includes(trackingNumber),
    );
  // One row of an unwanted number may stay, the last requested: it was made before its withdrawal.
  const kept = [...there, ...keptBelow.map((parcel) => ({ parcel, former: [] }))];
  const mayStay = doubtful.filter((parcel) => !kept.some((one) => isOfParcel(one, parcel)));
  const isCopy = (row: ParcelRow): boolean => {
    if (!doubtful.some((parcel) => isRowOf(row, parcel))) return false;
    const own = mayStay.findLast(
      (parcel) => parcel.trackingNumber === row.trackingNumber && free.some((one) => isRowOf(one, parcel)),
    );
    return own === undefined || free.find((one) => isRowOf(one, own)) !== row;
  };
  const surplus = free.filter((row) => !isLeftToRequest(row) && (isOutdated(row) || isCopy(row)));
  return surplus.map(({ rowId }) => ({ kind: 'remove', basketId, rowId }));
}

/** True if a parcel equals a kept one, by a present or former number. */
function isOfParcel({ parcel, former }: Pick<WantedParcel, 'parcel' | 'former'>, other: Parcel): boolean {
  if (!areOfOneBasket(parcel, other)) return false;
  const { trackingNumber } = other;
  return trackingNumber === parcel.trackingNumber || (trackingNumber !== null && former.includes(trackingNumber));
}
