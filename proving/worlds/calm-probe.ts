import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { brokenSettledClaims } from './claim-invariants.ts';
import type { World } from './world.ts';

/** When, after the storm, orders are cancelled, and by when that must have been noticed. */
const cancelAfterMs = hourMs;
const noticedAfterMs = 5 * hourMs;

/**
 * Cancels an order in each shop in calm weather: the state scan must notice within hours, long before the night's
 * re-reading would.
 */
export function probeScan(world: World, stormEnd: number): void {
  const { time, rms, store } = world;
  time.at(stormEnd + cancelAfterMs, () => {
    for (const shop of world.shops) {
      const rows = store.rowsByShop.get(shop.key);
      const books = rms.control.books().shops.find(({ shopUrl }) => shopUrl === shop.code);
      const order = books?.orders.find(({ orderNumber, orderProgress, orderDatetimeMs }) => {
        const row = rows?.get(orderNumber);
        const recent = time.now() - orderDatetimeMs < 60 * 24 * hourMs;
        return orderProgress === 100 && recent && row?.kind === 'stored' && !row.problem;
      });
      if (!order) continue;
      rms.control.cancelOrder(shop.code, order.orderNumber);
      time.at(stormEnd + noticedAfterMs, () => {
        const row = store.rowsByShop.get(shop.key)?.get(order.orderNumber);
        if (row?.kind === 'stored' && row.progress === '900') return;
        world.unexpected.push(`the cancel of ${order.orderNumber} went unnoticed for hours in calm weather`);
      });
    }
  });
}

/** When, after the storm, all runs that died in it were cleared up after, and every order was read that could not be read in it. */
const settledAfterMs = 4 * hourMs;

/** Looks at the claims of what is settled, before a night's audit could set them right. */
export function probeClaims(world: World, stormEnd: number): void {
  world.time.at(stormEnd + settledAfterMs, () => {
    world.unexpected.push(...brokenSettledClaims(world).map((line) => `hours after the storm ${line}`));
  });
}

/** When, after the storm, an order is placed that the mall shows only later. All that the storm moved has come to rest. */
const lateAfterMs = 3 * hourMs;

/**
 * Places an order in each shop in calm weather that the mall shows some minutes late, within the overlap of the listings: the
 * next poll must store it, though the one before has listed its second already. `poll` lets all shops be polled once.
 */
export function probeOverlap(world: World, stormEnd: number, poll: () => void): void {
  const { time, draws } = world;
  const at = stormEnd + lateAfterMs;
  const shownAfterMs = draws.of('late by minutes').int(4 * 60, 11 * 60) * secondMs;
  time.at(at, () => placeLate(world, shownAfterMs, 2 * minuteMs + 30 * secondMs));
  for (const pollAt of [at + 30 * secondMs, at + shownAfterMs + 30 * secondMs]) time.at(pollAt, poll);
}

/** The same with orders that come too late for any overlap: the state scan must find them, hours before the night's audit does. */
export function probeLateSpan(world: World, stormEnd: number): void {
  const { time, draws } = world;
  const shownAfterMs = draws.of('late by an hour').int(25, 60) * minuteMs;
  time.at(stormEnd + lateAfterMs, () => placeLate(world, shownAfterMs, 160 * minuteMs));
}

/** Places an order in each shop that is shown `shownAfterMs` later, and must be stored within `foundWithinMs` of that. */
function placeLate({ rms, shops, store, time, unexpected }: World, shownAfterMs: number, foundWithinMs: number): void {
  for (const shop of shops) {
    const [order = ''] = rms.control.addOrders(shop.code, { count: 1, kind: 'plain', visibleAfterMs: shownAfterMs });
    time.at(time.now() + shownAfterMs + foundWithinMs, () => {
      if (store.rowsByShop.get(shop.key)?.has(order)) return;
      const minutes = (ms: number): number => Math.round(ms / minuteMs);
      unexpected.push(
        `${order}, shown ${minutes(shownAfterMs)} min late, was not stored ${minutes(foundWithinMs)} min after that in calm weather`,
      );
    });
  }
}
