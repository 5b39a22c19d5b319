import type { LevelChange } from '../../level-change.ts';
import { type InventoryRow, type Line, linesOf, type Order, type Shop, stockKey } from '../state.ts';
import type { World } from '../world.ts';

/** The mall takes an order's units from its own stock; a level never falls below 0. */
export function takeStock(world: World, shop: Shop, lines: readonly Line[]): void {
  if (!world.settings.inventory.decrementAtOrder) return;
  for (const line of lines) moveStock(world, shop, line, -line.units);
}

/** What a cancel gives back: 1 always, 2 never, 0 as the product is set. */
export function restoreStock(world: World, order: Order): void {
  if (order.restored) return;
  order.restored = true;
  const gives =
    order.restoreType === 1 || (order.restoreType === 0 && world.settings.inventory.restoreByProductSetting);
  if (!gives || !world.settings.inventory.decrementAtOrder) return;
  for (const line of linesOf(order)) if (!line.deleted) moveStock(world, order.shop, line, line.units);
}

/** Changes the level of a line's SKU by `units`, where the mall keeps a level for it. */
export function moveStock(world: World, shop: Shop, line: Line, units: number): void {
  const row = stockOf(shop, line);
  if (!row) return;
  setLevel(world, shop, row, Math.min(99_999, Math.max(0, row.quantity + units)), 'order');
}

/** Writes a level, and tells who follows them. */
export function setLevel(world: World, shop: Shop, row: InventoryRow, quantity: number, by: LevelChange['by']): void {
  row.quantity = quantity;
  row.updatedAt = world.timeMs;
  const names = [row.manageNumber, row.variantId] as const;
  world.onLevel({ at: world.timeMs, shop: shop.shopUrl, names, level: quantity, by, askedAt: world.askedAt });
}

const stockOf = (shop: Shop, line: Line): InventoryRow | undefined =>
  shop.inventory.get(stockKey(line.sku.manageNumber, line.sku.variantId));
