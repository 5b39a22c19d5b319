import type { FailureReason, OrderState, Parcel, ParcelChange, ParcelRow, Push, PushContent } from './push.ts';

/** What a mall can keep of the parcels of an order. */
export interface ParcelLimits {
  /** Parcels of one destination (楽天: 発送明細 of a basket in one request). */
  readonly perDestination: number;
  /** True if an order has one destination, and one carrier and one day for all of its parcels. */
  readonly oneShipment?: boolean;
  /** True if the mall keeps what is in each parcel, every piece in one of them: of several each has to say it. */
  readonly contents?: boolean;
  /** True if a parcel must have a number. */
  readonly numbered?: boolean;
}

/** What an order's parcel rows need, so that the wanted parcels are on them. No change: they are. */
export type ParcelPlan =
  | { readonly kind: 'changes'; readonly changes: readonly ParcelChange[] }
  | { readonly kind: 'impossible'; readonly reason: FailureReason };

type Basket = OrderState['baskets'][number];

/**
 * Compares the wanted parcels with the rows of each destination as multisets, and says the fewest changes. A parcel finds its
 * row in this order: an equal one; one with its tracking number; one with the number that it corrects; one that a correction of it left behind
 * that was taken back; with `fillsEmpty` an empty one (some systems write one into every imported order); else a row is added. Each row is one parcel's. Of other rows only those are touched that
 * still show a corrected number: they go.
 */
export function planParcels(
  wanted: readonly Parcel[],
  baskets: readonly Basket[],
  {
    limits = { perDestination: Number.POSITIVE_INFINITY },
    fillsEmpty = true,
    outdatedOf = ({ corrects }) => (corrects === undefined ? [] : [corrects]),
    takenBackOf = () => [],
  }: {
    readonly limits?: ParcelLimits;
    readonly fillsEmpty?: boolean;
    readonly outdatedOf?: (parcel: Parcel) => readonly string[];
    readonly takenBackOf?: (parcel: Parcel) => readonly string[];
  } = {},
): ParcelPlan {
  const placed = placeParcels(wanted, baskets);
  if (placed.kind === 'impossible') return placed;
  const changes: ParcelChange[] = [];
  for (const [basket, parcels] of placed.byBasket) {
    const showsOneOf =
      (numbersOf: typeof outdatedOf) =>
      ({ trackingNumber }: ParcelRow, parcel: Parcel): boolean =>
        trackingNumber !== null && numbersOf(parcel).includes(trackingNumber);
    const [isOutdated, isTakenBack] = [showsOneOf(outdatedOf), showsOneOf(takenBackOf)];
    const empties = [...(limits.oneShipment === true ? [isNumberless] : []), ...(fillsEmpty ? [isEmpty] : [])];
    const own = changesOf(basket, parcels, [hasNumberOf, isOutdated, isTakenBack, ...empties], isOutdated);
    const added = own.filter(({ kind }) => kind === 'add').length;
    const isTooMuch = basket.rows.length + added > limits.perDestination;
    if (isTooMuch || (limits.oneShipment === true && !isOneShipment(basket, parcels, own))) {
      return { kind: 'impossible', reason: 'content-refused' };
    }
    changes.push(...own);
  }
  return { kind: 'changes', changes };
}

/** True where all parcels of a destination are of one carrier and one day once the changes are made. */
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

/** True when a row shows just this parcel. */
export function isRowOf(row: ParcelRow, parcel: Parcel): boolean {
  return (
    (row.carrier === parcel.carrier || row.carriers?.includes(parcel.carrier) === true) &&
    (row.trackingNumber || null) === parcel.trackingNumber &&
    (row.undated === true || row.shippedOn === parcel.shippedOn) &&
    holdSame(row, parcel) &&
    (parcel.trackingNumber !== null || parcel.contents !== undefined || row.isPart !== true)
  );
}

