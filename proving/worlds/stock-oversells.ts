import type { Shop, ShopKey } from '../../core/model/shop.ts';
import { freePieces, levelToShow, rmsItem, shownAt, soldLines, yahooItem } from './stock-books.ts';
import { listingId, type Shown, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { isAtYahoo } from './yahoo-mall.ts';

type Malls = Pick<World, 'rms' | 'yahoo'>;

/**
 * Listens to everything that is ordered at the malls, and counts the orders that a mall took only because one of our pushes had put
 * back a piece that was sold already. Of each listing it knows how many of the pieces that it shows are such (`Shown`).
 */
export function countOversells(malls: Malls, watch: StockWatch): void {
  const { rms, yahoo } = malls;
  const { addOrders, setStock } = rms.control;
  rms.control.addOrders = (code, options) => {
    const shop = shopOf(watch, code, 'rms');
    if (shop === null) return addOrders(code, options);
    const before = shownAt(malls, shop.key);
    const numbers = addOrders(code, options);
    const orders = numbers.map((number) => rms.control.order(number)?.lines ?? []);
    sold(
      malls,
      watch,
      shop,
      before,
      orders.map((lines) => lines.map((line) => ({ item: rmsItem(line), units: line.units }))),
    );
    return numbers;
  };
  rms.control.setStock = (code, row) => {
    setStock(code, row);
    setByHand(watch, shopOf(watch, code, 'rms'), rmsItem(row), row.quantity);
  };
  if (yahoo === null) return;
  const { addOrders: addAtYahoo, setStock: setAtYahoo } = yahoo.control;
  yahoo.control.addOrders = (code, options) => {
    const shop = shopOf(watch, code, 'yahoo');
    if (shop === null) return addAtYahoo(code, options);
    const before = shownAt(malls, shop.key);
    const numbers = addAtYahoo(code, options);
    const orders = numbers.map((number) => yahoo.control.order(number)?.lines ?? []);
    sold(
      malls,
      watch,
      shop,
      before,
      orders.map((lines) => lines.map((line) => ({ item: yahooItem(line), units: line.units }))),
    );
    return numbers;
  };
  yahoo.control.setStock = (code, row) => {
    setAtYahoo(code, row);
    const item = yahooItem({ itemCode: row.itemCode, subCode: row.subCode ?? '' });
    setByHand(watch, shopOf(watch, code, 'yahoo'), item, row.quantity ?? 0);
  };
}

function shopOf({ goods }: StockWatch, code: string, mall: Shop['mall']): Shop | null {
  return goods.shops.find((shop) => shop.code === code && shop.mall === mall) ?? null;
}

function setByHand({ shown }: StockWatch, shop: Shop | null, item: string, level: number): void {
  if (shop !== null) shown.set(listingId(shop.key, item), { level, knowable: 0, hidden: 0 });
}

/** Looks at what a listing shows now: what it shows more than it did, and more than is free, was put back by a call of ours. */
export function look(malls: Malls, watch: StockWatch, shop: ShopKey, item: string, level: number): Shown {
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

interface Sold {
  readonly item: string;
  readonly units: number;
}

/** Notes what orders took; `before` is what the mall showed just before them. */
function sold(
  malls: Malls,
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
  malls: Malls,
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
  shown.level -= isAtYahoo(shop.key) ? units : taken;
  shown.knowable -= knowable;
  shown.hidden -= putBack - knowable;
  if (putBack === 0 || !isLacking(malls, watch, listing.sku)) return 'none';
  return knowable > 0 ? 'knowable' : 'hidden';
}

function isLacking(malls: Malls, watch: StockWatch, sku: string): boolean {
  const parts = watch.goods.recipes.get(sku)?.at(-1)?.parts ?? [];
  const lines = soldLines(malls, watch);
  return [sku, ...parts.map((part) => part.sku)].some((one) => (freePieces(watch, lines, one) ?? 0) < 0);
}
