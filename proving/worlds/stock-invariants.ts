import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Listing } from '../../core/model/listing.ts';
import type { Shop } from '../../core/model/shop.ts';
import { allClaims } from '../memory/index.ts';
import { freePieces, levelToShow, relatedSkus, type SoldLine, shownAt, soldLines } from './stock-books.ts';
import { brokenStockCalls } from './stock-call-invariants.ts';
import { claimName, type GoodsListing, listingId, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside } from './world-mall.ts';

/**
 * What must hold at the end of a world in which stock was counted and sold, reckoned from the malls' books and from what people said:
 * every listing shows what it should, what is oversold is noted, nothing is left undone, and the orders beside RMS are stored and claim what they hold.
 */
export function brokenStocks(world: World): string[] {
  const { stockWatch: watch } = world;
  if (watch === null) return [];
  return [
    ...watch.broken,
    ...listingsShowWhatTheyShould(world, watch),
    ...oversoldIsNoted(world, watch),
    ...leftUndone(world, watch),
    ...ordersBesideAreStored(world, watch),
    ...claimsBesideAreTrue(world, watch),
    ...brokenStockCalls(world, watch),
  ];
}

/**
 * Looked at in calm weather, before the night's comparison sets right whatever differs: what changed some minutes ago is at the malls by
 * now. What only the comparison can know is left out, and what a mall refuses by name.
 */
export function brokenSettledStocks(world: World): string[] {
  const { stockWatch: watch, store, time } = world;
  if (watch === null) return [];
  const lines = soldLines(world, watch);
  const isKnown = ({ shop, orderNumber, lineId, sku, units }: SoldLine): boolean =>
    (watch.claims.get(claimName(shop, orderNumber, lineId, sku))?.at(-1)?.quantity ?? 0) === units;
  const unknown = new Set(lines.filter((line) => !isKnown(line)).map(({ sku }) => sku));
  // What a mall works through as a batch has its time. To a clock that is an hour slow its claim is not over yet, one that is fast sets it due so
  // much later, and after each of them it waits for a sweep, of which an hour of calm weather has one.
  const batchMs = 30 * minuteMs + (world.stocks?.rightClocks ? 0 : 4 * hourMs);
  const settledBy = ({ key, mall }: Shop): number =>
    time.now() - (isBeside(key) && besideNamed(world, mall).batches ? batchMs : 10 * minuteMs);
  const broken: string[] = [];
  for (const listing of watch.goods.listings.values()) {
    const id = listingId(listing.shop.key, listing.item);
    const related = relatedSkus(watch, listing.sku);
    const isSettled = related.every(
      (sku) => !unknown.has(sku) && (watch.marks.get(sku)?.at(-1) ?? 0) < settledBy(listing.shop),
    );
    if (!isSettled || !listing.isThere || watch.drifted.has(id) || watch.refused.has(id)) continue;
    // The night alone finds what an order gave back that was cancelled before the mall had shown it.
    const isGivenBackUnseen = watch.raisedOver
      .get(id)
      ?.some((number) =>
        lines.some(({ orderNumber, units, isShown }) => orderNumber === number && units === 0 && !isShown),
      );
    if (isGivenBackUnseen) continue;
    const level = levelToShow(watch, lines, listing);
    const present = shownAt(world, listing.shop.key).get(listing.item);
    if (level !== null && present !== level)
      broken.push(`hours after the storm ${nameOf(listing)} shows ${present}, should be ${level}`);
  }
  for (const { merchant, sku, mark, dirtySince } of store.skusById.values()) {
    const isOld = (watch.marks.get(sku)?.at(-1) ?? 0) < time.now() - 70 * minuteMs;
    if (merchant === watch.goods.merchant && dirtySince !== undefined && isOld) {
      broken.push(`hours after the storm the mark ${mark} of ${sku} was brought to no listing`);
    }
  }
  return broken;
}

const nameOf = ({ shop, item, sku }: GoodsListing): string => `${item} of ${shop.key} (${sku})`;

function listingsShowWhatTheyShould(world: World, watch: StockWatch): string[] {
  const lines = soldLines(world, watch);
  const shown = new Map(watch.goods.shops.map(({ key }) => [key, shownAt(world, key)]));
  return [...watch.goods.listings.values()].flatMap((listing) => {
    const level = levelToShow(watch, lines, listing);
    const present = shown.get(listing.shop.key)?.get(listing.item);
    if (level === null || !listing.isThere || present === level) return [];
    const row = world.store.listingsByShop.get(listing.shop.key)?.get(listing.item);
    if (row !== undefined && isRefusedStill(world, watch, row)) return [];
    return [`${nameOf(listing)} shows ${present}, should be ${level}`];
  });
}

