import { type EpochMs, isNear, minuteMs } from '../kernel/index.ts';
import type { Merchant, Shop, ShopKey } from '../model/index.ts';
import type { ListingStore, OrderStore, Ports } from '../ports/index.ts';
import { isSent } from './call-shops.ts';

/** Merchants as a process last read them, by id; null for one without a row. */
export type KnownMerchants = Map<string, { readonly at: EpochMs; readonly merchant: Merchant | null }>;

interface MerchantReader {
  readonly ports: Pick<Ports, 'merchants' | 'clock'>;
  readonly cache: { readonly merchants: KnownMerchants };
}

/** More merchants than any process sees between two clearings. */
const rememberedMax = 10_000;

/** Whether a merchant has a feature is remembered for this long. */
const featuresAgeMs = minuteMs;

/** A remembered merchant counts for this long: a time of the morning digest that is changed is noticed before the digest goes. */
const merchantsAgeMs = 10 * minuteMs;

/** True when a merchant has the feature `stock`; what is remembered of it counts for a minute. */
export async function hasStock(run: MerchantReader, id: string): Promise<boolean> {
  const readOne = async () => [await run.ports.merchants.get(id)].filter((one) => one !== null);
  const found = await recalled(run, [id], featuresAgeMs, readOne);
  return found.get(id)?.features.includes('stock') ?? false;
}

/** The merchants of these shops, by id, those without a row left out; what is remembered of them counts for ten minutes. */
export async function merchantsOf(
  run: MerchantReader,
  shops: readonly Pick<Shop, 'merchant'>[],
): Promise<ReadonlyMap<string, Merchant>> {
  const ids = new Set(shops.map(({ merchant }) => merchant));
  return recalled(run, ids, merchantsAgeMs, (unread) => run.ports.merchants.some(unread));
}

async function recalled(
  { ports, cache: { merchants } }: MerchantReader,
  ids: Iterable<string>,
  ageMs: number,
  read: (unread: readonly string[]) => Promise<Merchant[]>,
): Promise<ReadonlyMap<string, Merchant>> {
  const now = ports.clock.now();
  const found = new Map<string, Merchant>();
  const unread: string[] = [];
  for (const id of ids) {
    const known = merchants.get(id);
    if (!isNear(known?.at, now, ageMs)) unread.push(id);
    else if (known?.merchant) found.set(id, known.merchant);
  }
  if (unread.length === 0) return found;
  for (const merchant of await read(unread)) found.set(merchant.id, merchant);
  if (merchants.size + unread.length > rememberedMax) merchants.clear();
  for (const id of unread) merchants.set(id, { at: now, merchant: found.get(id) ?? null });
  return found;
}

/**
 * Names the SKUs that a shop's orders moved to the workers of stock, once their claims and marks are written: in one message, and only
 * for a merchant who has stock with us. A message that cannot be sent is no loss: the marks stand, and the sweep sends another.
 */
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

/** A process's cache of listings; losing it costs reads. */
export interface ListedSkus {
  /** The SKUs of those items of a shop that are listed. */
  of(store: Pick<ListingStore, 'rows'>, shop: ShopKey, items: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A newly entered listing is known to every importer after this long. */
const listedFreshMs = minuteMs;
/** About 10 MB. */
const listedMax = 50_000;

/** A bounded cache of listings, and of items without a listing, because every order of a popular item would read it again. */
export function createListedSkus(now: () => EpochMs): ListedSkus {
  const remembered = new Map<string, { readonly sku: string | null; readonly at: EpochMs }>();
  const idOf = (shop: ShopKey, item: string): string => `${shop}\n${item}`;
  return {
    async of(store, shop, items) {
      const at = now();
      const unsure = items.filter((item) => !isNear(remembered.get(idOf(shop, item))?.at, at, listedFreshMs));
      if (unsure.length > 0) {
        const rows = await store.rows(unsure.map((item) => ({ shop, item })));
        const bySku = new Map(rows.map(({ item, sku }) => [item, sku]));
        if (remembered.size + unsure.length > listedMax) remembered.clear();
        for (const item of unsure) remembered.set(idOf(shop, item), { sku: bySku.get(item) ?? null, at });
      }
      return new Map(
        items.flatMap((item) => {
          const sku = remembered.get(idOf(shop, item))?.sku ?? null;
          return sku === null ? [] : [[item, sku] as const];
        }),
      );
    },
  };
}

/** Numbers remembered per shop: more than an overlap of a busy shop holds. */
const perShopMax = 2_000;

/** Numbers remembered in all: about 15 MB, however many shops a shard has. */
const inAllMax = 200_000;

/**
 * Which order numbers have a row. A container remembers the recent ones, because every listing repeats the overlap: an
 * idle poll then needs no read at all. Only numbers whose row was seen or written are remembered, so forgetting is safe
 * and remembering is true (a row is never removed).
 */
export interface KnownOrders {
  /** The numbers that have no row, in the order given. */
  unknown(store: OrderStore, shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]>;
  remember(shop: ShopKey, orderNumbers: Iterable<string>): void;
  /** Takes nothing of a shop for known any more: its rows may be lost. */
  forget(shop: ShopKey): void;
}

/**
 * A bounded memory: each shop's oldest numbers are forgotten first, then the shops that were quiet for longest.
 *
 * @param onUnseen gets how many numbers were asked for that the process had not seen before
 */
export function createKnownOrders({
  limits = { perShop: perShopMax, inAll: inAllMax },
  onUnseen = () => undefined,
}: {
  readonly limits?: { readonly perShop: number; readonly inAll: number };
  readonly onUnseen?: (shop: ShopKey, orders: number) => void;
} = {}): KnownOrders {
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
    forget(shop) {
      inAll -= byShop.get(shop)?.size ?? 0;
      byShop.delete(shop);
    },
    async unknown(store, shop, orderNumbers) {
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