/** True unless two parcels say different things of what is in them. */
function holdSame(one: Pick<Parcel, 'contents'>, other: Pick<Parcel, 'contents'>): boolean {
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

/** Which destination each parcel goes to. */
export function placeParcels(wanted: readonly Parcel[], baskets: readonly Basket[]): Placed {
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

/** Every parcel takes the best row before any takes a second-best one, so that a row that is right stays as it is. */
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

function hasNumberOf(row: ParcelRow, { trackingNumber }: Parcel): boolean {
  return trackingNumber !== null && row.trackingNumber === trackingNumber;
}

/** A shipment that has no number yet gets this one. */
function isNumberless(row: ParcelRow, { trackingNumber }: Parcel): boolean {
  return trackingNumber !== null && (row.trackingNumber || null) === null;
}

function isEmpty(row: ParcelRow, parcel: Parcel): boolean {
  return (row.trackingNumber || null) === null && row.shippedOn === null && holdSame(row, parcel);
}

/** Malls number rows as they make them. */
export function madeFirstFirst(one: ParcelRow, other: ParcelRow): number {
  return one.rowId.length - other.rowId.length || (one.rowId < other.rowId ? -1 : 1);
}

/** What of a push still counts. */
interface InForce {
  /** Null when nothing does. */
  readonly content: PushContent | null;
  /** The later pushes that took the place of the whole or of a part. */
  readonly replacedBy: readonly Push[];
}

/**
 * What of a push counts beside the other pushes of its order. Of two sub-statuses or two memos the one asked for last is meant;
 * of two parcels with one tracking number, too. So an older push that was late never undoes a newer one. A number that was corrected counts
 * no more, even if it is requested again, as by a file that is read twice; unless that corrects the number that took its place, directly or over
 * others.
 */
export function inForce(push: Push, ofOrder: readonly Push[]): InForce {
  const { content } = push;
  const later = ofOrder.filter((other) => isAskedLater(other, push) && stands(other));
  switch (content.kind) {
    case 'confirm':
    case 'pay':
    case 'complete':
    case 'cancel':
      return { content, replacedBy: [] };
    case 'sub-status':
    case 'memo': {
      const replacedBy = later.filter((other) => other.content.kind === content.kind);
      return { content: replacedBy.length === 0 ? content : null, replacedBy };
    }
    case 'ship': {
      const replacing = (parcel: Parcel): Push[] =>
        ofOrder.filter(
          (other) =>
            (later.includes(other) && replaces(other.content, parcel)) || hasCorrected(other, parcel, push, ofOrder),
        );
      const parcels = content.parcels.filter((parcel) => replacing(parcel).length === 0);
      const replacedBy = [...new Set(content.parcels.flatMap(replacing))];
      return { content: parcels.length === 0 ? null : { kind: 'ship', parcels }, replacedBy };
    }
  }
}

/**
 * True if another push has corrected this parcel of a push, whichever was requested first. Only of two parcels that correct each other's number,
 * directly or over others, the later one counts: it corrects back.
 */
export function hasCorrected(other: Push, parcel: Parcel, push: Push, ofOrder: readonly Push[]): boolean {
  if (other.id === push.id || !isInChain(other) || other.content.kind !== 'ship') return false;
  return other.content.parcels.some((one) => {
    if (!isInPlaceOf(one, parcel, ofOrder)) return false;
    const isMutual = parcel.corrects !== undefined && isInPlaceOf(parcel, one, ofOrder);
    // A number that is only requested again corrects nothing back.
    return !isMutual || (one.corrects !== undefined && isAskedLater(other, push));
  });
}

/**
 * True of a push that corrects, even if it was corrected itself before it was made: what it corrected is wrong all the same, and stays so if
 * it was made after all.
 */
function isInChain(push: Push): boolean {
  const { state, trail } = push;
  if (stands(push) || (state.kind === 'withdrawn' && state.reason === 'superseded')) return true;
  if (state.kind !== 'failed' || state.reason !== 'done-after-withdrawal') return false;
  const withdrawn = trail.findLast(({ what }) => what === 'withdrawn');
  // A person who takes a push back is named.
  return withdrawn !== undefined && withdrawn.by === undefined;
}

/**
 * The numbers that a parcel of an order is in place of: those that it corrects, and those that these had corrected before, even if that was
 * withdrawn or failed: the mall may still show the number before.
 */
export function outdatedNumbers(parcel: Parcel, ofOrder: readonly Push[]): string[] {
  const { trackingNumber: right, corrects: wrong } = parcel;
  const correctedBy = (number: string, pushes: readonly Push[]): string[] =>
    parcelsOf(pushes).flatMap((one) => (one.trackingNumber === number && one.corrects ? [one.corrects] : []));
  const standing = right === null ? [] : correctedBy(right, ofOrder.filter(isInChain));
  const numbers = new Set([...(wrong === undefined ? [] : [wrong]), ...standing]);
  for (const number of numbers) for (const before of correctedBy(number, ofOrder)) numbers.add(before);
  return [...numbers].filter((number) => number !== right);
}

/**
 * The numbers of those corrections of a parcel that a person took back: a late call may have written one into the parcel's row. None that
 * another push wants.
 */
export function takenBackNumbers({ trackingNumber }: Parcel, ofOrder: readonly Push[]): string[] {
  const wanted = parcelsOf(ofOrder.filter(stands)).map((parcel) => parcel.trackingNumber);
  const corrections = parcelsOf(ofOrder.filter(wasTakenBack)).filter((one) => !wanted.includes(one.trackingNumber));
  const numbers = new Set(trackingNumber === null ? [] : [trackingNumber]);
  for (const number of numbers) {
    for (const one of corrections) if (one.corrects === number && one.trackingNumber) numbers.add(one.trackingNumber);
  }
  return [...numbers].filter((number) => number !== trackingNumber);
}

/** The parcels of the shipments among some pushes. */
function parcelsOf(pushes: readonly Push[]): Parcel[] {
  return pushes.flatMap(({ content }) => (content.kind === 'ship' ? content.parcels : []));
}

/** True of a push that a person took back, made after all or not. */
function wasTakenBack(push: Push): boolean {
  const { state } = push;
  if (state.kind === 'withdrawn') return state.reason === 'taken-back';
  return state.kind === 'failed' && state.reason === 'done-after-withdrawal' && !isInChain(push);
}

/** True when one parcel has its number in place of another's, at the same destination. */
export function isInPlaceOf(right: Parcel, wrong: Parcel, ofOrder: readonly Push[]): boolean {
  const { basketId, trackingNumber } = wrong;
  const areOfOneBasket = right.basketId === undefined || basketId === undefined || right.basketId === basketId;
  return areOfOneBasket && trackingNumber !== null && outdatedNumbers(right, ofOrder).includes(trackingNumber);
}

/** True if `other` was requested after the push. */
export function isAskedLater(other: Push, push: Push): boolean {
  if (other.id === push.id) return false;
  return other.requestedAt > push.requestedAt || (other.requestedAt === push.requestedAt && other.id > push.id);
}

/** What failed or was taken back counts for no other push, and replaces nothing. */
export function stands({ state }: Push): boolean {
  return state.kind !== 'failed' && state.kind !== 'withdrawn';
}

/** True when a content says otherwise of a parcel with the same tracking number. */
export function replaces(content: PushContent, parcel: Parcel): boolean {
  if (content.kind !== 'ship' || parcel.trackingNumber === null) return false;
  const same = content.parcels.filter(
    (other) =>
      other.trackingNumber === parcel.trackingNumber &&
      (other.basketId === undefined || parcel.basketId === undefined || other.basketId === parcel.basketId),
  );
  const says = (other: Parcel): boolean =>
    other.carrier === parcel.carrier && other.shippedOn === parcel.shippedOn && holdSame(other, parcel);
  return same.length > 0 && !same.some(says);
}
