import type { Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { merchantMeant } from '../arguments/merchant-meant.ts';
import { shopAmong } from '../arguments/shop-and-span.ts';

/** Where orders are looked for: in the shop that was named, or in several. */
export interface ShopSearchScope {
  readonly named: Shop | null;
  readonly among: readonly Shop[];
}

/** The shops that are meant; notes a problem and returns null where there is none. */
export async function shopsToSearch(
  ports: Pick<Ports, 'shops' | 'merchants'>,
  { shop, merchant }: { readonly shop: string | undefined; readonly merchant: string | undefined },
  problems: string[],
): Promise<ShopSearchScope | null> {
  const shops = (await ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (shop !== undefined) {
    const named = shopAmong(shops, shop, problems);
    return named === null ? null : { named, among: [named] };
  }
  if (merchant === undefined) return { named: null, among: shops };
  if ((await merchantMeant(ports, merchant, problems)) === null) return null;
  return { named: null, among: shops.filter((one) => one.merchant === merchant) };
}
