import { eachLimited } from '../../core/kernel/index.ts';
import type { Shop, ShopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

/** Shops asked at once. */
const shopsAtOnce = 16;

/** Up to this many shops are all asked for every number: that takes no longer than the wait for a key. */
const allAskedMax = 200;

/** Where an order was found. `several`: shops of different malls may use the same number. */
export type FoundShop =
  | { readonly kind: 'found'; readonly shop: Shop }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'several'; readonly shops: readonly ShopKey[] };

/**
 * Finds the shop of each order by our rows. Of many shops not all are asked for each number: numbers that begin alike are most often one shop's (楽天 begins them with the shop's
 * number), so of each beginning one is looked for everywhere, and the others only where it was found, if they are there.
 */
export async function findShopsOf(
  ports: Pick<Ports, 'orders'>,
  shops: readonly Shop[],
  orderNumbers: readonly string[],
): Promise<Map<string, FoundShop>> {
  if (shops.length <= allAskedMax) return placesOf(ports, shops, [...new Set(orderNumbers)]);
  const found = new Map<string, FoundShop>();
  const groups = [...Map.groupBy(new Set(orderNumbers), beginningOf).values()];
  const first = groups.map((group) => group[0] as string);
  const place = await placesOf(ports, shops, first);
  const elsewhere: string[] = [];
  const likely = new Map<Shop, string[]>();
  for (const [leader = '', ...others] of groups) {
    const where = place.get(leader) as FoundShop;
    found.set(leader, where);
    if (where.kind === 'found') likely.set(where.shop, [...(likely.get(where.shop) ?? []), ...others]);
    else elsewhere.push(...others);
  }
  await eachLimited([...likely], shopsAtOnce, async ([shop, numbers]) => {
    const known = await ports.orders.known(shop.key, numbers);
    for (const number of numbers) {
      if (known.has(number)) found.set(number, { kind: 'found', shop });
      else elsewhere.push(number);
    }
  });
  for (const [number, where] of await placesOf(ports, shops, elsewhere)) found.set(number, where);
  return found;
}

/** `370001-20261124-0203456789` → `370001`. */
const beginningOf = (orderNumber: string): string => orderNumber.split('-', 1)[0] as string;

async function placesOf(
  ports: Pick<Ports, 'orders'>,
  shops: readonly Shop[],
  orderNumbers: readonly string[],
): Promise<Map<string, FoundShop>> {
  const places = new Map<string, Shop[]>(orderNumbers.map((number) => [number, []]));
  if (orderNumbers.length > 0) {
    await eachLimited(shops, shopsAtOnce, async (shop) => {
      for (const number of await ports.orders.known(shop.key, orderNumbers)) places.get(number)?.push(shop);
    });
  }
  return new Map([...places].map(([number, where]) => [number, placeOf(where)]));
}

function placeOf(where: readonly Shop[]): FoundShop {
  const [shop, ...others] = where;
  if (shop === undefined) return { kind: 'nowhere' };
  if (others.length === 0) return { kind: 'found', shop };
  return { kind: 'several', shops: where.map(({ key }) => key).sort() };
}
