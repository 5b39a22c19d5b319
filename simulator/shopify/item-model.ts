import type { GraphQLResolveInfo } from 'graphql';
import { utcStamp } from '../jst.ts';
import { mustHave } from './errors.ts';
import type { Context } from './operation.ts';
import { listed, type PageArguments } from './pages.ts';
import { gid, type Level, type Location, levelKey, readGid, type Shop, type Variant, type World } from './state.ts';
import { levelAt } from './stock.ts';

type Info = GraphQLResolveInfo;

/** A moment as the API writes it. */
export const stamp = (ms: number): string => `${utcStamp(ms)}Z`;

export const locationModel = ({ id, name }: Location) => ({
  __typename: 'Location',
  id: gid('Location', id),
  legacyResourceId: String(id),
  name,
  isActive: true,
  fulfillsOnlineOrders: true,
  hasActiveInventory: true,
  shipsInventory: true,
});

export function variantModel(world: World, shop: Shop, variant: Variant): object {
  const { id, sku, title, productTitle, productId, tracked } = variant;
  const isSold = !tracked || world.settings.stock.soldOut === 'sell-anyway';
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', id),
    legacyResourceId: String(id),
    sku,
    title,
    displayName: `${productTitle} - ${title}`,
    inventoryPolicy: isSold ? 'CONTINUE' : 'DENY',
    inventoryQuantity: () =>
      shop.locations.reduce((sum, location) => sum + (levelAt(shop, variant.itemId, location.id)?.available ?? 0), 0),
    product: {
      __typename: 'Product',
      id: gid('Product', productId),
      legacyResourceId: String(productId),
      title: productTitle,
    },
    inventoryItem: () => itemModel(world, shop, variant),
  };
}

interface LevelArguments {
  includeInactive?: boolean;
}

/** One of a location that does not stock the item is shown where it is asked for. */
const shownLevel = (shop: Shop, itemId: number, locationId: number, { includeInactive }: LevelArguments) =>
  includeInactive ? shop.levels.get(levelKey(itemId, locationId)) : levelAt(shop, itemId, locationId);

export function itemModel(world: World, shop: Shop, variant: Variant): object {
  const { itemId, sku, tracked } = variant;
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', itemId),
    legacyResourceId: String(itemId),
    sku,
    tracked,
    requiresShipping: true,
    variant: () => variantModel(world, shop, variant),
    inventoryLevel: (
      { locationId, ...asked }: LevelArguments & { locationId: string },
      context: Context,
      info: Info,
    ) => {
      mustHave(context, info, 'read_inventory');
      const level = shownLevel(shop, itemId, Number(readGid(locationId)?.id), asked);
      return level ? levelModel(world, shop, level) : null;
    },
    inventoryLevels: (asked: PageArguments & LevelArguments, context: Context, info: Info) => {
      mustHave(context, info, 'read_inventory');
      const levels = shop.locations.flatMap(({ id }) => shownLevel(shop, itemId, id, asked) ?? []);
      return listed(levels, asked, (level) => levelModel(world, shop, level));
    },
  };
}

const QUANTITY_NAMES = [
  'available',
  'committed',
  'damaged',
  'incoming',
  'on_hand',
  'quality_control',
  'reserved',
  'safety_stock',
];

export function levelModel(world: World, shop: Shop, level: Level): object {
  const { variant, location, available, committed, updatedAt } = level;
  const amounts: Readonly<Record<string, number>> = { available, committed, on_hand: available + committed };
  const id = `${location.id}?inventory_item_id=${variant.itemId}`;
  return {
    __typename: 'InventoryLevel',
    id: gid('InventoryLevel', id),
    isActive: level.isActive,
    createdAt: stamp(updatedAt),
    updatedAt: stamp(updatedAt),
    item: () => itemModel(world, shop, variant),
    location: locationModel(location),
    quantities: ({ names }: { names: readonly string[] }) =>
      names
        .filter((name) => QUANTITY_NAMES.includes(name))
        .map((name) => ({
          __typename: 'InventoryQuantity',
          id: gid('InventoryQuantity', `${id}&name=${name}`),
          name,
          quantity: amounts[name] ?? 0,
          updatedAt: stamp(updatedAt),
        })),
  };
}
