import type { EpochMs } from '../kernel/index.ts';
import {
  hasCorrected,
  inForce,
  isAskedLater,
  isInPlaceOf,
  isSuperseded,
  parcelsOf,
  replaces,
  replacesPartOf,
  stands,
  wasConfirmed,
} from './in-force.ts';
import { isRowOf, madeFirstFirst, placeParcels, planParcels } from './parcels.ts';
import {
  type OrderSeen,
  type OrderState,
  type Parcel,
  type ParcelChange,
  type ParcelRow,
  type Push,
  type PushStep,
  trailMax,
} from './push.ts';
import { failures } from './push-failures.ts';
import { isDone, isForgotten, type PushChange } from './push-row.ts';

/** A row that is there more often than wanted, and the shipments whose calls may have made it. */
interface SurplusRow {
  readonly change: Extract<ParcelChange, { readonly kind: 'remove' }>;
  readonly madeBy: readonly Push[];
}

/**
 * The surplus rows of an order, of all of its shipments: a late call for one of them may show only beside the rows of another. None of a
 * cancelled order, nor of one that the mall did not show.
 */
export function surplusRows(ofOrder: readonly Push[], seen: OrderSeen): SurplusRow[] {
  if (typeof seen !== 'object' || seen.stage === 'cancelled') return [];
  const rows = new Map<string, SurplusRow>();
  for (const push of ofOrder) {
    for (const change of surplusOfPush(push, seen.baskets, ofOrder)) {
      if (change.kind !== 'remove') continue;
      const name = `${change.basketId}#${change.rowId}`;
      rows.set(name, { change, madeBy: [...(rows.get(name)?.madeBy ?? []), push] });
    }
  }
  return [...rows.values()];
}

/** Those that show a parcel of one push. */
function surplusOfPush(push: Push, baskets: OrderState['baskets'], ofOrder: readonly Push[]): ParcelChange[] {
  if (push.content.kind !== 'ship') return [];
  const { parcels } = push.content;
  const still = (of: Push): Parcel[] =>
    of.content.kind === 'ship' ? of.content.parcels.filter((parcel) => !isCorrected(parcel, of, baskets, ofOrder)) : [];
  const own = still(push);
  const others = ofOrder.filter(({ id }) => id !== push.id).map(still);
  // A row whose parcel no push requests any more is surplus, whichever push created it.
  const called = mayBeDoubled(push) ? parcels : parcels.filter((parcel) => !own.includes(parcel));
  return surplusOf([own, ...others], baskets, called);
}

/**
 * The rows beyond those that are wanted, of the parcels of one push: those that calls without a known outcome have doubled.
 * `wanted` are the parcels of every push of the order, that one's first; a row that another push wants is none too many.
 * The rows made last go. `called` are the parcels that calls for the push may have doubled, where others have
 * corrected some of them.
 */
export function surplusOf(
  wanted: readonly (readonly Parcel[])[],
  baskets: OrderState['baskets'],
  called: readonly Parcel[] = wanted[0] ?? [],
): ParcelChange[] {
  const placed = wanted.map((parcels) => placeParcels(parcels, baskets));
  const own = placeParcels(called, baskets);
  if (own.kind !== 'placed') return [];
  const changes: ParcelChange[] = [];
  for (const [basket, parcels] of own.byBasket) {
    for (const parcel of distinct(parcels)) {
      const counts = placed.map((one) => (one.kind === 'placed' ? countOf(parcel, one.byBasket.get(basket) ?? []) : 0));
      const rows = basket.rows.filter((row) => isRowOf(row, parcel)).sort(madeFirstFirst);
      for (const { rowId } of rows.slice(Math.max(...counts))) {
        changes.push({ kind: 'remove', basketId: basket.basketId, rowId });
      }
    }
  }
  return changes;
}

function distinct(parcels: readonly Parcel[]): Parcel[] {
  return parcels.filter((parcel, index) => parcels.findIndex((one) => isSameParcel(one, parcel)) === index);
}

