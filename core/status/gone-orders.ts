import { type EpochMs, isDefect, minuteMs, type TsunagiError } from '../kernel/index.ts';
import type { OrderTarget } from '../model/index.ts';
import type { StatusSession } from './status-session.ts';

/** Margin around the stored 注文日時 of a search. */
const marginMs = 10 * minuteMs;
/** A listing of more pages proves nothing. */
const pagesMax = 20;

/**
 * Missed orders that do not exist. Malls omit rows at times, so an order is gone after `missedMin` turns over `missedForMs` and, if stored
 * here, when not listed either. Throws `store.failing` and defects.
 */
export async function goneOrders(run: StatusSession, missed: readonly OrderTarget[]): Promise<Set<string>> {
  const { ports, shop } = run;
  const suspects = missed.filter((target) => isSuspect(target, run)).map(({ orderNumber }) => orderNumber);
  const gone = new Set<string>();
  if (suspects.length === 0) return gone;
  const keys = suspects.map((orderNumber) => ({ shop: shop.key, orderNumber }));
  const stored = new Map((await ports.orderList.summaries(keys)).map((row) => [row.orderNumber, row]));
  for (const orderNumber of suspects) {
    const row = stored.get(orderNumber);
    // An unreadable order has a row because the mall lists it.
    const isListed =
      row !== undefined && (row.kind !== 'stored' || (await mayBeListed(run, orderNumber, row.orderedAt)));
    if (!isListed) gone.add(orderNumber);
  }
  return gone;
}

function isSuspect({ missed }: OrderTarget, { ports, settings }: StatusSession): boolean {
  if (missed === undefined) return false;
  // This reading is one more.
  return missed.times + 1 >= settings.missedMin && ports.clock.now() - missed.since >= settings.missedForMs;
}

/** True if the mall lists the order around its placing, or that is unknown. */
async function mayBeListed(run: StatusSession, orderNumber: string, placedAt: EpochMs): Promise<boolean> {
  const now = run.ports.clock.now();
  const from = placedAt - marginMs;
  if (from < now - run.lookBackMs) return false;
  const to = Math.max(from, Math.min(placedAt + marginMs, now));
  try {
    for (let page = 1, pages = 1; page <= pages; page++) {
      if (page > pagesMax || run.callsLeft() === 0) return true;
      const listed = await run.listOrders({ from, to, by: 'placed', canWait: true, page });
      if (listed.orderNumbers.includes(orderNumber)) return true;
      pages = listed.pages;
    }
    return false;
  } catch (error) {
    if (isDefect(error) || (error as TsunagiError).code === 'store.failing') throw error;
    return true;
  }
}
