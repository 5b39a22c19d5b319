import { wholeSecond } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { Movement } from '../../core/model/sku.ts';
import { claimName, type GoodsListing, listingId, type StockWatch } from './stock-watch.ts';
import { codeOf, mallAt, type WorldMall, type WorldMalls } from './world-mall.ts';

/** An order line at a mall, as the mall's books have it. */
export interface SoldLine {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly lineId: string;
  readonly item: string;
  /** What the merchant calls it. */
  readonly sku: string;
  readonly orderedAt: number;
  /** What it holds now; 0 where it was cancelled or taken out. */
  readonly units: number;
  /** Whether the mall shows the order by now. */
  readonly isShown: boolean;
}

/** The SKU that a line stands for; `sku` is the one that it names itself, where it does. */
type SkuOfLine = (shop: ShopKey, orderNumber: string, line: { readonly item: string; readonly sku?: string }) => string;

/**
 * Every line of every order of the merchant who has stock, by the malls' own books; lines removed from an order hold nothing, nor does one under
 * a date that its order has no longer.
 */
export function soldLines(
  malls: WorldMalls<WorldMall>,
  watch: StockWatch,
  skuOfLine: SkuOfLine = (shop, _, { item, sku }) =>
    sku ?? watch.goods.listings.get(listingId(shop, item))?.sku ?? item,
): SoldLine[] {
  const lines = standingLines(malls, watch, skuOfLine);
  const nameOf = ({
    shop,
    orderNumber,
    lineId,
    sku,
    orderedAt,
  }: Omit<SoldLine, 'item' | 'units' | 'isShown'>): string =>
    `${claimName(shop, orderNumber, lineId, sku)}\n${wholeSecond(orderedAt)}`;
  const names = new Set(lines.map(nameOf));
  for (const claim of [...watch.claims.values()].flat()) {
    const { shop, orderNumber, lineId, sku, orderedAt } = claim;
    if (names.has(nameOf(claim))) continue;
    names.add(nameOf(claim));
    lines.push({ shop, orderNumber, lineId, item: '', sku, orderedAt, units: 0, isShown: true });
  }
  return lines;
}

function standingLines(malls: WorldMalls<WorldMall>, { goods }: StockWatch, skuOfLine: SkuOfLine): SoldLine[] {
  return goods.shops.flatMap(({ key, code, importFrom }) =>
    mallAt(malls, key)
      .orders(code, Math.floor(importFrom / 1_000) * 1_000)
      .flatMap(({ orderNumber, orderedAt, isShown, lines }) =>
        lines.map((line): SoldLine => {
          const { lineId, item, units } = line;
          const sku = skuOfLine(key, orderNumber, line);
          return { shop: key, orderNumber, lineId, item, sku, orderedAt, units, isShown };
        }),
      ),
  );
}

/**
 * Free pieces of a SKU, computed from what people counted and moved, and from the malls' orders; null until it is counted. What a
 * line held at the time of a count is what we had written down by then: no more can have been known.
 */
export function freePieces(watch: StockWatch, lines: readonly SoldLine[], sku: string): number | null {
  const moved = watch.goods.movements.filter((movement) => movement.sku === sku);
  const count = latestCount(moved);
  if (count === null) return null;
  let free = count.quantity;
  for (const { kind, at, quantity } of moved) if (kind !== 'counted' && at > count.at) free += quantity;
  for (const line of lines) {
    const drawn = drawnBy(watch, line, sku);
    if (drawn > 0)
      free -= drawn * (line.orderedAt > count.at ? line.units : line.units - knownAt(watch, line, count.at));
  }
  return free;
}

function latestCount(moved: readonly Movement[]): Movement | null {
  const counts = moved.filter(({ kind }) => kind === 'counted');
  counts.sort((one, other) => one.at - other.at || one.writtenAt - other.writtenAt);
  return counts.at(-1) ?? null;
}

/** Pieces of `sku` that one piece of a line takes off the shelf: its own, or what a set consisted of when it was ordered. */
function drawnBy({ goods }: StockWatch, line: SoldLine, sku: string): number {
  const recipe = goods.recipes.get(line.sku)?.findLast(({ from }) => from <= line.orderedAt);
  const parts = recipe?.parts ?? [];
  if (parts.length === 0) return line.sku === sku ? 1 : 0;
  return parts.filter((part) => part.sku === sku).reduce((sum, { needed }) => sum + needed, 0);
}

function knownAt({ claims, added }: StockWatch, line: SoldLine, at: number): number {
  const name = claimName(line.shop, line.orderNumber, line.lineId, line.sku);
  const ofDate = wholeSecond(line.orderedAt);
  const written = claims.get(name)?.filter(({ orderedAt }) => orderedAt === ofDate) ?? [];
  // A line that came to an order that was stored is no part of what was sold before.
  let known = added.has(name) ? 0 : (written[0]?.quantity ?? line.units);
  for (const { version, quantity } of written) if (version <= at) known = quantity;
  return known;
}

/** What a SKU can be sold of: its own pieces, or as many sets as its parts make. Null while something is not counted. */
export function sellable(watch: StockWatch, lines: readonly SoldLine[], sku: string): number | null {
  const { recipes, buffers } = watch.goods;
  const parts = recipes.get(sku)?.at(-1)?.parts ?? [];
  if (parts.length === 0) return freePieces(watch, lines, sku);
  let sets = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const free = freePieces(watch, lines, part.sku);
    if (free === null) return null;
    sets = Math.min(sets, Math.floor((free - (buffers.get(part.sku) ?? 0)) / part.needed));
  }
  return Math.max(0, sets);
}

/** What a listing has to show; null where its level is none of our business. */
export function levelToShow(watch: StockWatch, lines: readonly SoldLine[], listing: GoodsListing): number | null {
  const { linked, buffer, floor, cap } = listing.terms;
  const free = sellable(watch, lines, listing.sku);
  if (!linked || free === null) return null;
  const left = free - (watch.goods.buffers.get(listing.sku) ?? 0) - buffer;
  if (left <= 0 || (floor !== null && left < floor)) return 0;
  return Math.min(left, cap ?? left, listing.highest);
}

/** Every SKU that may have a say in what can be sold of one: itself, its parts, and all sets that contain one of these. */
export function relatedSkus({ goods }: Pick<StockWatch, 'goods'>, sku: string): string[] {
  const partsOf = (set: string): string[] =>
    (goods.recipes.get(set) ?? []).flatMap(({ parts }) => parts.map((part) => part.sku));
  const own = [sku, ...partsOf(sku)];
  const sets = [...goods.recipes.keys()].filter((set) => partsOf(set).some((part) => own.includes(part)));
  return [...new Set([...own, ...sets])];
}

/** What a mall truly shows of a shop's items; null is 無限大. */
export function shownAt(malls: WorldMalls<WorldMall>, shop: ShopKey): Map<string, number | null> {
  return mallAt(malls, shop).shown(codeOf(shop));
}

/** The same of some items alone; null, too, of what the mall has not. */
export function levelsAt(
  malls: WorldMalls<WorldMall>,
  shop: ShopKey,
  items: Iterable<string>,
): Map<string, number | null> {
  const mall = mallAt(malls, shop);
  const levels = new Map<string, number | null>();
  for (const item of items) levels.set(item, mall.level(codeOf(shop), item));
  return levels;
}