function countOf(parcel: Parcel, parcels: readonly Parcel[]): number {
  return parcels.filter((one) => isSameParcel(one, parcel)).length;
}

/** Both of one destination. */
function isSameParcel(one: Parcel, other: Parcel): boolean {
  return (
    one.carrier === other.carrier && one.trackingNumber === other.trackingNumber && one.shippedOn === other.shippedOn
  );
}

/** True for a parcel of which another push says otherwise that counts more, once that is there: before, its row is none too many. */
function isCorrected(parcel: Parcel, of: Push, baskets: OrderState['baskets'], ofOrder: readonly Push[]): boolean {
  return ofOrder.some((other) => {
    if (hasCorrected(other, parcel, of, ofOrder)) return isReplacementThere(parcel, baskets, ofOrder);
    if (!countsMore(other, of)) return false;
    const meant = parcelsInForce(other, ofOrder);
    if (meant.some((one) => areOneParcel(one, parcel, ofOrder) && isThere(one, baskets))) return true;
    const ofNumber = meant.filter(({ trackingNumber }) => trackingNumber === parcel.trackingNumber);
    return replaces({ kind: 'ship', parcels: meant }, parcel) && ofNumber.every((one) => isThere(one, baskets));
  });
}

/** True of two numbers of which one was requested in place of the other. */
function areOneParcel(one: Parcel, other: Parcel, ofOrder: readonly Push[]): boolean {
  return isInPlaceOf(one, other, ofOrder) || isInPlaceOf(other, one, ofOrder);
}

/** True once the mall shows a parcel in place of one whose number was corrected, at its own destination: others may have had that number too. */
function isReplacementThere(parcel: Parcel, baskets: OrderState['baskets'], ofOrder: readonly Push[]): boolean {
  return ofOrder
    .flatMap((push) => parcelsInForce(push, ofOrder))
    .some((one) => isInPlaceOf(one, parcel, ofOrder) && isThere(one, baskets));
}

/** Of two pushes of an order one that stands counts more than one that failed or was taken back; else the one asked for later. */
function countsMore(other: Push, push: Push): boolean {
  if (stands(other) !== stands(push)) return stands(other);
  return isAskedLater(other, push);
}

/** The parcels of a push that no later push of its order has replaced. */
export function parcelsInForce(push: Push, ofOrder: readonly Push[]): readonly Parcel[] {
  const { content } = inForce(push, ofOrder);
  return content?.kind === 'ship' ? content.parcels : [];
}

/** True if an order shows every parcel of a shipment, whatever else it shows: what one of them was to take the place of, say. */
export function showsParcels(seen: OrderSeen, { content }: Push): boolean {
  if (content.kind !== 'ship' || typeof seen !== 'object') return false;
  const rows = seen.baskets.flatMap((basket) => basket.rows);
  return content.parcels.every((parcel) => rows.some((row) => isRowOf(row, parcel)));
}

/** True if another request in force wants every parcel of one that was taken back. */
export function isStillWanted({ id, content }: Push, ofOrder: readonly Push[]): boolean {
  if (content.kind !== 'ship') return false;
  const standing = ofOrder.filter((other) => other.id !== id && stands(other));
  const wanted = standing.flatMap((other) => parcelsInForce(other, ofOrder));
  return content.parcels.every((parcel) =>
    wanted.some(
      ({ trackingNumber, carrier, shippedOn }) =>
        trackingNumber === parcel.trackingNumber && carrier === parcel.carrier && shippedOn === parcel.shippedOn,
    ),
  );
}

/**
 * True if something is wanted again once a shipment is taken back: another one is confirmed, about to be, or superseded without a parcel of which
 * it said otherwise, and that parcel was not seen at the mall since, or may have been changed there.
 */
export function countsOtherwiseWithout(replacing: Push, ofOrder: readonly Push[]): boolean {
  return ofOrder.some((push) => {
    if (!replacesPartOf(replacing, push, ofOrder) || isForgotten(push)) return false;
    const { kind } = push.state;
    if (kind === 'pushing' || isSuperseded(push)) return true;
    const mayHaveChangedIt = wasConfirmed(replacing) || replacing.unknownAt !== undefined;
    return kind === 'confirmed' && (mayHaveChangedIt || wasIncomplete(push, push.state.at, ofOrder));
  });
}

