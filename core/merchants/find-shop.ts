import type { Shop, ShopKey } from './shop.ts';

/** What came of looking for a shop by what somebody typed. */
export type ShopSearch =
  | { readonly kind: 'found'; readonly shop: Shop }
  | { readonly kind: 'unknown' }
  /** Shops of several malls have this code; only the key tells them apart. */
  | { readonly kind: 'ambiguous'; readonly keys: readonly ShopKey[] };

/** Finds a shop by its key (`rms#kado-no-mise`) or by its code at its mall (`kado-no-mise`). */
export function findShop(shops: readonly Shop[], keyOrCode: string): ShopSearch {
  const byKey = shops.find((shop) => shop.key === keyOrCode);
  if (byKey) return { kind: 'found', shop: byKey };
  const [shop, ...others] = shops.filter((candidate) => candidate.code === keyOrCode);
  if (!shop) return { kind: 'unknown' };
  if (others.length === 0) return { kind: 'found', shop };
  return { kind: 'ambiguous', keys: [shop, ...others].map(({ key }) => key) };
}
