import { type EpochMs, isNear, minuteMs } from '../kernel/index.ts';
import type { Listing, Merchant, Shop, ShopKey } from '../model/index.ts';
import type { ListingStore, OrderStore, Ports } from '../ports/index.ts';
import { isSent } from './call-shops.ts';

type Memory<Value> = ReturnType<typeof createMemory<Value>>;

/** A memory by id, null for an id without a row. All is forgotten when it grows beyond `max`. */
export function createMemory<Value>(max: number, now: () => EpochMs) {
  const remembered = new Map<string, { readonly at: EpochMs; readonly value: Value | null }>();
  /** The values of these ids that have one. Reads those that are not remembered, or for longer than `ageMs`. */
  return async (
    ids: readonly string[],
    ageMs: number,
    read: (unread: readonly string[]) => Promise<readonly (readonly [string, Value])[]>,
  ): Promise<ReadonlyMap<string, Value>> => {
    const at = now();
    const values = new Map(ids.map((id) => [id, remembered.get(id)?.value ?? null]));
    const unread = ids.filter((id) => !isNear(remembered.get(id)?.at, at, ageMs));
    const fresh = new Map(unread.length === 0 ? [] : await read(unread));
    if (unread.length > 0 && remembered.size + unread.length > max) remembered.clear();
    for (const id of unread) {
      const value = fresh.get(id) ?? null;
      values.set(id, value);
      remembered.set(id, { at, value });
    }
    return new Map([...values].flatMap(([id, value]) => (value === null ? [] : [[id, value] as const])));
  };
}

interface MerchantReader {
  readonly ports: Pick<Ports, 'merchants'>;
  readonly cache: { readonly merchants: Memory<Merchant> };
}

/** True when a merchant has the feature `stock`, as known for up to a minute. */
export async function hasStock({ ports, cache }: MerchantReader, id: string): Promise<boolean> {
  const found = await cache.merchants([id], minuteMs, async () => {
    const merchant = await ports.merchants.get(id);
    return merchant === null ? [] : [[id, merchant]];
  });
  return found.get(id)?.features.includes('stock') ?? false;
}

/** A changed time of the morning digest is noticed before the digest goes. */
const merchantsAgeMs = 10 * minuteMs;

/** The merchants of these shops, by id, those without a row left out. */
export async function merchantsOf(
  { ports, cache }: MerchantReader,
  shops: readonly Pick<Shop, 'merchant'>[],
): Promise<ReadonlyMap<string, Merchant>> {
  const ids = [...new Set(shops.map(({ merchant }) => merchant))];
  return cache.merchants(ids, merchantsAgeMs, async (unread) => {
    const merchants = await ports.merchants.some(unread);
    return merchants.map((merchant) => [merchant.id, merchant]);
  });
}

/** Names the SKUs that a shop's orders moved, once claims and marks are written. A lost message is harmless: the sweep sends another. */
export async function tellMoved(
  run: MerchantReader & { readonly ports: Pick<Ports, 'stockQueue' | 'log'>; readonly shop: Shop },
  skus: ReadonlySet<string>,
): Promise<void> {
  const { ports, shop } = run;
  if (skus.size === 0) return;
  await isSent(ports.log, 'stock.message-lost', { shop: shop.key, skus: skus.size }, async () => {
    if (await hasStock(run, shop.merchant)) await ports.stockQueue.spread(shop.key, shop.merchant, [...skus]);
  });
}

/** About 10 MB. */
const listedMax = 50_000;

/** Remembers listings, and items without one: every order of a popular item would read them again. A new listing is known after a minute. */
export function createListedSkus(now: () => EpochMs) {
  const memory = createMemory<Pick<Listing, 'item' | 'sku'>>(listedMax, now);
  return async (
    store: Pick<ListingStore, 'rows'>,
    shop: ShopKey,
    items: readonly string[],
  ): Promise<ReadonlyMap<string, string>> => {
    const itemOf = new Map(items.map((item) => [`${shop}\n${item}`, item]));
    const listed = await memory([...itemOf.keys()], minuteMs, async (unread) => {
      const rows = await store.rows(unread.map((id) => ({ shop, item: itemOf.get(id) ?? '' })));
      return rows.map(({ item, sku }) => [`${shop}\n${item}`, { item, sku }]);
    });
    return new Map([...listed.values()].map(({ item, sku }) => [item, sku]));
  };
}

/** Numbers remembered per shop: more than an overlap of a busy shop holds. */
const perShopMax = 2_000;

/** Numbers remembered in all: about 15 MB. */
const inAllMax = 200_000;

/**
 * Which order numbers have a row, so that an idle poll needs no read. Rows are never removed, so what is remembered stays true. Each shop's oldest
 * numbers are forgotten first, then the quietest shops. `onUnseen` gets how many numbers the process had not seen before.
 */
export function createKnownOrders(
  onUnseen: (shop: ShopKey, orders: number) => void = () => undefined,
  limits = { perShop: perShopMax, inAll: inAllMax },
) {
  const byShop = new Map<ShopKey, Set<string>>();
  let inAll = 0;

  const forgetOldest = (remembered: Set<string>): void => {
    for (const oldest of remembered) {
      if (remembered.size <= limits.perShop) break;
      remembered.delete(oldest);
      inAll--;
    }
  };
  const forgetQuietShops = (): void => {
    for (const [shop, remembered] of byShop) {
      if (inAll <= limits.inAll || byShop.size === 1) break;
      byShop.delete(shop);
      inAll -= remembered.size;
    }
  };
  const remember = (shop: ShopKey, orderNumbers: Iterable<string>): void => {
    const remembered = byShop.get(shop) ?? new Set<string>();
    byShop.delete(shop);
    byShop.set(shop, remembered);
    for (const orderNumber of orderNumbers) {
      if (!remembered.delete(orderNumber)) inAll++;
      remembered.add(orderNumber);
    }
    forgetOldest(remembered);
    forgetQuietShops();
  };
  return {
    remember,
    /** Forgets a shop whose rows may be lost. */
    forget(shop: ShopKey): void {
      inAll -= byShop.get(shop)?.size ?? 0;
      byShop.delete(shop);
    },
    /** The numbers that have no row, in the order given. */
    async unknown(store: OrderStore, shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]> {
      const remembered = byShop.get(shop);
      const unsure = orderNumbers.filter((orderNumber) => !remembered?.has(orderNumber));
      if (unsure.length === 0) return [];
      onUnseen(shop, unsure.length);
      const known = await store.known(shop, unsure);
      remember(shop, known);
      return unsure.filter((orderNumber) => !known.has(orderNumber));
    },
  };
}
