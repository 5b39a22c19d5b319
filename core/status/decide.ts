import type { EpochMs } from '../kernel/index.ts';
import {
  addsBesideForeign,
  type FailureReason,
  isDone,
  type OrderSeen,
  type OrderState,
  type Parcel,
  type ParcelChange,
  type ParcelLimits,
  type ParcelPlan,
  type Push,
  type PushContent,
  planParcels,
  type RetryReason,
  triesOf,
} from '../model/index.ts';
import type { StatusTraits } from '../ports/index.ts';
import { openWaitMs, type StatusSettings } from './settings.ts';

/** A call that a push needs now. */
export type NeededCall =
  | { readonly kind: 'confirm' }
  | { readonly kind: 'ship'; readonly changes: readonly ParcelChange[] }
  | Extract<PushContent, { readonly kind: 'cancel' | 'sub-status' | 'memo' | 'pay' | 'complete' }>;

/** What a push needs, its order being as it is. */
export type Decision =
  /** It is so at the mall. */
  | { readonly kind: 'done' }
  | { readonly kind: 'call'; readonly call: NeededCall }
  | { readonly kind: 'wait'; readonly reason: RetryReason }
  | { readonly kind: 'fail'; readonly reason: FailureReason };

export interface DecideOptions {
  readonly seen: OrderSeen;
  /** All requests of the order. */
  readonly ofOrder: readonly Push[];
  readonly now: EpochMs;
  readonly settings: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs' | 'mallWaitTotalMs'>;
  /** What the mall can take. */
  readonly traits: StatusTraits;
}

/** What the requests of an order say of its parcels. */
export interface ParcelWords {
  /** The wrong numbers of a parcel: a row that shows one becomes this parcel's, or goes. */
  readonly outdatedOf: (parcel: Parcel) => readonly string[];
  /** Its numbers that were taken back: a row that shows one becomes this parcel's. */
  readonly takenBackOf: (parcel: Parcel) => readonly string[];
}

/** Decides what a request needs whose order this worker has claimed: no other worker calls for it. `content` is the part that counts. */
export function decide(content: PushContent, push: Push, options: DecideOptions & ParcelWords): Decision {
  const decision = decideContent(content, push, options);
  if (isTooLong(decision, push, options)) return { kind: 'fail', reason: 'not-ready-for-too-long' };
  return decision.kind === 'call' && mayCallStillCome(push, options) ? { kind: 'wait', reason: 'unknown' } : decision;
}

const isTooLong = (
  { kind }: Decision,
  { requestedAt }: Push,
  { now, settings }: Pick<DecideOptions, 'now' | 'settings'>,
): boolean => kind === 'wait' && now - requestedAt > settings.mallWaitTotalMs;

/** True while a call for a push, or for one that shares a parcel with it, may still be applied. */
function mayCallStillCome(
  push: Push,
  { ofOrder, now, settings }: Pick<DecideOptions, 'ofOrder' | 'now' | 'settings'>,
): boolean {
  const alike = ofOrder.filter((other) => other.id !== push.id && haveOneParcel(other.content, push.content));
  return [push, ...alike].some(
    (one) => one.unknownAt !== undefined && now < one.unknownAt + openWaitMs(triesOf(one), settings),
  );
}

/** Whether a look found what was requested. */
export function foundWords(decision: Decision): string {
  switch (decision.kind) {
    case 'done':
      return 'it is so';
    case 'call':
      return 'it is not so';
    case 'fail':
      return `it cannot be so: ${decision.reason}`;
    case 'wait':
      return 'it is not to be told yet';
  }
}

/** True where one call would send what the other does: of a number that is corrected back, say. */
function haveOneParcel(one: PushContent, other: PushContent): boolean {
  if (one.kind !== 'ship' || other.kind !== 'ship') return false;
  return one.parcels.some(({ carrier, trackingNumber }) =>
    other.parcels.some(
      (parcel) => trackingNumber !== null && parcel.trackingNumber === trackingNumber && parcel.carrier === carrier,
    ),
  );
}

function decideContent(
  content: PushContent,
  push: Push,
  { seen, ofOrder, traits, ...words }: Pick<DecideOptions, 'seen' | 'ofOrder' | 'traits'> & ParcelWords,
): Decision {
  // Requested through a release that knew of another mall.
  if (!traits.kinds.includes(content.kind)) return { kind: 'fail', reason: 'refused-otherwise' };
  if (seen === 'gone') return { kind: 'fail', reason: 'order-unknown' };
  if (seen === 'absent') return { kind: 'wait', reason: 'not-shown' };
  if (seen === 'unreadable' || seen.stage === 'unknown') return { kind: 'wait', reason: 'mall-changing' };
  if (seen.stage === 'cancelled') {
    return content.kind === 'cancel' ? { kind: 'done' } : { kind: 'fail', reason: 'order-cancelled' };
  }
  switch (content.kind) {
    case 'confirm': {
      const isConfirmed = seen.confirmed ?? seen.stage !== 'unconfirmed';
      return isConfirmed ? { kind: 'done' } : callUnlessBuyers(seen, content);
    }
    case 'sub-status':
      return seen.subStatusId === content.subStatusId ? { kind: 'done' } : { kind: 'call', call: content };
    case 'memo':
      return textOf(seen.memo ?? '') === textOf(content.text) ? { kind: 'done' } : callUnlessBuyers(seen, content);
    case 'pay':
      return seen.paid === true ? { kind: 'done' } : callUnlessBuyers(seen, content);
    case 'ship':
      return decideShip(content, seen, push, { ofOrder, traits, ...words });
    case 'complete':
      return decideComplete(content, seen, ofOrder);
    case 'cancel':
      return decideCancel(content, seen);
  }
}

