import type { Shelf } from '../sales.ts';
import type { LevelChange } from '../world.ts';
import { type Level, type Location, levelKey, type Shop, type Variant, type World } from './state.ts';

/** What a location that stocks an item has of it. */
export function levelAt(shop: Shop, itemId: number, locationId: number): Level | undefined {
  const level = shop.levels.get(levelKey(itemId, locationId));
  return level?.isActive ? level : undefined;
}

export const newLevel = (world: World, variant: Variant, location: Location): Level => ({
  ...{ variant, location, available: 0, committed: 0 },
  ...{ updatedAt: world.timeMs, isActive: true },
});

/** Writes what a location has to sell. */
export function setAvailable(world: World, shop: Shop, level: Level, available: number, by: LevelChange['by']): void {
  level.available = available;
  level.updatedAt = world.timeMs;
  const isFirst = level.location === shop.locations[0];
  const names = [level.variant.sku, isFirst ? '' : String(level.location.id)] as const;
  world.onLevel({ at: world.timeMs, shop: shop.code, names, level: available, by, askedAt: world.askedAt });
}

/** An order takes units: they are no longer for sale, and committed until they are sent. */
export function commit(world: World, shop: Shop, variant: Variant | null, location: Location, units: number): void {
  const level = variant && levelAt(shop, variant.itemId, location.id);
  if (!level || !variant.tracked || units === 0 || !world.settings.stock.decrementAtOrder) return;
  level.committed += units;
  setAvailable(world, shop, level, level.available - units, 'order');
}

/** Units leave what is committed, and are for sale again where they are put back. */
export function uncommit(
  world: World,
  shop: Shop,
  variant: Variant | null,
  { location, units, isRestocked }: { location: Location; units: number; isRestocked: boolean },
): void {
  const level = variant && levelAt(shop, variant.itemId, location.id);
  if (!level || !variant.tracked || units === 0 || !world.settings.stock.decrementAtOrder) return;
  level.committed -= units;
  if (isRestocked) setAvailable(world, shop, level, level.available + units, 'order');
}

/** Units that were sent come back, and are for sale again. */
export function takeBack(world: World, shop: Shop, variant: Variant | null, location: Location, units: number): void {
  const level = variant && levelAt(shop, variant.itemId, location.id);
  if (!level || !variant.tracked || units === 0 || !world.settings.stock.decrementAtOrder) return;
  setAvailable(world, shop, level, level.available + units, 'order');
}

const left = (shop: Shop, { itemId }: Variant): number =>
  shop.locations.reduce((sum, { id }) => sum + Math.max(0, levelAt(shop, itemId, id)?.available ?? 0), 0);

/** What is sold out, no buyer can buy, unless a setting says so. */
export function shelfOf(world: World, shop: Shop): Shelf<Variant> {
  const isWithoutLimit = ({ tracked }: Variant): boolean => !tracked || world.settings.stock.soldOut === 'sell-anyway';
  return {
    skus: shop.variants,
    isForSale: (variant) => isWithoutLimit(variant) || left(shop, variant) > 0,
    unitsLeft: (variant) => (isWithoutLimit(variant) ? null : left(shop, variant)),
  };
}

/** The location that sends an order: the first that has all of it, or the first of all. */
export function locationFor(shop: Shop, lines: readonly { sku: Variant | null; units: number }[]): Location {
  const hasAll = ({ id }: Location): boolean =>
    lines.every(({ sku, units }) => !sku?.tracked || (levelAt(shop, sku.itemId, id)?.available ?? 0) >= units);
  return shop.locations.find(hasAll) ?? (shop.locations[0] as Location);
}
