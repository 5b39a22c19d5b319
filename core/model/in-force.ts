import { holdSame } from './parcels.ts';
import type { Parcel, Push, PushContent } from './push.ts';

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
  const counted = countedAmong(push, ofOrder);
  const isOut = counted.content === null && push.content.kind === 'ship';
  return isOut && isLastOfCircle(push, counted, ofOrder) ? { content: push.content, replacedBy: [] } : counted;
}

/** True of the last of requests that go round in a circle: each would put another one out of force, and the parcel be lost. */
function isLastOfCircle(push: Push, { replacedBy }: InForce, ofOrder: readonly Push[]): boolean {
  const circle = new Set([push]);
  for (const one of circle) {
    for (const other of ofOrder)
      if (other.id !== push.id && stands(other) && shareNumber(one, other)) circle.add(other);
  }
  circle.delete(push);
  return (
    replacedBy.every((other) => circle.has(other)) &&
    [...circle].every((other) => isAskedLater(push, other) && countedAmong(other, ofOrder).content === null)
  );
}

function shareNumber(one: Push, other: Push): boolean {
  const numbersOf = (push: Push) =>
    parcelsOf([push]).flatMap(({ trackingNumber, corrects }) => [trackingNumber, corrects]);
  const numbers = numbersOf(other);
  return numbersOf(one).some((number) => number != null && numbers.includes(number));
}

