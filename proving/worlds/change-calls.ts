import { secondMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import type { Fault, SimOutcome } from '../../simulator/index.ts';
import type { Push } from '../memory/push.ts';

/** Looks at calls that change orders. Says of each whether it was made before, with an end that is not known and would not have shown yet. */
export function watchRepeats(): (text: string, startedAt: number, outcome: SimOutcome) => boolean {
  const unanswered = new Map<string, number>();
  return (text, startedAt, { ending }) => {
    const before = unanswered.get(text) ?? Number.NEGATIVE_INFINITY;
    if (ending === 'hang' || ending === 'reset') unanswered.set(text, startedAt);
    return startedAt - before < defaultStatusSettings.unknownWaitMs - secondMs;
  };
}

/**
 * Whether a worker has a change in hand of the order that a call names; true, too, of a call that names none of which a change was wanted. One
 * that is wanted again while a worker has it in hand is a new wish, whose row says that a call may be under way.
 */
export function isInHand(pushes: readonly Push[], text: string, now: number): boolean {
  const own = pushes.filter(({ orderNumber }) => text.includes(orderNumber));
  // A worker may call for what was asked for again, or taken over, until the time that its row names.
  const isHeld = ({ state, unknownAt = 0 }: Push): boolean =>
    state.kind === 'pushing'
      ? state.until > now
      : unknownAt > (state.kind === 'requested' ? now - defaultStatusSettings.claimMs : now);
  return own.length === 0 || own.some(isHeld);
}

/** Calls of one mall that changed nothing there although it accepted them, as its own count of its faults tells. */
export function watchLosses() {
  const lost: { readonly shop: ShopKey; readonly text: string }[] = [];
  let before = 0;
  return {
    /** Looks at a call right after the mall answered it: nothing else happened there since the last one. */
    ended(shop: ShopKey, text: string, operations: readonly string[], faults: readonly Struck[]): void {
      const soFar = faults
        .filter(({ fault }) => fault.kind === 'lost-write' && fault.operations?.some((one) => operations.includes(one)))
        .reduce((sum, { applied }) => sum + applied, 0);
      if (soFar > before) lost.push({ shop, text });
      before = soFar;
    },
    /** True of a change that failed because as many calls for it as are made were accepted, and lost: nothing but that is its reason. */
    isReasonFor({ shop, orderNumber, content, state }: Push): boolean {
      if (state.kind !== 'failed' || state.reason !== 'refused-otherwise' || state.mallCode !== undefined) return false;
      // A call for a parcel has its number; Shopify's have none of the order.
      const names = content.kind === 'ship' ? content.parcels.map((one) => one.trackingNumber) : [orderNumber];
      const own = lost.filter(
        (one) => one.shop === shop && one.text.split(/["<>]/).some((part) => names.includes(part)),
      );
      return own.length >= defaultStatusSettings.unseenTriesMax;
    },
  };
}

/** A fault of a mall, and how many calls it struck. */
export interface Struck {
  readonly fault: Fault;
  readonly applied: number;
}
