import { hourMs } from '../../core/kernel/index.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { shopAt } from './shop-names.ts';

/** Orders that lie at the mall when a shop opens, and how far back: what a merchant who joins has waiting. */
const backlogMs = 2 * hourMs;
const backlogMax = 100;
/** Yahoo gives out one order a call. */
const yahooBacklogMax = 15;
const standard = { shops: 6, perHour: 60 };

/** The requested size of the simulated malls; null: not given. */
export interface WantedShops {
  readonly shops: number | null;
  readonly perHour: number | null;
}

/**
 * Opens the shops that are missing at both malls: of three shops one is at Yahoo!ショッピング, of the merchants who came to 楽天 first.
 * Malls that are there already keep their shops.
 */
export function stockMalls(malls: { readonly mall: DeskMall; readonly yahoo: DeskYahoo }, wanted: WantedShops): void {
  const { mall, yahoo } = malls;
  const isNew = mall.control.shops().length === 0;
  const count = wanted.shops ?? (isNew ? standard.shops : null);
  const atYahoo = count === null ? null : Math.floor(count / 3);
  stockMall(mall, { ...wanted, shops: count === null || atYahoo === null ? null : count - atYahoo });
  stockYahoo(yahoo, { ...wanted, shops: atYahoo });
}

/**
 * Opens the shops that are missing at RMS, with a backlog and a stream of new orders. A mall that is there already keeps
 * its shops; a new rate holds for all of them.
 */
export function stockMall(mall: DeskMall, wanted: WantedShops): void {
  const there = mall.control.shops().length;
  const count = Math.max(wanted.shops ?? (there === 0 ? standard.shops : there), there);
  const perHour = wanted.perHour ?? standard.perHour;
  const stream = (shopUrl: string) => mall.act('arrivals', { shopUrl, perHour: perHour === 0 ? null : perHour });
  if (wanted.perHour !== null) for (const { shopUrl } of mall.control.shops()) stream(shopUrl);
  for (let index = there; index < count; index += 1) {
    const shopUrl = shopAt(index).code;
    mall.act('add-shop', { shopUrl, autoConfirm: index % 2 === 0 });
    const now = mall.control.nowMs();
    const waiting = Math.min(backlogMax, Math.round((perHour * backlogMs) / hourMs));
    mall.act('add-orders', { shopUrl, count: waiting, kind: 'random', at: { from: now - backlogMs, to: now } });
    stream(shopUrl);
  }
}

/** The same at Yahoo!ショッピング. */
function stockYahoo(yahoo: DeskYahoo, wanted: WantedShops): void {
  const there = yahoo.control.shops().length;
  const count = Math.max(wanted.shops ?? there, there);
  const perHour = wanted.perHour ?? standard.perHour;
  const stream = (sellerId: string) => yahoo.act('arrivals', { sellerId, perHour: perHour === 0 ? null : perHour });
  if (wanted.perHour !== null) for (const { sellerId } of yahoo.control.shops()) stream(sellerId);
  for (let index = there; index < count; index += 1) {
    const sellerId = shopAt(index).code;
    yahoo.act('add-shop', { sellerId });
    const now = yahoo.control.nowMs();
    const waiting = Math.min(yahooBacklogMax, Math.round((perHour * backlogMs) / hourMs));
    yahoo.act('add-orders', { sellerId, count: waiting, kind: 'random', at: { from: now - backlogMs, to: now } });
    stream(sellerId);
  }
}

/** The moment from which a shop that opened at the mall is imported. */
export function importFromOf({ beganAt }: { readonly beganAt: number }): number {
  return beganAt - backlogMs;
}

/** How often an order is changed in RMS by hand, in the mall's time. */
export const meddleEveryMs = hourMs / 4;

/** Lets a buyer or a shop change their mind about a recent order. Returns what happened, or null when nothing could. */
export function meddle(mall: DeskMall): string | null {
  const chance = prng(seedOf(mall.seed, 'meddle', mall.control.nowMs()));
  const shops = mall.control.books().shops.filter(({ orders }) => orders.length > 0);
  if (shops.length === 0) return null;
  const { shopUrl, orders } = chance.pick(shops);
  const { orderNumber } = chance.pick(orders.slice(-30));
  try {
    if (chance.chance(0.3)) {
      mall.act('cancel-order', { shopUrl, orderNumber });
      return `${orderNumber} is cancelled at the mall`;
    }
    mall.act('edit-order', { shopUrl, orderNumber });
    return `${orderNumber} is edited at the mall`;
  } catch {
    // Its progress does not allow it any more.
    return null;
  }
}
