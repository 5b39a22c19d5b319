import type { EpochMs } from '../units.ts';
import { isOrderInHand } from './claim.ts';
import { isDone } from './due.ts';
import { inForce } from './in-force.ts';
import type { OrderSeen, OrderState } from './order-state.ts';
import type { Parcel, ParcelChange } from './parcel.ts';
import { type ParcelPlan, planParcels } from './parcels.ts';
import type { FailureReason, Push, PushContent, RetryReason } from './push.ts';
import type { StatusSettings } from './settings.ts';

/** A call that a push needs now. */
export type NeededCall =
  | { readonly kind: 'confirm' }
  | { readonly kind: 'ship'; readonly changes: readonly ParcelChange[] }
  | Extract<PushContent, { readonly kind: 'cancel' | 'sub-status' | 'memo' }>;

/** What a push needs, its order being as it is. */
export type Decision =
  /** It is so at the mall. */
  | { readonly kind: 'done' }
  | { readonly kind: 'call'; readonly call: NeededCall }
  | { readonly kind: 'wait'; readonly reason: RetryReason }
  | { readonly kind: 'fail'; readonly reason: FailureReason }
  /** Somebody has asked for something else since. */
  | { readonly kind: 'superseded'; readonly by: Push };

export interface DecideOptions {
  readonly seen: OrderSeen;
  /** All pushes of the order, read after the push was claimed: of two workers one sees the claim of the other. */
  readonly ofOrder: readonly Push[];
  /** The run that asks. */
  readonly writer: string;
  readonly now: EpochMs;
  readonly settings: Pick<StatusSettings, 'unknownWaitMs' | 'mallWaitTotalMs' | 'leaseMs'>;
}

/** Says what a push needs. Pure: before a call and after it the same question is asked. */
export function decide(push: Push, options: DecideOptions): Decision {
  const { content, replacedBy } = inForce(push, options.ofOrder);
  const [by] = replacedBy;
  if (content === null && by !== undefined) return { kind: 'superseded', by };
  const decision = decideContent(content ?? push.content, push, options);
  if (decision.kind === 'wait' && options.now - push.requestedAt > options.settings.mallWaitTotalMs) {
    return { kind: 'fail', reason: 'not-ready-for-too-long' };
  }
  const mayStillCome = push.unknownAt !== undefined && options.now < push.unknownAt + options.settings.unknownWaitMs;
  // A call whose end is not known may be applied yet: sent again now, it might be applied twice. So may a call that another worker makes
  // for the order at this moment: two that have not seen each other's parcels would both add theirs.
  const isToWait = mayStillCome || isOrderInHand(push, options.ofOrder, options);
  return decision.kind === 'call' && isToWait ? { kind: 'wait', reason: 'unknown' } : decision;
}

function decideContent(
  content: PushContent,
  push: Push,
  { seen, ofOrder }: Pick<DecideOptions, 'seen' | 'ofOrder'>,
): Decision {
  if (seen === 'absent') return { kind: 'fail', reason: 'order-unknown' };
  if (seen === 'unreadable' || seen.stage === 'unknown') return { kind: 'wait', reason: 'mall-changing' };
  if (seen.stage === 'cancelled') {
    return content.kind === 'cancel' ? { kind: 'done' } : { kind: 'fail', reason: 'order-cancelled' };
  }
  switch (content.kind) {
    case 'confirm':
      return seen.stage === 'unconfirmed' ? { kind: 'call', call: content } : { kind: 'done' };
    case 'sub-status':
      return seen.subStatusId === content.subStatusId ? { kind: 'done' } : { kind: 'call', call: content };
    case 'memo':
      return textOf(seen.memo ?? '') === textOf(content.text) ? { kind: 'done' } : { kind: 'call', call: content };
    case 'ship':
      return decideShip(content, seen, push, ofOrder);
    case 'cancel':
      return decideCancel(content, seen);
  }
}

function decideShip(
  { parcels }: Extract<PushContent, { kind: 'ship' }>,
  order: OrderState,
  push: Push,
  ofOrder: readonly Push[],
): Decision {
  const plan = planBeside(parcels, order.baskets, { isCallOpen: ofOrder.some((other) => isOpenShipment(other, push)) });
  if (plan.kind === 'changes' && plan.changes.length === 0) return { kind: 'done' };
  if (order.stage === 'unconfirmed') {
    const isOnItsWay = ofOrder.some((other) => other.content.kind === 'confirm' && !isDone(other));
    return isOnItsWay ? { kind: 'wait', reason: 'confirm-first' } : { kind: 'fail', reason: 'not-confirmed-yet' };
  }
  if (order.stage === 'processing') return { kind: 'wait', reason: 'mall-processing' };
  if (order.stage === 'changing') return { kind: 'wait', reason: 'mall-changing' };
  if (plan.kind === 'impossible') return { kind: 'fail', reason: plan.reason };
  return { kind: 'call', call: { kind: 'ship', changes: plan.changes } };
}

/**
 * The changes that parcels need. While a call for another shipment may still be applied, no empty row is filled: that call may be about to
 * fill it, and would overwrite the parcel. Only where there is no room for another row is it filled all the same.
 */
function planBeside(
  parcels: readonly Parcel[],
  baskets: OrderState['baskets'],
  { isCallOpen }: { readonly isCallOpen: boolean },
): ParcelPlan {
  const plan = planParcels(parcels, baskets, { fillsEmpty: !isCallOpen });
  return isCallOpen && plan.kind === 'impossible' ? planParcels(parcels, baskets) : plan;
}

function isOpenShipment({ id, content, unknownAt }: Push, push: Push): boolean {
  return id !== push.id && content.kind === 'ship' && unknownAt !== undefined;
}

function decideCancel(content: Extract<PushContent, { kind: 'cancel' }>, order: OrderState): Decision {
  if (order.stage === 'changing') return { kind: 'wait', reason: 'mall-changing' };
  if (order.stage === 'shipped') return { kind: 'fail', reason: 'wrong-progress' };
  const isShipped = order.baskets.some(({ rows }) => rows.some(({ shippedOn }) => shippedOn !== null));
  return isShipped ? { kind: 'fail', reason: 'shipping-date-set' } : { kind: 'call', call: content };
}

/** Malls keep line ends and white space at the end in their own way. */
function textOf(memo: string): string {
  return memo.replaceAll('\r\n', '\n').trimEnd();
}
