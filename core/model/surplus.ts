import type { OrderTarget } from './order-target.ts';
import { parcelsBelow, type WantedParcel, wantedParcels } from './order-words.ts';
import { areOfOneBasket, hasNumberOf, isRowOf, madeFirstFirst } from './parcels.ts';
import type { OrderSeen, OrderState, Parcel, ParcelChange, ParcelRow } from './push.ts';
import { isDone } from './push-row.ts';

/** The parcels of a destination: those wanted, those that stay since a request for them failed, and those that may be doubled. */
interface Parcels {
  readonly wanted: readonly WantedParcel[];
  readonly below: readonly Parcel[];
  readonly doubtful: readonly Parcel[];
}

type Removal = Extract<ParcelChange, { readonly kind: 'remove' }>;

/**
 * The rows of an order that no parcel needs: those with a corrected number, or as a parcel was asked for before, once the parcel is there; and
 * copies that our calls may have made. The rows made last go. None of a cancelled order, nor of one that the mall did not show.
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
  // Their requests change these rows.
  const missing = wanted.filter((one) => !there.includes(one) && !one.isFailed);
  for (const { parcel } of missing) take((row) => hasNumberOf(row, parcel));
  const isOutdated = (row: ParcelRow): boolean =>
    there.some(({ parcel, outdated, otherwise, isFailed }) => {
      const { trackingNumber: number } = row;
      if (number === null || isFailed) return false;
      const isAsBefore = !isRowOf(row, parcel) && otherwise.some((one) => isRowOf(row, one));
      const isTakenOver = there.some((other) => number === other.parcel.trackingNumber);
      return outdated.includes(number) || (isAsBefore && isTakenOver);
    });
  /** A request that is open removes what it corrects itself. */
  const isLeftToRequest = ({ trackingNumber }: ParcelRow): boolean =>
    wanted.some(
      ({ request, outdated }) => !isDone(request) && trackingNumber !== null && outdated.includes(trackingNumber),
    );
  // Of a number that nothing wants any more one row may stay, the one that was asked for last: it was made before it was withdrawn.
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

/** True where a parcel is the same as one that is kept, by a number that it has or had. */
function isOfParcel({ parcel, former }: Pick<WantedParcel, 'parcel' | 'former'>, other: Parcel): boolean {
  if (!areOfOneBasket(parcel, other)) return false;
  const { trackingNumber } = other;
  return trackingNumber === parcel.trackingNumber || (trackingNumber !== null && former.includes(trackingNumber));
}
