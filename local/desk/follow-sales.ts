import { minuteMs } from '../../core/kernel/index.ts';
import { type MallName, mallOf, type ShopKey } from '../../core/model/index.ts';
import type { DeskMall } from './desk-mall.ts';
import type { Happenings } from './happenings.ts';
import { mallWord } from './played-malls.ts';
import type { SetCall } from './set-calls.ts';
import { bookedOrders, shelvesOf, waresOf } from './shelves.ts';

/** A SKU that was sold, and that another mall does not show yet. */
interface Sale {
  readonly merchant: string;
  readonly name: string;
  readonly sku: string;
  readonly seenAt: number;
  /** What each mall that has it showed when the sale was first seen. */
  readonly before: ReadonlyMap<MallName, number | null>;
  readonly units: Map<MallName, number>;
}

/** By the mall's time: of one merchant there is one line a minute, and a sale that no other mall has followed until then is let go. */
const tellEveryMs = minuteMs;
const patienceMs = 60 * minuteMs;
/** Calls that set fewer levels are reported with the sales that they follow. */
const manyLevels = 5;

/** Follows what is sold where at the simulated malls, and tells what another mall shows once it has followed. */
export function followSales(
  malls: readonly DeskMall[],
  happenings: Happenings,
  nameOf: (shop: string) => string,
): { look(): void; set(shop: ShopKey, call: SetCall): void } {
  const wares = waresOf(malls);
  const skuAt = new Map(wares.map((ware) => [`${ware.shop} ${ware.item}`, ware]));
  const places = Map.groupBy(wares, ({ merchant, sku }) => `${merchant} ${sku}`);
  const known = new Set(bookedOrders(malls).map(({ shop, orderNumber }) => `${shop} ${orderNumber}`));
  const sales = new Map<string, Sale>();
  const toldAt = new Map<string, number>();
  const readLevels = () => new Map(shelvesOf(malls).map(({ shop, item, level }) => [`${shop} ${item}`, level]));
  let levels = readLevels();

  const levelsOf = (merchant: string, sku: string): Map<MallName, number | null> =>
    new Map(
      (places.get(`${merchant} ${sku}`) ?? []).map(({ shop, item }) => [
        mallOf(shop),
        levels.get(`${shop} ${item}`) ?? null,
      ]),
    );

  const noteNew = (now: number): void => {
    for (const { shop, orderNumber, lines } of bookedOrders(malls)) {
      const id = `${shop} ${orderNumber}`;
      if (known.has(id)) continue;
      known.add(id);
      for (const { item, units } of lines) {
        const ware = skuAt.get(`${shop} ${item}`);
        if (ware === undefined || units === 0) continue;
        const { merchant, sku } = ware;
        const before = levelsOf(merchant, sku);
        const sale: Sale = sales.get(`${merchant} ${sku}`) ?? {
          merchant,
          name: nameOf(shop),
          sku,
          seenAt: now,
          before,
          units: new Map(),
        };
        sale.units.set(mallOf(shop), (sale.units.get(mallOf(shop)) ?? 0) + units);
        sales.set(`${merchant} ${sku}`, sale);
      }
    }
  };

  return {
    look() {
      const now = malls[0]?.control.nowMs();
      if (now === undefined || wares.length === 0) return;
      noteNew(now);
      levels = readLevels();
      const followed: { readonly sale: Sale; readonly sentence: string }[] = [];
      for (const [id, sale] of sales) {
        const sentence = followedText(sale, levelsOf(sale.merchant, sale.sku));
        if (now - sale.seenAt > patienceMs) sales.delete(id);
        else if (sentence !== null) followed.push({ sale, sentence });
      }
      for (const [merchant, those] of Map.groupBy(followed, ({ sale }) => sale.merchant)) {
        if (now - (toldAt.get(merchant) ?? 0) < tellEveryMs) continue;
        toldAt.set(merchant, now);
        for (const { sale } of those) sales.delete(`${merchant} ${sale.sku}`);
        const [most] = those.sort((one, other) => total(other.sale) - total(one.sale));
        const more = those.length > 1 ? ` (and ${those.length - 1} more ${those.length === 2 ? 'SKU' : 'SKUs'})` : '';
        happenings.add('order', `${most?.sentence}${more}`);
      }
    },
    set(shop, { levels: told }) {
      if (told.length >= manyLevels)
        happenings.add(
          'good',
          `${nameOf(shop)}: ${mallWord(mallOf(shop))} took the levels of ${told.length} items in one call`,
        );
    },
  };
}

/**
 * Says what a mall shows that has received what others sold. Null while none has: a mall that sold some itself shows fewer then than its
 * own sales have left.
 */
function followedText({ name, sku, units, before }: Sale, levels: ReadonlyMap<MallName, number | null>): string | null {
  const there = [...levels.keys()].find((mall) => {
    const [now, then, sold] = [levels.get(mall) ?? null, before.get(mall) ?? null, units.get(mall) ?? 0];
    if (sold === 0) return now !== then;
    return units.size > 1 && now !== null && then !== null && now < Math.max(0, then - sold);
  });
  if (there === undefined) return null;
  const sold = [...units].map(([mall, count]) => `${count} at ${mallWord(mall)}`);
  const shown = `${mallWord(there)} shows ${levels.get(there)} now, ${before.get(there)} before`;
  return `${name} sold ${sold.join(' and ')} of ${sku}: ${shown}`;
}

const total = ({ units }: Sale): number => [...units.values()].reduce((sum, count) => sum + count, 0);
