import type { EpochMs } from '../kernel/index.ts';
import {
  addsBesideForeign,
  areSameNumberless,
  type FailureReason,
  isDone,
  keptOf,
  type OrderSeen,
  type OrderStage,
  type OrderState,
  type OrderTarget,
  type Parcel,
  type ParcelChange,
  type ParcelLimits,
  type ParcelPlan,
  type PushContent,
  parcelsBelow,
  parcelsOf,
  planParcels,
  type RetryReason,
  type TargetRequest,
  triesOf,
  wantedParcels,
} from '../model/index.ts';
import { openWaitMs, type StatusSettings } from './settings.ts';
import type { StatusSession } from './status-session.ts';

export type NeededCall =
  | { readonly kind: 'confirm' }
  | { readonly kind: 'ship'; readonly changes: readonly ParcelChange[] }
  | Extract<PushContent, { readonly kind: 'cancel' | 'sub-status' | 'memo' | 'pay' | 'complete' }>;

export type Decision =
  | { readonly kind: 'done' }
  | { readonly kind: 'call'; readonly call: NeededCall }
  | { readonly kind: 'wait'; readonly reason: RetryReason }
  | { readonly kind: 'fail'; readonly reason: FailureReason };

type Deciding = Pick<StatusSession, 'settings' | 'traits'> & { readonly ports: Pick<StatusSession['ports'], 'clock'> };

export function decide(run: Deciding, target: OrderTarget, request: number, seen: OrderSeen): Decision {
  const { settings } = run;
  const now = run.ports.clock.now();
  const decision = decideContent(run, target, request, seen);
  const { requestedAt } = target.requests[request] as TargetRequest;
  if (decision.kind === 'wait' && now - requestedAt > settings.mallWaitTotalMs)
    return { kind: 'fail', reason: 'not-ready-for-too-long' };
  const mayStillCome = decision.kind === 'call' && mayCallStillCome(target, request, now, settings);
  return mayStillCome ? { kind: 'wait', reason: 'unknown' } : decision;
}

/** Whether a call for this request, or one with a shared parcel, may still be applied. */
function mayCallStillCome(
  { requests }: OrderTarget,
  request: number,
  now: EpochMs,
  settings: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs'>,
): boolean {
  const own = requests[request] as TargetRequest;
  return requests.some(
    (one) =>
      (one === own || haveOneParcel(one.content, own.content)) &&
      one.unknownAt !== undefined &&
      now < one.unknownAt + openWaitMs(triesOf(one), settings),
  );
}

/** True if one call would send what the other does, as when a number is corrected back. */
function haveOneParcel(one: PushContent, other: PushContent): boolean {
  if (one.kind !== 'ship' || other.kind !== 'ship') return false;
  return one.parcels.some(({ carrier, trackingNumber }) =>
    other.parcels.some(
      (parcel) => trackingNumber !== null && parcel.trackingNumber === trackingNumber && parcel.carrier === carrier,
    ),
  );
}

function decideContent({ traits }: Deciding, target: OrderTarget, request: number, seen: OrderSeen): Decision {
  const { content } = target.requests[request] as TargetRequest;
  // Requested in a release that knew another mall.
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
      return decideShip(seen, traits.parcels, target, request);
    case 'complete':
      return decideComplete(content, seen, target);
    case 'cancel':
      return decideCancel(content, seen);
  }
}

function callUnlessBuyers({ stage }: OrderState, call: NeededCall): Decision {
  return stage === 'buyer-may-cancel' ? { kind: 'wait', reason: 'mall-processing' } : { kind: 'call', call };
}

/** Malls refuse 完了 right after the shipment changed. */
function decideComplete(
  call: Extract<PushContent, { kind: 'complete' }>,
  { stage, isSettling = false }: OrderState,
  { requests }: OrderTarget,
): Decision {
  if (stage === 'completed') return { kind: 'done' };
  const isShipping = requests.some((other) => other.content.kind === 'ship' && !isDone(other));
  const reason = stagesToWaitFor[stage] ?? (isShipping ? 'ship-first' : undefined);
  if (reason !== undefined) return { kind: 'wait', reason };
  if (stage !== 'shipped') return { kind: 'fail', reason: 'wrong-progress' };
  return isSettling ? { kind: 'wait', reason: 'mall-changing' } : { kind: 'call', call };
}

