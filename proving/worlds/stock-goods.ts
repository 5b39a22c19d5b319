import { dayMs, hourMs, secondMs } from '../../core/kernel/time.ts';
import type { ListingTerms } from '../../core/model/listing.ts';
import { type Shop, shopKey } from '../../core/model/shop.ts';
import type { Part } from '../../core/model/sku.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Draw } from './draws.ts';
import { drawsOf } from './edition.ts';
import { hasHints } from './hints.ts';
import { watchListingRows } from './listing-row-watch.ts';
import { countOversells } from './stock-oversells.ts';
import { listingId, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { type MallBeside, mallAt, type Ware } from './world-mall.ts';

/** One thing that every shop of the merchant sells, by the merchant's number. */
interface Good {
  readonly sku: string;
  readonly ware: Ware;
}

/** Opens the merchant's shops at the malls beside RMS, enters what they sell, and begins to listen to what is sold. */
export async function openStocks(world: World, watch: StockWatch): Promise<void> {
  const { goods } = watch;
  const { shops, swarm, beside } = world;
  goods.shops.push(...shops.filter(({ merchant }) => merchant === goods.merchant));
  for (const mall of beside) {
    for (let index = 0; index < mall.shops; index++)
      goods.shops.push(await onboardBeside(world, watch, mall, index, { ...goods, shard: index % swarm.shards }));
  }
  watchListingRows(world, watch);
  await setUpGoods(world, watch);
  countOversells(world, watch);
}

/** Enters what the merchant sells where, which of it consists of what, and which of it will be counted. Nothing breaks yet. */
async function setUpGoods(world: World, watch: StockWatch): Promise<void> {
  const { stocks, start } = world;
  const { draws, goods } = watch;
  if (stocks === null) return;
  const { stock } = memoryPorts(world.store);
  const wares = waresOf(world, goods.shops);
  const [counted, sets, uncounted] = [
    // What sells best comes first, and is counted.
    wares.slice(0, stocks.skus),
    wares.slice(stocks.skus, stocks.skus + 2),
    wares.slice(stocks.skus + 2, stocks.skus + 4),
  ];
  for (const { sku } of counted) goods.counted.add(sku);
  for (const set of sets) {
    const parts = drawParts(watch, draws.of('parts', set.sku));
    for (const { sku } of parts) await stock.changeSku(goods.merchant, sku, { inSets: [set.sku] }, start);
    const recipes = [{ from: start - 10 * dayMs, parts }];
    await stock.changeSku(goods.merchant, set.sku, { recipes }, start);
    goods.recipes.set(set.sku, recipes);
  }
  for (const { sku } of counted) {
    const chance = draws.of('first buffer', sku);
    if (!chance.chance(0.2)) continue;
    const buffer = chance.int(1, 3);
    await stock.changeSku(goods.merchant, sku, { buffer }, start);
    goods.buffers.set(sku, buffer);
  }
  for (const shop of goods.shops) {
    const mall = mallAt(world, shop.key);
    for (const { sku, ware } of [...counted, ...sets, ...uncounted]) {
      const chance = draws.of('listing', shop.key, sku);
      if (chance.chance(0.1)) continue;
      await enter(world, watch, shop, mall.itemOf(ware), sku, drawTerms(chance));
    }
    const [first] = counted;
    if (first !== undefined) await enter(world, watch, shop, mall.goneItem, first.sku, plainTerms);
  }
}

/** One or two parts among what is counted, one to three pieces of each. */
export function drawParts({ goods }: StockWatch, chance: Draw): Part[] {
  const counted = [...goods.counted];
  const parts = new Map<string, number>();
  for (let index = chance.int(1, 2); index > 0; index--) parts.set(chance.pick(counted), chance.int(1, 3));
  return [...parts].map(([sku, needed]) => ({ sku, needed }));
}

const plainTerms: ListingTerms = { linked: true, buffer: 0, cap: null, floor: null };

export function drawTerms(chance: Draw): ListingTerms {
  return {
    linked: !chance.chance(0.07),
    buffer: chance.pick([0, 0, 0, 0, 1, 2]),
    cap: chance.pick([null, null, null, 3, 10]),
    floor: chance.pick([null, null, null, 2]),
  };
}

function waresOf({ rms }: World, shops: readonly Shop[]): Good[] {
  const [first] = rms.control.books().shops.filter(({ shopUrl }) => shops.some(({ code }) => code === shopUrl));
  return (first?.inventory ?? []).map((ware) => ({ sku: ware.merchantDefinedSkuId ?? ware.manageNumber, ware }));
}

/** Adds a shop beside RMS to a world, of the merchant who has stock, with a small backlog. */
async function onboardBeside(
  { store, start, edition, time, seed, glances }: World,
  { drifted }: StockWatch,
  mall: MallBeside,
  index: number,
  { merchant, shard }: Pick<Shop, 'merchant' | 'shard'>,
): Promise<Shop> {
  const { shops, vault } = memoryPorts(store);
  const code = mall.codeAt(index);
  const credential = mall.openAccount(code, start);
  // A small backlog.
  mall.control.addOrders(code, { count: 8, at: { from: start - 20 * hourMs, to: start } });
  const key = shopKey(mall.mall, code);
  const importFrom = Math.floor((start - 2 * dayMs) / secondMs) * secondMs;
  if (edition >= 7) {
    const at = { from: importFrom - dayMs, to: importFrom - hourMs };
    const draws = drawsOf(edition, seed, 'old-orders', mall.mall, code);
    for (const [index, old] of mall.control.addOrders(code, { count: 2, at }).entries()) {
      time.at(start + draws.of(index).int(0, 3 * hourMs), () => {
        // The mall may put its pieces back on its shelf, and the import does not see it.
        for (const { item } of mall.taken(old)) drifted.add(listingId(key, item));
        mall.cancel(code, old);
      });
    }
  }
  const shop: Shop = {
    key,
    mall: mall.mall,
    code,
    name: code,
    merchant,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: mall.traits.callsPerSecond ?? 1,
    credential: await vault.seal(key, shard, 1, credential),
  };
  await shops.add(shop);
  if (hasHints({ glances })) await mall.hints?.subscribe(shop, credential);
  return shop;
}

async function enter(
  world: World,
  { goods }: StockWatch,
  shop: Shop,
  item: string,
  sku: string,
  terms: ListingTerms,
): Promise<void> {
  const mall = mallAt(world, shop.key);
  const { listings } = memoryPorts(world.store);
  const row = { shop: shop.key, item, merchant: goods.merchant, sku, version: 1, writer: 'ops', terms: 1, ...terms };
  await listings.put({ ...row, dueAt: world.start });
  const entered = { shop, item, sku, terms, isThere: item !== mall.goneItem, highest: mall.highest };
  goods.listings.set(listingId(shop.key, item), entered);
}