/** A call for an order, once the mall lets the shop change it. */
function callUnlessBuyers({ stage }: OrderState, call: NeededCall): Decision {
  return stage === 'buyer-may-cancel' ? { kind: 'wait', reason: 'mall-processing' } : { kind: 'call', call };
}

/** 完了 follows the shipment: a mall refuses it right after that was changed. */
function decideComplete(
  call: Extract<PushContent, { kind: 'complete' }>,
  { stage, isSettling = false }: OrderState,
  ofOrder: readonly Push[],
): Decision {
  const isShipping = ofOrder.some((other) => other.content.kind === 'ship' && !isDone(other));
  switch (stage) {
    case 'completed':
      return { kind: 'done' };
    case 'shipped':
      if (isShipping) return { kind: 'wait', reason: 'ship-first' };
      return isSettling ? { kind: 'wait', reason: 'mall-changing' } : { kind: 'call', call };
    case 'changing':
      return { kind: 'wait', reason: 'mall-changing' };
    case 'buyer-may-cancel':
    case 'processing':
      return { kind: 'wait', reason: 'mall-processing' };
    case 'unconfirmed':
    case 'to-ship':
      return isShipping ? { kind: 'wait', reason: 'ship-first' } : { kind: 'fail', reason: 'wrong-progress' };
    case 'cancelled':
    case 'unknown':
      return { kind: 'fail', reason: 'wrong-progress' };
  }
}

function decideShip(
  { parcels }: Extract<PushContent, { kind: 'ship' }>,
  order: OrderState,
  push: Push,
  { ofOrder, traits, outdatedOf, takenBackOf }: Pick<DecideOptions, 'ofOrder' | 'traits'> & ParcelWords,
): Decision {
  const plan = planBeside(parcels, order.baskets, {
    limits: traits.parcels,
    isCallOpen: ofOrder.some((other) => isOpenShipment(other, push)),
    outdatedOf,
    takenBackOf,
  });
  if (plan.kind === 'changes' && plan.changes.length === 0) return { kind: 'done' };
  if (order.stage === 'unconfirmed') {
    const isOnItsWay = ofOrder.some((other) => other.content.kind === 'confirm' && !isDone(other));
    return isOnItsWay ? { kind: 'wait', reason: 'confirm-first' } : { kind: 'fail', reason: 'not-confirmed-yet' };
  }
  if (order.stage === 'processing' || order.stage === 'buyer-may-cancel')
    return { kind: 'wait', reason: 'mall-processing' };
  if (order.stage === 'changing') return { kind: 'wait', reason: 'mall-changing' };
  if (plan.kind === 'impossible') return { kind: 'fail', reason: plan.reason };
  // A mall that keeps what is in each parcel takes no piece twice, and parts of an order are often sent from elsewhere.
  const mayDouble = traits.parcels.contents !== true && (push.content.kind !== 'ship' || push.content.another !== true);
  if (mayDouble && addsBesideForeign(plan.changes, order.baskets, ofOrder)) {
    return { kind: 'fail', reason: 'parcel-beside' };
  }
  return { kind: 'call', call: { kind: 'ship', changes: plan.changes } };
}

/**
 * The changes that parcels need. While a call for another shipment may still be applied, no empty row is filled: that call may be about to
 * fill it, and would overwrite the parcel. Only where there is no room for another row is it filled all the same.
 */
function planBeside(
  parcels: readonly Parcel[],
  baskets: OrderState['baskets'],
  {
    isCallOpen,
    ...ways
  }: {
    readonly isCallOpen: boolean;
    readonly limits: ParcelLimits;
  } & ParcelWords,
): ParcelPlan {
  const plan = planParcels(parcels, baskets, { ...ways, fillsEmpty: !isCallOpen });
  return isCallOpen && plan.kind === 'impossible' ? planParcels(parcels, baskets, ways) : plan;
}

function isOpenShipment({ id, content, unknownAt }: Push, push: Push): boolean {
  return id !== push.id && content.kind === 'ship' && unknownAt !== undefined;
}

function decideCancel(content: Extract<PushContent, { kind: 'cancel' }>, order: OrderState): Decision {
  if (order.stage === 'changing') return { kind: 'wait', reason: 'mall-changing' };
  if (order.stage === 'buyer-may-cancel') return { kind: 'wait', reason: 'mall-processing' };
  if (order.stage === 'shipped' || order.stage === 'completed') return { kind: 'fail', reason: 'wrong-progress' };
  const isShipped = order.baskets.some(({ rows }) => rows.some(({ shippedOn }) => shippedOn !== null));
  return isShipped ? { kind: 'fail', reason: 'shipping-date-set' } : { kind: 'call', call: content };
}

/** Malls keep line ends and white space at the end in their own way. */
function textOf(memo: string): string {
  return memo.replaceAll('\r\n', '\n').trimEnd();
}
