import { TsunagiError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { mallOf, type ShopKey } from '../../../core/model/shop.ts';
import type { StockLevel } from '../../../core/ports/stock-api.ts';
import { readLevels, shownLevel } from '../../../core/stock/ledger.ts';
import { affectedSkus } from '../../../core/stock/spread-skus.ts';
import type { Day } from '../day.ts';

/** Levels that are to be sent to a shop in one call. */
interface Job {
  readonly shop: ShopKey;
  readonly levels: readonly StockLevel[];
}

/**
 * The stock of the design that is built first everywhere: whatever moves, the new levels are sent at once to all malls, without asking
 * what these have sold in between. What fails is queued as it is, and the queue is sent again each minute, in order; so is what moved while
 * everything was stopped. Oversold SKUs are not noted.
 */
export function naiveStock(day: Day): void {
  const { ports, cache } = day.startProcess('worker');
  const { time, store } = day;
  const queue: Job[] = [];
  const isStopped = (): boolean => [...store.healthsById.values()].some(({ state }) => state.kind === 'down');

  const send = async ({ shop: key, levels }: Job): Promise<void> => {
    const shop = await ports.shops.get(key);
    if (shop === null) return;
    const mall = await ports.malls.shop(shop);
    await cache.pacer.turn(key, 'stock-set', mall.traits.stock.callsPerSecond.set);
    try {
      await mall.stock.set(levels);
    } catch (error) {
      if (!(error instanceof TsunagiError)) throw error;
      queue.push({ shop: key, levels });
    }
  };
  const start = (job: Job): void => {
    if (job.shop.startsWith('rms#') && isStopped()) queue.push(job);
    else send(job).catch((error: unknown) => void day.unexpected.push(String(error)));
  };
  const spread = async (merchant: string, skus: readonly string[]): Promise<void> => {
    const rows = await ports.stock.skuRows(merchant, skus);
    const affected = await affectedSkus(ports.stock, merchant, rows);
    const levels = await readLevels(ports.stock, merchant, affected);
    const listings = await ports.listings.ofSkus(merchant, affected);
    for (const [shop, rest] of Map.groupBy(listings, (listing) => listing.shop)) {
      const { highest } = ports.malls.traits(mallOf(shop)).stock;
      const job = rest.flatMap((listing): StockLevel[] => {
        const free = levels.get(listing.sku);
        const level = free === undefined ? null : shownLevel(free, listing, highest);
        // Yahoo wants its 超過購入 said each time.
        return level === null ? [] : [{ item: listing.item, level, kept: '0' }];
      });
      if (job.length > 0) start({ shop, levels: job });
    }
    for (const { sku, mark } of rows) await ports.stock.clean(merchant, sku, mark);
  };
  store.stockMessages.push = (...messages) => {
    for (const message of messages) {
      if (message.kind !== 'skus') continue;
      spread(message.merchant, message.skus).catch((error: unknown) => void day.unexpected.push(String(error)));
    }
    return 0;
  };
  const replay = (): void => {
    if (!isStopped()) for (const job of queue.splice(0)) start(job);
    time.at(time.now() + minuteMs, replay);
  };
  replay();
}
