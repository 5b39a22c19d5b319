import type { Shop, ShopKey } from '../../core/model/shop.ts';
import { freePieces, levelToShow, soldLines } from './stock-books.ts';
import { listingId, type Shown, type StockWatch } from './stock-watch.ts';
import { type MallLine, mallAt, type WorldMalls } from './world-mall.ts';

/**
 * Listens to everything that is ordered at the malls, and counts the orders that a mall took only because one of our pushes had put
 * back a piece that was sold already. Of each listing it knows how many of the pieces that it shows are such (`Shown`).
 */
export function countOversells(malls: WorldMalls, watch: StockWatch): void {
  for (const mall of [malls.atRms, ...malls.beside]) {
    const { control } = mall;
    const { addOrders } = control;
    control.addOrders = (code, options) => {
      const shop = watch.goods.shops.find((one) => one.code === code && one.mall === mall.mall);
      if (shop === undefined) return addOrders(code, options);
      const before = mall.shown(code);
      const numbers = addOrders(code, options);
      sold(malls, watch, shop, before, numbers.map(mall.taken));
      return numbers;
    };
  }
}

/** Notes that a person has set a level at the mall. */
export function shownByHand({ shown }: StockWatch, shop: ShopKey, item: string, level: number): void {
  shown.set(listingId(shop, item), { level, knowable: 0, hidden: 0 });
}

/** Looks at what a listing shows now: what it shows more than it did, and more than is free, was put back by a call of ours. */
export function look(malls: WorldMalls, watch: StockWatch, shop: ShopKey, item: string, level: number): Shown {
  const id = listingId(shop, item);
  const before = watch.shown.get(id) ?? { level, knowable: 0, hidden: 0 };
  const shown: Shown = {
    level,
    knowable: Math.min(before.knowable, Math.max(0, level - before.hidden)),
    hidden: Math.min(before.hidden, Math.max(0, level)),
  };
  const listing = watch.goods.listings.get(id);
  if (level > before.level && listing !== undefined) {
    const lines = soldLines(malls, watch);
    const real = before.level - before.knowable - before.hidden;
    const beyond = (some: typeof lines): number =>
      Math.max(0, level - Math.max(levelToShow(watch, some, listing) ?? level, real));
    shown.knowable = beyond(lines.filter(({ isShown }) => isShown));
    shown.hidden = Math.max(0, beyond(lines) - shown.knowable);
  }
  watch.shown.set(id, shown);
  return shown;
}

type Sold = Pick<MallLine, 'item' | 'units'>;

/** Notes what orders took; `before` is what the mall showed just before them. */
function sold(
  malls: WorldMalls,
  watch: StockWatch,
  shop: Shop,
  before: ReadonlyMap<string, number | null>,
  orders: readonly (readonly Sold[])[],
): void {
  for (const item of new Set(orders.flat().map((line) => line.item)))
    look(malls, watch, shop.key, item, before.get(item) ?? 0);
  for (const lines of orders) {
    watch.orders++;
    const taken = lines.map((line) => phantomTaken(malls, watch, shop, line));
    if (taken.includes('knowable')) watch.oversells++;
    else if (taken.includes('hidden')) watch.hiddenOversells++;
  }
}

/** Takes a line's pieces, those first that there truly are; says where it got one that is not there and that a push of ours put back. */
function phantomTaken(
  malls: WorldMalls,
  watch: StockWatch,
  shop: Shop,
  { item, units }: Sold,
): 'none' | 'knowable' | 'hidden' {
  const id = listingId(shop.key, item);
  const [shown, listing] = [watch.shown.get(id), watch.goods.listings.get(id)];
  if (shown === undefined || listing === undefined) return 'none';
  const taken = Math.min(units, Math.max(0, shown.level));
  const putBack = Math.max(0, taken - Math.max(0, shown.level - shown.knowable - shown.hidden));
  const knowable = Math.min(putBack, shown.knowable);
  shown.level -= mallAt(malls, shop.key).sellsBelowZero ? units : taken;
  shown.knowable -= knowable;
  shown.hidden -= putBack - knowable;
  if (putBack === 0 || !isLacking(malls, watch, listing.sku)) return 'none';
  return knowable > 0 ? 'knowable' : 'hidden';
}

function isLacking(malls: WorldMalls, watch: StockWatch, sku: string): boolean {
  const parts = watch.goods.recipes.get(sku)?.at(-1)?.parts ?? [];
  const lines = soldLines(malls, watch);
  return [sku, ...parts.map((part) => part.sku)].some((one) => (freePieces(watch, lines, one) ?? 0) < 0);
}
