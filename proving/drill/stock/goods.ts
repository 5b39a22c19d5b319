import { dayMs } from '../../../core/kernel/time.ts';
import type { Listing, ListingKey, ListingTerms } from '../../../core/model/listing.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import { itemOf as rmsItemOf } from '../../../malls/rms/stock-traits.ts';
import { itemOf as yahooItemOf } from '../../../malls/yahoo/stock-traits.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { RmsSimulator } from '../../../simulator/rms/index.ts';
import type { MemoryPorts } from '../../memory/index.ts';

/** One thing that a merchant sells at both malls. */
export interface Ware {
  readonly sku: string;
  /** The malls' own names. */
  readonly names: readonly [string, string];
  readonly rms: string;
  readonly yahoo: string;
}

/** A SKU as its merchant entered it. */
interface Goods {
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
  readonly rms: ShopKey;
  readonly yahoo: ShopKey;
  /** What is counted. */
  readonly counted: readonly Ware[];
  /** Of these, the SKUs with so few pieces that both malls together sell more while one cannot be updated. */
  readonly short: readonly Ware[];
  readonly goods: readonly Goods[];
  readonly listings: readonly Offer[];
}

/** Of the SKUs, so many are sets, and so many are short. */
const shares = { sets: 0.04, short: 0.06 };
/** How many of the others have a 確保在庫, and of the listings a 安全在庫, a 上限, a 下限. */
const chances = { skuBuffer: 0.1, buffer: 0.1, cap: 0.1, floor: 0.05 };

/** What shops of a catalogue sell, by both malls' names. */
export function waresOf(rms: RmsSimulator, shopUrl: string): Ware[] {
  return rms.control.inventory(shopUrl).map(({ manageNumber, variantId, merchantDefinedSkuId }) => {
    const isPlain = variantId === manageNumber;
    return {
      sku: merchantDefinedSkuId ?? manageNumber,
      names: [manageNumber, isPlain ? '' : variantId],
      rms: rmsItemOf({ manageNumber, variantId }),
      yahoo: yahooItemOf(manageNumber, isPlain ? '' : variantId),
    };
  });
}

/** Draws what a merchant does with their goods. */
export function drawTrader(
  chance: Prng,
  who: Pick<Trader, 'merchant' | 'rms' | 'yahoo'>,
  wares: readonly Ware[],
): Trader {
  const some = (share: number): number => Math.max(1, Math.round(share * wares.length));
  const sets = wares.slice(wares.length - some(shares.sets));
  const counted = wares.slice(0, wares.length - sets.length);
  const short = drawn(chance, counted, some(shares.short) + 1);
  const others = counted.filter((ware) => !short.includes(ware));
  const { merchant } = who;
  const goods = wares.map((ware): Goods => {
    const isSet = sets.includes(ware);
    const parts = isSet ? drawn(chance, others, 2).map(({ sku }) => ({ sku, needed: chance.int(1, 2) })) : [];
    const buffer = others.includes(ware) && chance.chance(chances.skuBuffer) ? chance.int(1, 3) : 0;
    return { sku: ware.sku, buffer, parts };
  });
  const unlinked = chance.pick(others);
  const listings = wares.flatMap((ware) =>
    (['rms', 'yahoo'] as const).map(
      (mall): Offer => ({
        shop: who[mall],
        item: ware[mall],
        merchant,
        sku: ware.sku,
        linked: mall === 'rms' || ware !== unlinked,
        buffer: chance.chance(chances.buffer) ? chance.int(1, 2) : 0,
        cap: chance.chance(chances.cap) ? chance.int(3, 12) : null,
        floor: chance.chance(chances.floor) ? chance.int(2, 4) : null,
      }),
    ),
  );
  return { ...who, counted, short, goods, listings };
}

/** Enters what a merchant sells where, before any of it is counted. */
export async function enterGoods(
  { stock, listings }: Pick<MemoryPorts, 'stock' | 'listings'>,
  trader: Trader,
  start: number,
): Promise<void> {
  const { merchant } = trader;
  for (const { sku, buffer, parts } of trader.goods) {
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