/** True of a shipment that was confirmed while another had the place of a part of it: of that part the confirmation tells nothing. */
function wasIncomplete(push: Push, confirmedAt: EpochMs, ofOrder: readonly Push[]): boolean {
  return ofOrder.some((other) => {
    const before = other.trail.findLast(({ what, at }) => at < confirmedAt && !isReading(what));
    // What was superseded itself goes on to correct; a person who takes a push back is named.
    const isOver =
      before === undefined || before.what === 'failed' || (before.what === 'withdrawn' && before.by !== undefined);
    return !isOver && replacesPartOf(other, push, ofOrder);
  });
}

function isThere(parcel: Parcel, baskets: OrderState['baskets']): boolean {
  const plan = planParcels([parcel], baskets);
  return plan.kind === 'changes' && plan.changes.every(({ kind }) => kind === 'remove');
}

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

/** True where changes would bring a parcel into a destination beside one that was reported from elsewhere. */
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
  if (ofOrder.some(mayBeDoubled)) return { others, copies: 0 };
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
  /** Those among them that no push is going to look at any more, and so to remove. */
  readonly left: number;
}

/**
 * Counts the surplus rows of an order's shipments, each once, however many pushes want its parcel. Duplicates of pushes whose one call was
 * answered and seen are not ours, and are left out: a row that a merchant enters twice is theirs to judge.
 */
export function countSurplus(ofOrder: readonly Push[], seen: OrderSeen): SurplusRows {
  const rows = surplusRows(ofOrder, seen);
  const isLookedAt = ofOrder.some(({ content, lookAgainAt }) => content.kind === 'ship' && lookAgainAt !== undefined);
  const left = isLookedAt ? [] : rows.filter(({ madeBy }) => madeBy.every(isDone));
  return { rows: rows.length, left: left.length };
}

/**
 * True for a shipment of which a call may have been applied twice. One call that the mall answered and that was then seen adds a row once.
 * Everything else leaves something in the row: a call with an open end, a second one, a pause in between, a worker that never came back.
 * A pause before the first call is none of these: nothing had been sent, so an outage does not make a suspect of all that it held.
 */
export function mayBeDoubled({ content, state, unknownAt, trail }: Push): boolean {
  if (content.kind !== 'ship') return false;
  if (unknownAt !== undefined || state.kind === 'pushing') return true;
  // A long trail has lost its middle, and maybe calls with it.
  if (trail.length >= trailMax) return true;
  const calls = trail.filter(({ what }) => what === 'called').length;
  const firstCall = trail.findIndex(({ what }) => what === 'called');
  const isBeforeCalls = (index: number): boolean => firstCall === -1 || index < firstCall;
  return calls > 1 || trail.some((step, index) => !isPlain(step) && !(step.what === 'held' && isBeforeCalls(index)));
}

const isReading = (what: PushStep['what']): boolean => what === 'read-back' || what === 'looked-again';

/** The steps of a push that went well at the first attempt. */
function isPlain({ what }: PushStep): boolean {
  switch (what) {
    case 'requested':
    case 'called':
    case 'confirmed':
    case 'read-back':
      return true;
    case 'looked-again':
    case 'held':
    case 'retrying':
    case 'failed':
    case 'surplus-removed':
    case 'retried-by-hand':
    case 'withdrawn':
      return false;
  }
}

/** Removals that the mall answered since it last showed the order without a surplus row. Calls during an outage do not count. */
export function removalsInARow({ trail }: Push): number {
  const isRemoval = ({ what, surplusRows }: PushStep): boolean =>
    what === 'surplus-removed' || (what === 'called' && surplusRows !== undefined);
  return trail
    .slice(trail.findLastIndex((step) => !isRemoval(step)) + 1)
    .filter(({ what, refused }) => what === 'surplus-removed' || refused === true).length;
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
