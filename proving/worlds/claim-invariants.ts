import { unpack } from '../../core/model/packing.ts';
import { skuOf } from '../../core/model/sku.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import { allClaims, allDirtySkus } from '../memory/index.ts';
import type { World } from './world.ts';
import { isBeside } from './world-mall.ts';

/** An order of the mall's books, and whose it is. */
export interface Booked {
  readonly shop: World['shops'][number];
  readonly order: BookOrder;
}

/** Every order that must be stored by now. */
export function booked(world: World): Booked[] {
  const books = world.rms.control.books();
  return world.shops.flatMap((shop) => {
    const ledger = books.shops.find(({ shopUrl }) => shopUrl === shop.code);
    const orders = ledger?.orders ?? [];
    // The first second of the chosen day belongs to it; the mall counts in seconds.
    return orders
      .filter((order) => order.orderDatetimeMs >= Math.floor(shop.importFrom / 1_000) * 1_000)
      .map((order) => ({ shop, order }));
  });
}

/**
 * Each line of these orders claims its quantity, once, and every SKU that was claimed is marked dirty. Claims of other orders
 * are left out, unless `orders` are all there are.
 */
export function brokenClaims(world: World, orders: readonly Booked[], areAll = true): string[] {
  const broken: string[] = [];
  const expected = new Map<string, number>();
  const numbers = new Set<string>();
  for (const { shop, order } of orders) {
    numbers.add(`${shop.key} ${order.orderNumber}`);
    // Claims bear whole seconds, as orders do. One under another date, which an order once had, holds nothing.
    const placedAt = Math.floor(order.orderDatetimeMs / 1_000) * 1_000;
    for (const line of order.lines) {
      const quantity = order.orderProgress === 900 || line.deleted ? 0 : line.units;
      const key = `${shop.merchant} ${skuOf(line)} ${shop.key} ${order.orderNumber} ${line.itemDetailId} ${placedAt}`;
      expected.set(key, quantity);
    }
  }
  // Where stock is pushed, the marks are cleared once they are dealt with.
  const marked = [...world.store.skusById.values()].filter(({ mark }) => world.stocks !== null && mark > 0);
  const dirty = new Set([...allDirtySkus(world.store), ...marked].map(skuText));
  for (const claim of allClaims(world.store)) {
    if (isBeside(claim.shop)) continue;
    if (!areAll && !numbers.has(`${claim.shop} ${claim.orderNumber}`)) continue;
    const key = `${claim.merchant} ${claim.sku} ${claim.shop} ${claim.orderNumber} ${claim.lineId} ${claim.orderedAt}`;
    const quantity = expected.get(key) ?? 0;
    if (claim.quantity !== quantity)
      broken.push(`claim ${key} holds ${claim.quantity}, the mall's line says ${quantity}`);
    expected.delete(key);
    if (!dirty.has(skuText(claim))) broken.push(`claim ${key} was written and its SKU never marked dirty`);
  }
  for (const [key, quantity] of expected)
    if (quantity > 0) broken.push(`line ${key} claims nothing, should be ${quantity}`);
  return broken;
}

function skuText({ merchant, sku }: { readonly merchant: string; readonly sku: string }): string {
  return `${merchant}\n${sku}`;
}

/**
 * The same in the middle of a story, of those orders alone that are stored as the mall shows them now and have nothing in hand.
 * The nightly audit would correct what is wrong hours later: that is no reason to leave it wrong until then.
 */
export function brokenSettledClaims(world: World): string[] {
  const { store } = world;
  const intents = [...store.intentsByBucket.values()].flatMap((ofBucket) => [...ofBucket.values()]);
  const inHand = new Set(intents.flatMap(({ shop, orderNumbers }) => orderNumbers.map((one) => `${shop} ${one}`)));
  const stored = booked(world).filter(({ shop, order }) => {
    const row = store.rowsByShop.get(shop.key)?.get(order.orderNumber);
    return row?.kind === 'stored' && !row.problem && !inHand.has(`${shop.key} ${order.orderNumber}`);
  });
  // What the mall shows by now is composed only where it matters.
  if (brokenClaims(world, stored, false).length === 0) return [];
  const settled = stored.filter(({ shop, order }) => {
    const row = store.rowsByShop.get(shop.key)?.get(order.orderNumber);
    return row?.kind === 'stored' && unpack(row.original) === JSON.stringify(order.model);
  });
  return brokenClaims(world, settled, false);
}