/** Waits for the mall's own work on an order. */
const stagesToWaitFor: Readonly<Partial<Record<OrderStage, RetryReason>>> = {
  ...{ 'buyer-may-cancel': 'mall-processing', processing: 'mall-processing', changing: 'mall-changing' },
};

function decideShip(order: OrderState, limits: ParcelLimits, target: OrderTarget, request: number): Decision {
  const { requests } = target;
  const asked = requests[request]?.content as Extract<PushContent, { kind: 'ship' }>;
  const plan = planBeside(target, request, order.baskets, limits);
  if (plan.kind === 'changes' && plan.changes.length === 0) return { kind: 'done' };
  if (order.stage === 'unconfirmed') {
    const isOnItsWay = requests.some((other) => other.content.kind === 'confirm' && !isDone(other));
    return isOnItsWay ? { kind: 'wait', reason: 'confirm-first' } : { kind: 'fail', reason: 'not-confirmed-yet' };
  }
  const reason = stagesToWaitFor[order.stage];
  if (reason !== undefined) return { kind: 'wait', reason };
  if (plan.kind === 'impossible') return { kind: 'fail', reason: plan.reason };
  // Malls that keep contents take no piece twice, and parts are often sent from elsewhere.
  const mayDouble = limits.contents !== true && asked.another !== true;
  if (mayDouble && addsBesideForeign(plan.changes, order.baskets, requests)) {
    return { kind: 'fail', reason: 'parcel-beside' };
  }
  return { kind: 'call', call: { kind: 'ship', changes: plan.changes } };
}

/**
 * Changes for counting parcels, or for all if none counts. While another shipment's call is open, empty rows are only filled if there is no
 * room: that call may fill them and would overwrite the parcel.
 */
function planBeside(
  target: OrderTarget,
  request: number,
  baskets: OrderState['baskets'],
  limits: ParcelLimits,
): ParcelPlan {
  const kept = new Set(keptOf(target, request).map(({ index }) => index));
  const parcels = parcelsOf([target.requests[request] as TargetRequest]);
  const counting = kept.size === 0 ? parcels : parcels.filter((_, index) => kept.has(index));
  const wanted = [...wantedParcels(target), ...parcelsBelow(target)];
  const formerOf = (parcel: Parcel) => wanted.find((one) => one.parcel === parcel) ?? { outdated: [], takenBack: [] };
  const isCallOpen = target.requests.some(
    ({ content, unknownAt }, place) => place !== request && content.kind === 'ship' && unknownAt !== undefined,
  );
  // Equal parcels without numbers need as many rows.
  const alike = wanted.flatMap(({ parcel, isFailed }) =>
    !isFailed && !counting.includes(parcel) && counting.some((one) => areSameNumberless(one, parcel)) ? [parcel] : [],
  );
  const all = [...counting, ...alike];
  const planWith = (fillsEmpty: boolean) => planParcels(all, baskets, { limits, fillsEmpty, formerOf });
  const plan = planWith(!isCallOpen);
  return isCallOpen && plan.kind === 'impossible' ? planWith(true) : plan;
}

function decideCancel(content: Extract<PushContent, { kind: 'cancel' }>, order: OrderState): Decision {
  const reason = stagesToWaitFor[order.stage];
  if (reason !== undefined && order.stage !== 'processing') return { kind: 'wait', reason };
  if (order.stage === 'shipped' || order.stage === 'completed') return { kind: 'fail', reason: 'wrong-progress' };
  const isShipped = order.baskets.some(({ rows }) => rows.some(({ shippedOn }) => shippedOn !== null));
  return isShipped ? { kind: 'fail', reason: 'shipping-date-set' } : { kind: 'call', call: content };
}

/** Malls treat line ends and trailing space in their own ways. */
function textOf(memo: string): string {
  return memo.replaceAll('\r\n', '\n').trimEnd();
}
