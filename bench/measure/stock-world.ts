import { eachLimited, hourMs, inChunks, minuteMs } from '../../core/kernel/index.ts';
import { type Listing, newMerchant, type Shop } from '../../core/model/index.ts';
import { slowClock } from '../cloud/slow-clock.ts';
import { openWorld, type World } from '../cloud/world.ts';
import { type BenchMall, benchMalls, startTwoMalls, type TwoMalls, yahooCredential } from '../far-side/two-malls.ts';
import type { Bundles } from '../function/bundles.ts';
import { untilNoon } from './noon.ts';

/** A SKU of the merchant, and the item that each mall sells it as. */
export interface ListedSku {
  readonly sku: string;
  readonly items: Readonly<Record<BenchMall, string>>;
}

/** A merchant with a shop on each of two malls, who sells the same SKUs in both. */
export interface StockWorld {
  readonly world: World;
  readonly malls: TwoMalls;
  readonly merchant: string;
  readonly shops: Readonly<Record<BenchMall, Shop>>;
  readonly skus: readonly ListedSku[];
  /** The clock of functions and malls. */
  now(): number;
  /** All listings as they stand. */
  listings(): Promise<Listing[]>;
  stop(): Promise<void>;
}

const merchant = 'hanamori';
/** Pieces that were counted of each SKU: more than all orders take. */
const counted = 500;
/** Rows that are prepared at once: the emulator of the tables takes no more side by side. */
const atOnce = 16;

/**
 * Opens it with everything quiet: each SKU is counted, both malls have each item, and the level of each listing was sent and seen at
 * its mall. Clocks of functions and malls begin at noon in Japan, and run `speed` times as fast as the machine's. `skusOf` says what is
 * sold, by what the malls sell of themselves; what they do not have is put there.
 */
export async function openStockWorld(
  bundles: Bundles,
  speed: number,
  skusOf: (malls: TwoMalls) => readonly ListedSku[],
): Promise<StockWorld> {
  const clock = slowClock({ aheadMs: untilNoon(Date.now()), speed });
  const { now } = clock;
  const malls = await startTwoMalls(now);
  const world = await openWorld({
    mallUrl: malls.urls.rms,
    yahooUrl: malls.urls.yahoo,
    bundle: bundles.withEveryMall('poll-orders'),
    ample: false,
    clock,
  });
  const facts = { name: merchant, contacts: [], features: ['import', 'stock'] } as const;
  await world.ports.merchants.put(newMerchant(merchant, facts, now()));
  const from = Math.floor((now() - 10 * minuteMs) / 1_000) * 1_000;
  const its = { merchant, importFrom: from, cursor: from };
  const shops = {
    rms: await world.addShop('hanamori', malls.rms.control.addShop({ shopUrl: 'hanamori' }), its),
    yahoo: await world.addShop('hanamori', yahooCredential(malls.yahoo, 'hanamori'), its),
  };
  const skus = skusOf(malls);
  const rows = skus.flatMap(({ sku, items }) => benchMalls.map((mall) => rowOf(shops[mall], items[mall], sku, now())));
  await eachLimited(rows, atOnce, async (row) => {
    await world.uncounted.listings.put(row);
  });
  await eachLimited(skus, atOnce, ({ sku }) => count(world, sku, now()));
  for (const mall of benchMalls) await stockUp(world, shops[mall], skus);
  malls.calls.length = 0;
  return {
    world,
    malls,
    merchant,
    shops,
    skus,
    now,
    listings: () => world.uncounted.listings.rows(rows),
    async stop() {
      await world.stop();
      await malls.stop();
    },
  };
}

/** A listing as it was before anything moves: its level was sent, and seen at the mall. */
function rowOf({ key }: Shop, item: string, sku: string, now: number): Listing {
  const at = now - hourMs;
  return {
    shop: key,
    item,
    merchant,
    sku,
    version: 1,
    writer: 'bench',
    terms: 1,
    linked: true,
    buffer: 0,
    cap: null,
    floor: null,
    acked: { level: counted, fingerprint: 'as it was counted', at },
    verifiedAt: at,
  };
}

async function count({ uncounted: { stock } }: World, sku: string, now: number): Promise<void> {
  const told = { id: 'first', by: 'bench', note: '', writtenAt: now };
  await stock.putMovement({ merchant, sku, at: now - hourMs, kind: 'counted', quantity: counted, ...told });
  await stock.markDirty(merchant, sku, now, 'deep');
  await stock.clean(merchant, sku, 1);
}

/** Puts each item at the mall, with the level that was sent for its listing. */
async function stockUp({ ports }: World, shop: Shop, skus: readonly ListedSku[]): Promise<void> {
  const { stock, traits } = await ports.malls.shop(shop);
  const levels = skus.map(({ items }) => ({ item: items[shop.mall as BenchMall], level: counted, kept: '0' }));
  for (const some of inChunks(levels, traits.stock.setBatch)) await stock.set(some);
}
