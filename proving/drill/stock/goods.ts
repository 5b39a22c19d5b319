import { dayMs } from '../../../core/kernel/time.ts';
import type { Listing, ListingKey, ListingTerms } from '../../../core/model/listing.ts';
import { mallOf, type ShopKey } from '../../../core/model/shop.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { RmsSimulator } from '../../../simulator/rms/index.ts';
import type { MemoryPorts } from '../../memory/index.ts';
import { isBeside, mallAt, type Ware, type WorldMall, type WorldMalls } from '../../worlds/world-mall.ts';

/** One thing that a merchant sells at every mall. */
export interface Good {
  readonly sku: string;
  readonly ware: Ware;
}

/** A SKU as its merchant entered it. */
interface EnteredSku {
  readonly sku: string;
  /** 確保在庫. */
  readonly buffer: number;
  /** What a set consists of all day; empty of a SKU that is no set. */
  readonly parts: readonly { readonly sku: string; readonly needed: number }[];
}

/** A listing as its merchant entered it. */
type Offer = ListingKey & ListingTerms & Pick<Listing, 'merchant' | 'sku'>;

/** A merchant who keeps stock, and what they sell. */
export interface Trader {
  readonly merchant: string;
  /** One at each mall, RMS's first. */
  readonly shops: readonly ShopKey[];
  /** What is counted. */
  readonly counted: readonly Good[];
  /** Of these, the SKUs with so few pieces that the malls together sell more while one cannot be updated. */
  readonly short: readonly Good[];
  readonly skus: readonly EnteredSku[];
  readonly listings: readonly Offer[];
}

/** Of the SKUs, so many are sets, and so many are short. */
const shares = { sets: 0.04, short: 0.06 };
/** How many of the others have a 確保在庫, and of the listings a 安全在庫, a 上限, a 下限. */
const chances = { skuBuffer: 0.1, buffer: 0.1, cap: 0.1, floor: 0.05 };

/** What shops of a catalogue sell. */
export function goodsOf(rms: RmsSimulator, shopUrl: string): Good[] {
  return rms.control.inventory(shopUrl).map(({ manageNumber, variantId, merchantDefinedSkuId }) => ({
    sku: merchantDefinedSkuId ?? manageNumber,
    ware: { manageNumber, variantId },
  }));
}

/** A merchant's shop at a mall. */
export function shopAt({ shops }: Pick<Trader, 'shops'>, { mall }: Pick<WorldMall, 'mall'>): ShopKey {
  const found = shops.find((shop) => mallOf(shop) === mall);
  if (found === undefined) throw new Error(`This merchant has no shop at ${mall}.`);
  return found;
}

/** Draws what a merchant does with their goods. */
export function drawTrader(
  chance: Prng,
  malls: WorldMalls<WorldMall>,
  who: Pick<Trader, 'merchant' | 'shops'>,
  goods: readonly Good[],
): Trader {
  const some = (share: number): number => Math.max(1, Math.round(share * goods.length));
  const sets = goods.slice(goods.length - some(shares.sets));
  const counted = goods.slice(0, goods.length - sets.length);
  const short = drawn(chance, counted, some(shares.short) + 1);
  const others = counted.filter((good) => !short.includes(good));
  const { merchant } = who;
  const skus = goods.map((good): EnteredSku => {
    const isSet = sets.includes(good);
    const parts = isSet ? drawn(chance, others, 2).map(({ sku }) => ({ sku, needed: chance.int(1, 2) })) : [];
    const buffer = others.includes(good) && chance.chance(chances.skuBuffer) ? chance.int(1, 3) : 0;
    return { sku: good.sku, buffer, parts };
  });
  const unlinked = chance.pick(others);
  const listings = goods.flatMap((good) =>
    who.shops.map(
      (shop): Offer => ({
        shop,
        item: mallAt(malls, shop).itemOf(good.ware),
        merchant,
        sku: good.sku,
        linked: !isBeside(shop) || good !== unlinked,
        buffer: chance.chance(chances.buffer) ? chance.int(1, 2) : 0,
        cap: chance.chance(chances.cap) ? chance.int(3, 12) : null,
        floor: chance.chance(chances.floor) ? chance.int(2, 4) : null,
      }),
    ),
  );
  return { ...who, counted, short, skus, listings };
}

/** Enters what a merchant sells where, before any of it is counted. */
export async function enterGoods(
  { stock, listings }: Pick<MemoryPorts, 'stock' | 'listings'>,
  trader: Trader,
  start: number,
): Promise<void> {
  const { merchant } = trader;
  for (const { sku, buffer, parts } of trader.skus) {
    if (buffer > 0) await stock.changeSku(merchant, sku, { buffer }, start);
    if (parts.length === 0) continue;
    for (const part of parts) await stock.changeSku(merchant, part.sku, { inSets: [sku] }, start);
    await stock.changeSku(merchant, sku, { recipes: [{ from: start - 10 * dayMs, parts }] }, start);
  }
  for (const listing of trader.listings) {
    const row = { ...listing, version: 1, writer: 'ops', terms: 1 };
    await listings.put({ ...row, dueAt: start });
  }
}

function drawn<One>(chance: Prng, from: readonly One[], count: number): One[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }).flatMap(() =>
    left.splice(chance.int(0, left.length - 1), 1),
  );
}
