import type { FailureReason, OrderState, Parcel, ParcelChange, ParcelRow } from './push.ts';

export interface ParcelLimits {
  /** Maximum parcels per destination (楽天: 発送明細 of a basket in one request). */
  readonly perDestination: number;
  /** True if all parcels of an order share destination, carrier and day. */
  readonly oneShipment?: boolean;
  /** True if the mall keeps the contents of parcels: of several, each must name them. */
  readonly contents?: boolean;
  readonly numbered?: boolean;
}

/** Changes that bring the wanted parcels onto the order's rows; none if they are there. */
export type ParcelPlan =
  | { readonly kind: 'changes'; readonly changes: readonly ParcelChange[] }
  | { readonly kind: 'impossible'; readonly reason: FailureReason };

export interface FormerNumbers {
  /** Wrong former numbers: a row with one becomes this parcel's, or goes. */
  readonly outdated: readonly string[];
  /** Withdrawn former numbers: a row with one becomes this parcel's if it has no other. */
  readonly takenBack: readonly string[];
}

type Basket = OrderState['baskets'][number];

/**
 * The fewest changes that put the wanted parcels on each destination's rows, as multisets. A parcel takes an equal row, else one with its
 * number, an outdated number, a withdrawn number, with `fillsEmpty` an empty one (some systems write one into every imported order), else a
 * new one. Other rows go only with an outdated number.
 */
export function planParcels(
  wanted: readonly Parcel[],
  baskets: readonly Basket[],
  {
    limits = { perDestination: Number.POSITIVE_INFINITY },
    fillsEmpty = true,
    formerOf = ({ corrects }) => ({ outdated: corrects === undefined ? [] : [corrects], takenBack: [] }),
  }: {
    readonly limits?: ParcelLimits;
    readonly fillsEmpty?: boolean;
    readonly formerOf?: (parcel: Parcel) => FormerNumbers;
  } = {},
): ParcelPlan {
  const placed = placeParcels(wanted, baskets);
  if (placed.kind === 'impossible') return placed;
  const changes: ParcelChange[] = [];
  for (const [basket, parcels] of placed.byBasket) {
    const showsOneOf =
      (which: keyof FormerNumbers) =>
      ({ trackingNumber }: ParcelRow, parcel: Parcel): boolean =>
        trackingNumber !== null && formerOf(parcel)[which].includes(trackingNumber);
    const [isOutdated, isTakenBack] = [showsOneOf('outdated'), showsOneOf('takenBack')];
    const empties = [...(limits.oneShipment === true ? [isNumberless] : []), ...(fillsEmpty ? [isEmpty] : [])];
    const own = changesOf(basket, parcels, [hasNumberOf, isOutdated, isTakenBack, ...empties], isOutdated);
    const more = own.reduce((sum, { kind }) => sum + { add: 1, update: 0, remove: -1 }[kind], 0);
    const isTooMuch = basket.rows.length + more > limits.perDestination;
    if (isTooMuch || (limits.oneShipment === true && !isOneShipment(basket, parcels, own))) {
      return { kind: 'impossible', reason: 'content-refused' };
    }
    changes.push(...own);
  }
  return { kind: 'changes', changes };
}

/** True if a destination's parcels share carrier and day after the changes. */
function isOneShipment({ rows }: Basket, parcels: readonly Parcel[], changes: readonly ParcelChange[]): boolean {
  const isChanged = ({ rowId }: ParcelRow): boolean =>
    changes.some((change) => change.kind !== 'add' && change.rowId === rowId);
  const others = rows.filter((row) => !isChanged(row) && !parcels.some((parcel) => isRowOf(row, parcel)));
  const after = [...others, ...parcels];
  const isOne = (values: readonly (string | null)[]): boolean =>
    new Set(values.filter((one) => one !== null)).size <= 1;
  const areNumbered = after.length === 1 || after.every(({ trackingNumber }) => (trackingNumber || null) !== null);
  return areNumbered && isOne(after.map(({ carrier }) => carrier)) && isOne(after.map(({ shippedOn }) => shippedOn));
}

