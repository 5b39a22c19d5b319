import { bucketCount, bucketOf, type Shop } from '../merchants/shop.ts';
import { dayMs, inChunks, jstDay, jstHour } from '../units.ts';
import { readAndStore } from './read-and-store.ts';
import { rereadChanged } from './reread-changed.ts';
import type { ShopRun } from './run.ts';
import type { ImportSettings } from './settings.ts';

/** Stands for "after the last order number": every order of the day's re-reading is done. */
const done = '~';

/** Which night's re-reading a shop is due for, or null. Shops are spread over two hours by their bucket. */
export function rereadDue(shop: Shop, now: number, settings: ImportSettings): string | null {
  const day = jstDay(now);
  const spreadHours = (bucketOf(shop.key) / bucketCount) * 2;
  const started = jstHour(now) >= settings.rereadHour + Math.floor(spreadHours);
  // A night beyond the next one was noted by a clock that was far ahead.
  const isLater = shop.rereadDay > day && shop.rereadDay <= jstDay(now + dayMs);
  const finished = isLater || (shop.rereadDay === day && shop.rereadAfter === done);
  return started && !finished ? day : null;
}

/**
 * Reads every open order of a shop again, once a night: an edited address or quantity changes no progress, so nothing else
 * would find it. Goes on where an earlier run of the same night stopped; returns how many orders had changed.
 */
export async function rereadShop(run: ShopRun, day: string): Promise<{ changed: number; finished: boolean }> {
  const { ports, shop, traits } = run;
  const after = shop.rereadDay === day ? shop.rereadAfter : '';
  if (traits.listsChanges) {
    const reread = await rereadChanged(run, after, (place) => ports.shops.recordReread(shop, day, place));
    if (reread.finished) await ports.shops.recordReread(shop, day, done);
    return reread;
  }
  const open = await ports.orders.openOrders(shop.key);
  const rest = open
    .map((order) => order.orderNumber)
    .filter((orderNumber) => orderNumber > after)
    .sort();
  let changed = 0;
  for (const chunk of inChunks(rest, traits.readBatch)) {
    if (!run.mayCall()) return { changed, finished: false };
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber })),
    );
    changed += batch.changed.length;
    if (batch.unread.length > 0) return { changed, finished: false };
    await ports.shops.recordReread(shop, day, chunk.at(-1) as string);
  }
  await ports.shops.recordReread(shop, day, done);
  return { changed, finished: true };
}
