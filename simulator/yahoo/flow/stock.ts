import type { LevelChange } from '../../level-change.ts';
import { type Line, type Order, type Shop, type Sku, type StockRow, stockKey } from '../state.ts';
import type { World } from '../world.ts';

/** The stock row of a SKU; undefined where the mall keeps none. */
export const stockOf = (shop: Shop, { itemCode, subCode }: Pick<Sku, 'itemCode' | 'subCode'>): StockRow | undefined =>
  shop.stock.get(stockKey(itemCode, subCode));

/** Whether the mall sells it: not closed, and something left, unless more than there is may be bought. */
export function isForSale(shop: Shop, sku: Sku): boolean {
  const row = stockOf(shop, sku);
  return row === undefined || (!row.closed && (row.quantity === null || row.quantity > 0 || row.allowOverdraft));
}

/** The mall takes an order's units from its own stock at once, long before orderList shows the order. */
export function takeStock(world: World, order: Order): void {
  const { decrementAtOrder, testOrdersTake } = world.settings.stock;
  if (!decrementAtOrder || (order.kind === 'test' && !testOrdersTake)) return;
  for (const line of order.lines) moveStock(world, order.shop, line, -line.units);
}

/** What a cancel gives back, once. The units of a split order are given back by its parts. */
export function restoreStock(world: World, order: Order): void {
  const { decrementAtOrder, restoreAtCancel, testOrdersTake } = world.settings.stock;
  if (order.restored || order.childIds.length > 0) return;
  order.restored = true;
  if (!decrementAtOrder || !restoreAtCancel || (order.kind === 'test' && !testOrdersTake)) return;
  for (const line of order.lines) moveStock(world, order.shop, line, line.units);
}

/** 在庫クローズ of everything in an order. */
export function closeStock(world: World, order: Order): void {
  for (const { sku } of order.lines) {
    const row = stockOf(order.shop, sku);
    if (!row) continue;
    row.closed = true;
    row.updatedAt = world.timeMs;
  }
}

/** Changes the level of a line's SKU. It falls below 0 only where overdraft is allowed; 無限大 stays what it is. */
export function moveStock(world: World, shop: Shop, { sku }: Pick<Line, 'sku'>, units: number): void {
  const row = stockOf(shop, sku);
  if (!row || row.quantity === null) return;
  const next = row.quantity + units;
  const level = units < 0 && !row.allowOverdraft ? Math.max(Math.min(row.quantity, 0), next) : next;
  setLevel(world, shop, row, level, 'order');
}

/** Writes a level, null for 無限大, and tells who follows them. */
export function setLevel(world: World, shop: Shop, row: StockRow, level: number | null, by: LevelChange['by']): void {
  row.quantity = level;
  row.updatedAt = world.timeMs;
  const names = [row.itemCode, row.subCode] as const;
  world.onLevel({ at: world.timeMs, shop: shop.sellerId, names, level, by, askedAt: world.askedAt });
}
