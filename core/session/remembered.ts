import { type EpochMs, isNear, minuteMs } from '../kernel/index.ts';
import type { Listing, Merchant, Shop, ShopKey } from '../model/index.ts';
import type { ListingStore, OrderStore, Ports } from '../ports/index.ts';
import { isSent } from './call-shops.ts';

type Memory<Value> = ReturnType<typeof createMemory<Value>>;

/** A memory by id, with null for ids without a row. Forgets all beyond `max`. */
export function createMemory<Value>(max: number, now: () => EpochMs) {
  const remembered = new Map<string, { readonly at: EpochMs; readonly value: Value | null }>();
  /** Reads values not remembered for `ageMs`. */
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

/** Whether a merchant has `stock`, up to a minute old. */
export async function hasStock({ ports, cache }: MerchantReader, id: string): Promise<boolean> {
  const found = await cache.merchants([id], minuteMs, async () => {
    const merchant = await ports.merchants.get(id);
    return merchant === null ? [] : [[id, merchant]];
  });
  return found.get(id)?.features.includes('stock') ?? false;
}

/** Changed digest times are noticed before the digest. */
const merchantsAgeMs = 10 * minuteMs;

/** Merchants by id, without those that have no row. */
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

/** Names SKUs moved by a shop's orders, after claims and marks are written. The sweep replaces lost messages. */
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

/** Remembers listings, and items without one, which every order of a popular item would read. New listings are known after a minute. */
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

/** Numbers per shop: more than a busy shop's overlap. */
const perShopMax = 2_000;

/** Numbers in all: about 15 MB. */
const inAllMax = 200_000;

/**
 * Order numbers with a row, so that idle polls read nothing. Valid forever, since rows are never removed. Forgets a shop's oldest numbers
 * first, then the quietest shops. `onUnseen` gets the count of new numbers.
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
    forget(shop: ShopKey): void {
      inAll -= byShop.get(shop)?.size ?? 0;
      byShop.delete(shop);
    },
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
