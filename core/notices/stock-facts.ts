import { TsunagiError } from '../errors.ts';
import type { OversoldGoods, StockOutcome } from '../mail/outage-all-clear.ts';
import { mallWords } from '../mail/words.ts';
import type { Merchant } from '../merchants/merchant.ts';
import { mallOf, type Shop, type ShopKey } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import type { Listing } from '../stock/listing.ts';
import type { OversoldOrders } from '../stock/sku-level.ts';
import { needsPerson, waitingSince } from '../stock/waiting-since.ts';
import type { EpochMs } from '../units.ts';
import type { DueNotice } from './due-notices.ts';
import { concerns, type NoticeFacts } from './write-letter.ts';

/** What the all-clear says of a merchant's stock; absent where it says nothing of it, null where it could not be found out. */
export interface StockFacts {
  readonly stock?: StockOutcome | null;
  readonly oversold?: readonly OversoldGoods[] | null;
}

/** Of a merchant whom the mail tells nothing of stock. */
export const noStockFacts: StockFacts = {};

/** Rows of one shop that are read at a time. */
const pageRows = 500;
/** Oversold SKUs that are looked into for one mail. */
const oversoldMax = 100;

type Needed = Pick<Ports, 'listings' | 'stock' | 'shops' | 'log'>;

/** Reads what an all-clear says of a merchant's stock, from the rows; nothing is read for a mail that says nothing of it. */
export async function stockFactsOf(
  ports: Needed,
  { kind }: Pick<DueNotice, 'kind'>,
  merchant: Merchant,
  facts: NoticeFacts,
  oversoldOrders: OversoldOrders,
): Promise<StockFacts> {
  const concerned = concerns(merchant, facts);
  if (kind !== 'outage-all-clear' || !merchant.features.includes('stock')) return noStockFacts;
  // While orders or stock were out, other malls went on selling what was gone.
  if (!concerned.includes('stock') && !concerned.includes('import')) return noStockFacts;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  return {
    ...(concerned.includes('stock') && { stock: await known(ports, merchant, () => countListings(ports, shops)) }),
    oversold: await known(ports, merchant, () => oversoldGoods(ports, oversoldOrders, merchant)),
  };
}

async function countListings(ports: Needed, shops: readonly Shop[]): Promise<StockOutcome> {
  const linked = await linkedListings(ports, shops);
  return {
    listings: linked.length,
    underWay: linked.filter((listing) => waitingSince(listing) !== null).length,
    needMerchant: linked.filter(needsPerson).length,
  };
}

/** The listings of some shops that are kept equal with their stock. */
export async function linkedListings(
  { listings }: Pick<Needed, 'listings'>,
  shops: readonly Shop[],
): Promise<Listing[]> {
  const linked: Listing[] = [];
  for (const { key } of shops) {
    let after: string | null = null;
    do {
      const page = await listings.ofShop(key, after, pageRows);
      linked.push(...page.listings.filter((listing) => listing.linked));
      after = page.after;
    } while (after !== null);
  }
  return linked;
}

/**
 * The goods of a merchant of which more is sold than there is.
 *
 * @param since only those of which something lacking was ordered then or later
 */
export async function oversoldGoods(
  { stock, shops }: Pick<Needed, 'stock' | 'shops'>,
  oversoldOrders: OversoldOrders,
  merchant: Merchant,
  since: EpochMs = 0,
): Promise<OversoldGoods[]> {
  const names = new Map<ShopKey, string>();
  const nameOf = async (key: ShopKey): Promise<string> => {
    // A merchant's shops at two malls may have one name.
    const name = names.get(key) ?? `${mallWords[mallOf(key)]} ${(await shops.get(key))?.name ?? key}`;
    names.set(key, name);
    return name;
  };
  const goods: OversoldGoods[] = [];
  for (const { sku, itemName } of (await stock.oversoldSkus(merchant.id)).slice(0, oversoldMax)) {
    const lines = await oversoldOrders(merchant.id, sku);
    // A note may be older than what came in since then.
    if (!lines.some(({ orderedAt }) => orderedAt >= since)) continue;
    const orders = [];
    for (const { shop, orderNumber, lacking } of lines) {
      orders.push({ shop: await nameOf(shop), orderNumber, quantity: lacking });
    }
    const lacking = lines.reduce((sum, line) => sum + line.lacking, 0);
    goods.push({ sku, ...(itemName === undefined ? {} : { itemName }), lacking, orders });
  }
  return goods;
}

/** A store that fails lets no mail wait: what is not known is called that. */
export async function known<T>(
  { log }: Pick<Needed, 'log'>,
  merchant: Merchant,
  find: () => Promise<T>,
): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('stock.uncounted', { merchant: merchant.id, code: error.code });
    return null;
  }
}