function oversoldIsNoted({ store, ...malls }: World, watch: StockWatch): string[] {
  const { counted, merchant } = watch.goods;
  const lines = soldLines(malls, watch);
  const noted = store.oversoldByMerchant.get(merchant) ?? new Map();
  const truly = [...counted].filter((sku) => (freePieces(watch, lines, sku) ?? 0) < 0);
  return [
    ...truly.filter((sku) => !noted.has(sku)).map((sku) => `${sku} is oversold, and is not noted`),
    ...[...noted.keys()].filter((sku) => !truly.includes(sku)).map((sku) => `${sku} is noted as oversold, and is not`),
  ];
}

/**
 * The looks at what a mall only accepted, by a clock that is an hour wrong. An old order becomes final at any hour, in the last ones of a world,
 * too, and its levels are given once more then.
 */
const looksMs = 3.5 * hourMs;

/** What the mall refused by name, and was not changed since, is retried a day later at the latest. */
function isRefusedStill({ time }: World, { refused }: StockWatch, { shop, item, wait, dueAt = 0 }: Listing): boolean {
  const isWaiting = wait?.kind === 'refused' && dueAt > time.now() && dueAt < time.now() + dayMs;
  return isWaiting && refused.has(listingId(shop, item));
}

function leftUndone(world: World, watch: StockWatch): string[] {
  const { store, time } = world;
  const { goods } = watch;
  const broken: string[] = [];
  for (const rows of store.listingsByShop.values()) {
    for (const row of rows.values()) {
      const { shop, item, dueAt, claim, wait, lookAgainAt, unknownAt, orphanSince } = row;
      const name = `${item} of ${shop}`;
      if (orphanSince !== undefined) {
        const isThere = goods.listings.get(`${shop}\n${item}`)?.isThere ?? true;
        if (isThere) broken.push(`${name} is taken for gone, and the mall has it`);
        continue;
      }
      if (isRefusedStill(world, watch, row)) continue;
      if (wait !== undefined) broken.push(`${name} still waits (${wait.kind})`);
      if (dueAt !== undefined) broken.push(`${name} is still due${wait === undefined ? '' : ` (${wait.kind})`}`);
      if (claim !== undefined) broken.push(`${name} is still claimed`);
      const isLate = unknownAt === undefined || unknownAt < time.now() - looksMs;
      if ((lookAgainAt !== undefined || unknownAt !== undefined) && isLate)
        broken.push(`${name} is still to be looked at again`);
    }
  }
  for (const { merchant, sku, dirtySince } of store.skusById.values()) {
    if (merchant === goods.merchant && dirtySince !== undefined)
      broken.push(`${sku} still waits to be brought to its listings`);
  }
  return broken;
}

function ordersBesideAreStored({ store, beside }: World, { goods }: StockWatch): string[] {
  const broken: string[] = [];
  for (const { key, code, importFrom, mall } of goods.shops.filter((shop) => isBeside(shop.key))) {
    const rows = new Map(store.rowsByShop.get(key));
    for (const booked of besideNamed({ beside }, mall).mustBeStored(code)) {
      const { orderNumber, orderedAt, progress, isAt, cancelRequested = false } = booked;
      if (orderedAt < importFrom) continue;
      const row = rows.get(orderNumber);
      rows.delete(orderNumber);
      if (row === undefined) broken.push(`order ${orderNumber} of ${key} is at the mall and not stored`);
      else if (row.kind !== 'stored' || row.problem) broken.push(`order ${orderNumber} of ${key} is still a problem`);
      else if (!isAt(row.progress))
        broken.push(`order ${orderNumber} has progress ${row.progress}, at the mall ${progress}`);
      else if ((row.cancelRequested === true) !== cancelRequested)
        broken.push(
          `order ${orderNumber}: a cancel is ${cancelRequested ? '' : 'not '}requested at the mall, and here it is otherwise`,
        );
    }
    for (const left of rows.keys()) broken.push(`order ${left} of ${key} is stored and not at the mall`);
  }
  return broken;
}

/** RMS's claims are looked at with those of worlds without stock. */
function claimsBesideAreTrue(world: World, watch: StockWatch): string[] {
  const lines = soldLines(world, watch).filter(({ shop }) => isBeside(shop));
  const held = new Map(
    allClaims(world.store).map((claim) => [claimName(claim.shop, claim.orderNumber, claim.lineId, claim.sku), claim]),
  );
  const broken = lines.flatMap(({ shop, orderNumber, lineId, sku, units }) => {
    const name = claimName(shop, orderNumber, lineId, sku);
    const claimed = held.get(name)?.quantity ?? 0;
    held.delete(name);
    return claimed === units
      ? []
      : [`claim ${name.replaceAll('\n', ' ')} holds ${claimed}, the mall's line says ${units}`];
  });
  for (const [name, { shop, quantity }] of held) {
    if (isBeside(shop) && quantity > 0) broken.push(`claim ${name.replaceAll('\n', ' ')} holds ${quantity} of no line`);
  }
  return broken;
}
