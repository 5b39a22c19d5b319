import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Pause, Shop } from '../../core/model/index.ts';
import type { ShopState } from '../shops/shop-state.ts';
import { counted } from '../terminal/text.ts';

/** Shops that are named when many have the same trouble. */
const namedMax = 5;

/** The keys of shops in their order; of many the first few, and how many others there are. */
export function named(shops: readonly Pick<ShopFacts, 'shop'>[]): string {
  const keys = shops.map(({ shop }) => shop.key).sort();
  const more = keys.length - namedMax;
  return `${keys.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${counted(more, 'other shop')}` : ''}`;
}

/** The first of these moments, and that others follow where they do. */
export function firstOf(moments: readonly EpochMs[]): string {
  return `${jstText(Math.min(...moments))}${new Set(moments).size === 1 ? '' : ' and later'}`;
}

/** How commands name the shop that they are typed for: itself, or a place to fill in where they are typed once for each of many. */
export function typedShop(shops: readonly Pick<ShopFacts, 'shop'>[]): string {
  const [only, ...others] = shops;
  return only === undefined || others.length > 0 ? '<shop>' : only.shop.key;
}

/** A shop as the doctor sees it. */
export interface ShopFacts {
  readonly shop: Shop;
  readonly state: ShopState;
  /** Every pause about it that stands. */
  readonly pauses: readonly Pause[];
  /** When its key stops working; null when unknown. */
  readonly keyExpiresAt: EpochMs | null;
}