/** What of a push counts, circles aside. */
function countedAmong(push: Push, ofOrder: readonly Push[]): InForce {
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
            (later.includes(other) && replaces(other.content, parcel) && !isCorrected(other, parcel, ofOrder)) ||
            hasCorrected(other, parcel, push, ofOrder),
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

/** True if what a push says of the number of this parcel counts no more itself: then it replaces nothing. */
function isCorrected(push: Push, { trackingNumber }: Parcel, ofOrder: readonly Push[]): boolean {
  return parcelsOf([push]).some(
    (own) => own.trackingNumber === trackingNumber && ofOrder.some((third) => hasCorrected(third, own, push, ofOrder)),
  );
}

/**
 * True of a push that corrects, even if it was corrected itself before it was made: what it corrected is wrong all the same, and stays so if
 * it was made after all.
 */
function isInChain(push: Push): boolean {
  return stands(push) || isSuperseded(push) || wasMadeThoughSuperseded(push);
}

/** True of a superseded push that a late call made after all, and that was reported for it. */
function wasMadeThoughSuperseded(push: Push): boolean {
  if (!isDoneAfterWithdrawal(push)) return false;
  const withdrawn = push.trail.findLast(({ what }) => what === 'withdrawn');
  // A person who takes a push back is named.
  return withdrawn !== undefined && withdrawn.by === undefined;
}

/**
 * The numbers that a parcel of an order is in place of: those that it corrects; those that these had corrected before, even if that was
 * withdrawn or failed: the mall may still show the number before; and those by which these were corrected before it, since one parcel has one
 * number.
 */
export function outdatedNumbers(parcel: Parcel, ofOrder: readonly Push[]): string[] {
  const { trackingNumber: right, corrects: wrong } = parcel;
  const correctedBy = (number: string, pushes: readonly Push[]): string[] =>
    parcelsOf(pushes).flatMap((one) => (one.trackingNumber === number && one.corrects ? [one.corrects] : []));
  const standing = right === null ? [] : correctedBy(right, ofOrder.filter(isInChain));
  const numbers = new Set([...(wrong === undefined ? [] : [wrong]), ...standing]);
  const earlier = earlierCorrections(parcel, ofOrder);
  for (const number of numbers) {
    for (const before of correctedBy(number, ofOrder)) numbers.add(before);
    for (const one of earlier) if (one.corrects === number) numbers.add(one.trackingNumber);
  }
  return [...numbers].filter((number) => number !== right);
}

/** A parcel that corrects a number. */
type Correction = Parcel & { readonly trackingNumber: string; readonly corrects: string };

/** The corrections of an order that were requested before those that give a parcel its number. */
function earlierCorrections(parcel: Parcel, ofOrder: readonly Push[]): Correction[] {
  const givesNumber = (push: Push): boolean =>
    correctionsOf(push).some(
      (one) => one.trackingNumber === parcel.trackingNumber && (one.corrects === parcel.corrects || isInChain(push)),
    );
  const givers = ofOrder.filter(givesNumber);
  return ofOrder
    .filter((push) => !givers.includes(push) && givers.some((giver) => isAskedLater(giver, push)))
    .flatMap((push) => correctionsOf(push).filter((one) => isPlainCorrection(one, push, ofOrder)))
    .filter(
      (one) => one.trackingNumber !== parcel.trackingNumber && areOfOneBasket(one, parcel) && holdSame(one, parcel),
    );
}

function correctionsOf(push: Push): Correction[] {
  return parcelsOf([push]).filter(
    (parcel): parcel is Correction => parcel.corrects !== undefined && parcel.trackingNumber !== null,
  );
}

/**
 * False where a correction does not tell which parcel it is of: its own request gives the wrong number to another parcel, as a file does that is
 * one line off, or corrects it otherwise, too; or its right number was another parcel's before.
 */
function isPlainCorrection({ trackingNumber, corrects }: Correction, push: Push, ofOrder: readonly Push[]): boolean {
  const ofNumber = parcelsOf([push]).filter((one) => one.corrects === corrects || one.trackingNumber === corrects);
  const before = ofOrder.filter((other) => stands(other) && isAskedLater(push, other));
  return (
    ofNumber.every((one) => one.trackingNumber === trackingNumber) &&
    !parcelsOf(before).some((one) => one.trackingNumber === trackingNumber && one.corrects !== corrects)
  );
}

/**
 * The numbers of corrections that a person took back, and that a late call may have written into this parcel's row: corrections of its number,
 * or of one that it is in place of. None that another push wants.
 */
export function takenBackNumbers(parcel: Parcel, ofOrder: readonly Push[]): string[] {
  const { trackingNumber } = parcel;
  const wanted = parcelsOf(ofOrder.filter(stands)).map((one) => one.trackingNumber);
  const corrections = parcelsOf(ofOrder.filter(wasTakenBack)).filter((one) => !wanted.includes(one.trackingNumber));
  const numbers = new Set([...(trackingNumber === null ? [] : [trackingNumber]), ...outdatedNumbers(parcel, ofOrder)]);
  for (const number of numbers) {
    for (const one of corrections) if (one.corrects === number && one.trackingNumber) numbers.add(one.trackingNumber);
  }
  return [...numbers].filter((number) => number !== trackingNumber);
}

/**
 * The shipments of an order that count again, or a part of them, since a person took back what had taken its place. Of several that say otherwise of
 * one parcel, the last one; and none while another that took its place has failed or was reported, since that waits for a person. A memo or
 * sub-status never counts again: by then the shop may have edited it at the mall, and the old one would overwrite that edit.
 */
export function wantedAgain(takenBack: Push, ofOrder: readonly Push[]): Push[] {
  const all = withPlacesKept(ofOrder);
  return ofOrder.filter(
    (push) =>
      push.content.kind === 'ship' &&
      isSuperseded(push) &&
      replacesPartOf(takenBack, push, ofOrder) &&
      inForce(push, all).content !== null,
  );
}

/** True of a superseded push that counts again because a person took back its replacement, unless a part of it still waits for a person. */
export function countsAgain(push: Push, ofOrder: readonly Push[]): boolean {
  if (!isSuperseded(push) || !ofOrder.some((one) => isTakenBack(one) && replacesPartOf(one, push, ofOrder)))
    return false;
  const again = inForce(push, withPlacesKept(ofOrder)).content;
  return again !== null && partsOf(again) === partsOf(inForce(push, ofOrder).content);
}

const partsOf = (content: PushContent | null): number =>
  content?.kind === 'ship' ? content.parcels.length : Number(content !== null);

/** The pushes of an order, where what was superseded, has failed or was reported keeps the place that it took. */
function withPlacesKept(ofOrder: readonly Push[]): Push[] {
  return asIfRequested(ofOrder, (push) => isSuperseded(push) || hasFailed(push) || wasMadeThoughSuperseded(push));
}

/** True of a push that says otherwise of an earlier one, or of a parcel of it, directly or over others, whatever became of it since. */
export function replacesPartOf({ id }: Push, push: Push, ofOrder: readonly Push[]): boolean {
  const all = asIfRequested(ofOrder, (one) => one.id === id);
  return inForce(push, all).replacedBy.some((one) => one.id === id);
}

/** The pushes of an order, of which some count as if they had just been requested, whatever became of them. */
export function asIfRequested(ofOrder: readonly Push[], isIt: (push: Push) => boolean): Push[] {
  return ofOrder.map((push) => (isIt(push) ? { ...push, state: { kind: 'requested' } } : push));
}

/** The parcels of the shipments among some pushes. */
export function parcelsOf(pushes: readonly Pick<Push, 'content'>[]): Parcel[] {
  return pushes.flatMap(({ content }) => (content.kind === 'ship' ? content.parcels : []));
}

/** True of a push that was not made because a later one took its place. */
export function isSuperseded({ state }: Pick<Push, 'state'>): boolean {
  return state.kind === 'withdrawn' && state.reason === 'superseded';
}

/** True of a push that was not made; that one was made after it was taken back is no such failure. */
export function hasFailed(push: Push): boolean {
  return push.state.kind === 'failed' && !isDoneAfterWithdrawal(push);
}

/** True of a push that failed because a late call made it after it was withdrawn. */
export function isDoneAfterWithdrawal({ state }: Pick<Push, 'state'>): boolean {
  return state.kind === 'failed' && state.reason === 'done-after-withdrawal';
}

/** True of a push that was seen at the mall before it was tried again. */
export function wasConfirmed({ trail }: Push): boolean {
  return trail.some(({ what }) => what === 'confirmed');
}

/** True of a push that a person took back. */
export function isTakenBack({ state }: Push): boolean {
  return state.kind === 'withdrawn' && state.reason === 'taken-back';
}

/** True of a push that a person took back, made after all or not. */
function wasTakenBack(push: Push): boolean {
  return isTakenBack(push) || (isDoneAfterWithdrawal(push) && !wasMadeThoughSuperseded(push));
}

/** True when one parcel has its number in place of another's, at the same destination. */
export function isInPlaceOf(right: Parcel, wrong: Parcel, ofOrder: readonly Push[]): boolean {
  const { trackingNumber } = wrong;
  return (
    areOfOneBasket(right, wrong) && trackingNumber !== null && outdatedNumbers(right, ofOrder).includes(trackingNumber)
  );
}

/** True unless two parcels are for different destinations. */
export function areOfOneBasket(one: Parcel, other: Parcel): boolean {
  return one.basketId === undefined || other.basketId === undefined || one.basketId === other.basketId;
}

/** True if `other` was requested after the push. */
export function isAskedLater(other: Push, push: Push): boolean {
  if (other.id === push.id) return false;
  return other.requestedAt > push.requestedAt || (other.requestedAt === push.requestedAt && other.id > push.id);
}

/** What failed or was taken back counts for no other push, and replaces nothing. */
export function stands({ state }: Pick<Push, 'state'>): boolean {
  return state.kind !== 'failed' && state.kind !== 'withdrawn';
}

/** True when a content says otherwise of a parcel with the same tracking number. */
export function replaces(content: PushContent, parcel: Parcel): boolean {
  if (content.kind !== 'ship' || parcel.trackingNumber === null) return false;
  const same = content.parcels.filter(
    (other) => other.trackingNumber === parcel.trackingNumber && areOfOneBasket(other, parcel),
  );
  const says = (other: Parcel): boolean =>
    other.carrier === parcel.carrier && other.shippedOn === parcel.shippedOn && holdSame(other, parcel);
  return same.length > 0 && !same.some(says);
}
