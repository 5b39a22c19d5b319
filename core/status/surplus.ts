import type { OrderSeen } from './decide.ts';
import { isDone } from './due.ts';
import { inForce } from './in-force.ts';
import type { OrderState } from './order-state.ts';
import type { Parcel, ParcelChange } from './parcel.ts';
import { planParcels, surplusOf } from './parcels.ts';
import { type Push, type PushStep, trailMax } from './push.ts';
import { lookedAgain } from './trail.ts';

/**
 * The surplus rows of a push's parcels, as changes that remove them: what is there more often than anybody wanted. None of a
 * cancelled order, nor of one that the mall did not show.
 */
export function surplusOfPush(push: Push, seen: OrderSeen, ofOrder: readonly Push[]): ParcelChange[] {
  if (push.content.kind !== 'ship' || typeof seen !== 'object' || seen.stage === 'cancelled') return [];
  const { parcels } = push.content;
  const others = ofOrder.filter(({ id }) => id !== push.id).map((other) => parcelsInForce(other, ofOrder));
  const inForceNow = parcelsInForce(push, ofOrder);
  const corrected = inForce(push, ofOrder).replacedBy.flatMap((by) => parcelsInForce(by, ofOrder));
  // A row whose parcel was corrected since is none too many before the corrected one is there.
  const isCorrected = ({ trackingNumber }: Parcel): boolean =>
    corrected.some((by) => by.trackingNumber === trackingNumber && isThere(by, seen.baskets));
  const own = parcels.filter((parcel) => inForceNow.includes(parcel) || !isCorrected(parcel));
  return surplusOf([own, ...others], seen.baskets, parcels);
}

/** The parcels of a push that no later push of its order has replaced. */
export function parcelsInForce(push: Push, ofOrder: readonly Push[]): readonly Parcel[] {
  const { content } = inForce(push, ofOrder);
  return content?.kind === 'ship' ? content.parcels : [];
}

function isThere(parcel: Parcel, baskets: OrderState['baskets']): boolean {
  const plan = planParcels([parcel], baskets);
  return plan.kind === 'changes' && plan.changes.length === 0;
}

/** The surplus rows that an order has. */
export interface SurplusRows {
  readonly rows: number;
  /** Those among them that no push is going to look at any more, and so to remove. */
  readonly left: number;
}

/**
 * Counts the surplus rows of an order's shipments, each once, however many pushes want its parcel. Those of pushes whose one call was
 * answered and seen are not ours, and are left out: a row that a merchant enters twice is theirs to judge.
 */
export function countSurplus(ofOrder: readonly Push[], seen: OrderSeen): SurplusRows {
  const removedLater = new Map<string, boolean>();
  for (const push of ofOrder.filter(mayBeDoubled)) {
    const isLookedAt = !isDone(push) || push.lookAgainAt !== undefined;
    for (const change of surplusOfPush(push, seen, ofOrder)) {
      if (change.kind !== 'remove') continue;
      const row = `${change.basketId}#${change.rowId}`;
      removedLater.set(row, isLookedAt || (removedLater.get(row) ?? false));
    }
  }
  return { rows: removedLater.size, left: [...removedLater.values()].filter((isRemoved) => !isRemoved).length };
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

/** The steps of a push that went well at the first attempt. */
function isPlain({ what, detail = '' }: PushStep): boolean {
  switch (what) {
    case 'requested':
    case 'called':
    case 'confirmed':
      return true;
    case 'read-back':
      return !detail.startsWith(lookedAgain);
    case 'held':
    case 'retrying':
    case 'failed':
    case 'surplus-removed':
    case 'retried-by-hand':
    case 'withdrawn':
      return false;
  }
}