export function isRowOf(row: ParcelRow, parcel: Parcel): boolean {
  return (
    (row.carrier === parcel.carrier || row.carriers?.includes(parcel.carrier) === true) &&
    (row.trackingNumber || null) === parcel.trackingNumber &&
    (row.undated === true || row.shippedOn === parcel.shippedOn) &&
    holdSame(row, parcel) &&
    (parcel.trackingNumber !== null || parcel.contents !== undefined || row.isPart !== true)
  );
}

export function areSameNumberless(one: Parcel, other: Parcel): boolean {
  return (
    one.trackingNumber === null &&
    other.trackingNumber === null &&
    areOfOneBasket(one, other) &&
    one.carrier === other.carrier &&
    one.shippedOn === other.shippedOn &&
    holdSame(one, other)
  );
}

/** True unless both parcels name different contents. */
export function holdSame(one: Pick<Parcel, 'contents'>, other: Pick<Parcel, 'contents'>): boolean {
  if (one.contents === undefined || other.contents === undefined) return true;
  const quantities = new Map(one.contents.map(({ lineId, quantity }) => [lineId, quantity]));
  return (
    quantities.size === other.contents.length &&
    other.contents.every(({ lineId, quantity }) => quantities.get(lineId) === quantity)
  );
}

type Placed =
  | { readonly kind: 'placed'; readonly byBasket: ReadonlyMap<Basket, readonly Parcel[]> }
  | { readonly kind: 'impossible'; readonly reason: FailureReason };

function placeParcels(wanted: readonly Parcel[], baskets: readonly Basket[]): Placed {
  const byBasket = new Map<Basket, Parcel[]>();
  for (const parcel of wanted) {
    if (parcel.basketId === undefined && baskets.length > 1) return { kind: 'impossible', reason: 'basket-ambiguous' };
    const basket =
      parcel.basketId === undefined ? baskets[0] : baskets.find(({ basketId }) => basketId === parcel.basketId);
    if (basket === undefined) return { kind: 'impossible', reason: 'basket-unknown' };
    byBasket.set(basket, [...(byBasket.get(basket) ?? []), parcel]);
  }
  return { kind: 'placed', byBasket };
}

/** Every parcel takes its best row before any takes a second-best, so that right rows stay. */
function changesOf(
  { basketId, rows }: Basket,
  parcels: readonly Parcel[],
  secondBest: readonly ((row: ParcelRow, parcel: Parcel) => boolean)[],
  isOutdated: (row: ParcelRow, parcel: Parcel) => boolean,
): ParcelChange[] {
  const free = [...rows].sort(madeFirstFirst);
  const take = (fits: (row: ParcelRow) => boolean): ParcelRow | undefined => {
    const index = free.findIndex(fits);
    return index === -1 ? undefined : free.splice(index, 1)[0];
  };
  const changes: ParcelChange[] = [];
  let left = parcels.filter((parcel) => take((row) => isRowOf(row, parcel)) === undefined);
  for (const fits of secondBest) {
    left = left.filter((parcel) => {
      const row = take((one) => fits(one, parcel));
      if (row !== undefined) changes.push({ kind: 'update', basketId, rowId: row.rowId, parcel });
      return row === undefined;
    });
  }
  const outdated = free.filter((row) => parcels.some((parcel) => isOutdated(row, parcel)));
  return [
    ...changes,
    ...outdated.map(({ rowId }): ParcelChange => ({ kind: 'remove', basketId, rowId })),
    ...left.map((parcel): ParcelChange => ({ kind: 'add', basketId, parcel })),
  ];
}

export function hasNumberOf(row: ParcelRow, { trackingNumber }: Parcel): boolean {
  return trackingNumber !== null && row.trackingNumber === trackingNumber;
}

function isNumberless(row: ParcelRow, { trackingNumber }: Parcel): boolean {
  return trackingNumber !== null && (row.trackingNumber || null) === null;
}

function isEmpty(row: ParcelRow, parcel: Parcel): boolean {
  return (row.trackingNumber || null) === null && row.shippedOn === null && holdSame(row, parcel);
}

/** Malls number rows in order of creation. */
export function madeFirstFirst(one: ParcelRow, other: ParcelRow): number {
  return one.rowId.length - other.rowId.length || (one.rowId < other.rowId ? -1 : 1);
}

export function areOfOneBasket(one: Parcel, other: Parcel): boolean {
  return one.basketId === undefined || other.basketId === undefined || one.basketId === other.basketId;
}
