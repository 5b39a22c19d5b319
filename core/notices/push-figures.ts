import { TsunagiError } from '../errors.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { Log } from '../ports/log.ts';
import type { PushStore } from '../ports/pushes.ts';
import { dueWithinMs, isDone } from '../status/due.ts';
import { heldAt } from '../status/held-at.ts';
import type { Push } from '../status/push.ts';
import type { EpochMs } from '../units.ts';

/** What became of the pushes that an outage held, counted from their rows. */
export interface HeldPushes {
  readonly held: number;
  readonly confirmed: number;
  /** Failed, and their merchant must act. */
  readonly needMerchant: number;
  /** Failed, and somebody else must act. */
  readonly needOthers: number;
  /** 未完了: nobody has to act, and they are not confirmed yet. */
  readonly underWay: number;
}

/** Rows of one shop and list that are read to count them; what is more cannot be counted. */
const rowsMax = 5_000;

type Needed = { readonly pushes: PushStore; readonly log: Log };

/** How many pushes of a shop wait to be sent; null when they could not be counted. */
export function countWaiting(ports: Needed, shop: ShopKey): Promise<number | null> {
  return counted(ports, shop, async () => {
    const undone = await ports.pushes.undone(shop, rowsMax);
    return undone.length < rowsMax ? undone.length : null;
  });
}

/** When statuses were out, and when it is counted. */
export interface HeldSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
}

/** What became of the pushes of a shop that an outage held; null when they could not be counted. */
export function countHeld(ports: Needed, shop: ShopKey, span: HeldSpan): Promise<HeldPushes | null> {
  return counted(ports, shop, async () => {
    const { pushes } = ports;
    // A row stands in one of these lists, and moves to one of the later ones: read in this order, none slips through.
    const due = await pushes.due(shop, span.now + dueWithinMs, rowsMax);
    const failed = await pushes.failed(shop, span.from, rowsMax);
    const freed = await pushes.freed(shop, span.from, rowsMax);
    if ([freed, failed, due].some(({ length }) => length >= rowsMax)) return null;
    const rows = new Map([...due, ...failed, ...freed].map((push) => [`${push.orderNumber}#${push.id}`, push]));
    return figuresOf([...rows.values()].filter((push) => wasHeld(push, span)));
  });
}

/**
 * A push says itself that a pause held it. Of thousands of one shop a pause marks only the most overdue, so one that is undone
 * was held, too, when it was asked for before the outage ended; unless it only waits for the mall since before it began.
 */
function wasHeld(push: Push, { from, to }: HeldSpan): boolean {
  if ((heldAt(push) ?? 0) >= from) return true;
  const { state, requestedAt } = push;
  const waitsForMall = state.kind === 'retrying' && state.reason !== 'not-done' && state.reason !== 'unknown';
  return !isDone(push) && requestedAt < to && (requestedAt >= from || !waitsForMall);
}

function figuresOf(held: readonly Push[]): HeldPushes {
  const count = (isOne: (push: Push) => boolean): number => held.filter(isOne).length;
  const isMerchants = ({ state }: Push): boolean => state.kind === 'failed' && state.who === 'merchant';
  return {
    // What was taken back is nobody's any more.
    held: count(({ state }) => state.kind !== 'withdrawn'),
    confirmed: count(({ state }) => state.kind === 'confirmed'),
    needMerchant: count(isMerchants),
    needOthers: count((push) => push.state.kind === 'failed' && !isMerchants(push)),
    underWay: count((push) => !isDone(push)),
  };
}

/** The figures of several shops together; null when those of one are not known. */
export function together(all: readonly (HeldPushes | null)[]): HeldPushes | null {
  const sum = { held: 0, confirmed: 0, needMerchant: 0, needOthers: 0, underWay: 0 };
  for (const one of all) {
    if (one === null) return null;
    for (const name of Object.keys(sum) as (keyof HeldPushes)[]) sum[name] += one[name];
  }
  return sum;
}

/** A store that fails lets no mail wait: what is not known is called that. */
async function counted<T>({ log }: Needed, shop: ShopKey, count: () => Promise<T | null>): Promise<T | null> {
  try {
    return await count();
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('pushes.uncounted', { shop, code: error.code });
    return null;
  }
}
