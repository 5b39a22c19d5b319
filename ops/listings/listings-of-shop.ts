import type { Listing, ShopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

const pageSize = 500;

export async function listingsOfShop({ listings }: Pick<Ports, 'listings'>, shop: ShopKey): Promise<Listing[]> {
  const found: Listing[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Ports['listings']['ofShop']>> = await listings.ofShop(shop, after, pageSize);
    found.push(...page.listings);
    after = page.after;
  } while (after !== null);
  return found;
}

export async function listingsOfShops(
  ports: Pick<Ports, 'listings'>,
  shops: readonly { readonly key: ShopKey }[],
  onShop: (shops: number) => void = () => undefined,
): Promise<Listing[]> {
  const found: Listing[] = [];
  for (const [index, { key }] of shops.entries()) {
    found.push(...(await listingsOfShop(ports, key)));
    onShop(index + 1);
  }
  return found;
}
