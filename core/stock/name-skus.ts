import { TsunagiError } from '../errors.ts';
import { mallOf, type ShopKey } from '../merchants/shop.ts';
import { unpack } from '../orders/packing.ts';
import { mapLimited } from '../pacing/limited.ts';
import { dayMs } from '../units.ts';
import type { StandingClaim } from './claim.ts';
import { shortItemName } from './item-name.ts';
import { defaultStockSettings } from './settings.ts';
import { nameOf, type StockRound } from './stock-run.ts';

/** What made a SKU oversold was ordered lately: no older entries are read for its name. */
const lookBackMs = 30 * dayMs;
/** Orders of a SKU that are looked into, the last placed first: one may have no row yet, or no name. */
const ordersMax = 3;

type Named = Pick<StockRound, 'ports'>;

/**
 * What orders call some SKUs (商品名), by SKU: a merchant thinks in names, and only orders bear them. That of the last order of the SKU
 * itself counts; a set's name is none of its parts'. Reads the recent entries of each SKU, and the orders of all of them together, shop by
 * shop: for the few SKUs that have just become oversold. A SKU of which no name is found is left out, and so are all when something fails:
 * no note waits for a name.
 */
export async function nameSkus(
  work: Named,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (skus.length === 0) return new Map();
  try {
    return await namesOf(work, merchant, skus);
  } catch (error) {
    const code = error instanceof TsunagiError ? error.code : nameOf(error);
    work.ports.log.warn('stock.unnamed', { merchant, skus: skus.length, error: code });
    return new Map();
  }
}

async function namesOf({ ports }: Named, merchant: string, skus: readonly string[]): Promise<Map<string, string>> {
  const since = ports.clock.now() - lookBackMs;
  const claims = await mapLimited(skus, defaultStockSettings.readsAtOnce, async (sku) => {
    const entries = await ports.stock.entries(merchant, sku, since);
    const ordered = entries.flatMap((entry) => (entry.kind === 'claim' ? [entry.claim] : []));
    return ordered.sort((one, other) => other.orderedAt - one.orderedAt).slice(0, ordersMax);
  });
  const names = await namesOfLines({ ports }, claims.flat());
  return new Map(
    skus.flatMap((sku, index) => {
      const name = (claims[index] ?? []).map((claim) => names(claim)).find((one) => one !== null);
      return name == null ? [] : [[sku, name] as const];
    }),
  );
}

/** Reads the orders of some claims, and gives back what each of their lines is called. */
async function namesOfLines(
  { ports }: Named,
  claims: readonly StandingClaim[],
): Promise<(claim: StandingClaim) => string | null> {
  const originals = new Map<string, string>();
  const id = (shop: ShopKey, orderNumber: string): string => `${shop}\n${orderNumber}`;
  for (const [shop, ofShop] of Map.groupBy(claims, (claim) => claim.shop)) {
    const orderNumbers = [...new Set(ofShop.map(({ orderNumber }) => orderNumber))];
    for (const row of (await ports.orders.rows(shop, orderNumbers)).values()) {
      if (row.kind === 'stored' && row.original.length > 0) {
        originals.set(id(shop, row.orderNumber), unpack(row.original));
      }
    }
  }
  return ({ shop, orderNumber, lineId }) => {
    const original = originals.get(id(shop, orderNumber));
    const name = original === undefined ? null : ports.malls.traits(mallOf(shop)).itemNameIn(original, lineId);
    return name === null ? null : shortItemName(name);
  };
}
