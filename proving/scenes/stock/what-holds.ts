import { hourMs } from '../../../core/kernel/time.ts';
import { claimId } from '../../../core/model/claim.ts';
import type { Listing } from '../../../core/model/listing.ts';
import { presentParts } from '../../../core/model/sku.ts';
import { explainLevel, type LevelExplained } from '../../../core/stock/explain.ts';
import { balanceOf } from '../../../core/stock/history.ts';
import { oversoldIn } from '../../../core/stock/oversold.ts';
import { allClaims, memoryPorts } from '../../memory/index.ts';
import type { ComparedEnd } from '../../worlds/compared-end.ts';
import { freePieces, levelToShow, relatedSkus, type SoldLine, sellable } from '../../worlds/stock-books.ts';
import { claimName, type GoodsListing, listingId } from '../../worlds/stock-watch.ts';
import { booksOf, linesOf, type StockScene } from './scene.ts';
import type { SkuWorld } from './world.ts';

/** What must hold once all orders were read and nothing more happens, before the night sets right what only the night can know. */
export async function brokenBeforeNight(scene: StockScene): Promise<string[]> {
  const { world, set, skus } = scene;
  const { drifted, refused } = world.stockWatch;
  const lines = linesOf(world);
  return [
    ...world.stockWatch.broken,
    ...world.unexpected,
    ...brokenOrders(world),
    ...brokenClaims(world, lines),
    ...brokenListings(scene, lines, (id) => !drifted.has(id) && !refused.has(id)),
    ...brokenOversells(scene, lines),
    ...(await Promise.all([...skus, set].map((sku) => brokenStory(world, sku, lines)))).flat(),
  ];
}

/** What must hold in the morning, without exception. */
export async function brokenInTheMorning(scene: StockScene): Promise<string[]> {
  const { world } = scene;
  const lines = linesOf(world);
  return [
    ...world.stockWatch.broken,
    ...world.unexpected,
    ...brokenClaims(world, lines),
    ...brokenListings(scene, lines, () => true),
    ...brokenOversells(scene, lines),
    ...leftUndone(world),
  ];
}

function brokenOrders(world: SkuWorld): string[] {
  const { malls, store } = world;
  return malls.flatMap(({ at, shop }) => {
    const rows = new Map(store.rowsByShop.get(shop.key));
    const broken = at.orders(shop.code, 0).flatMap(({ orderNumber }) => {
      const row = rows.get(orderNumber);
      rows.delete(orderNumber);
      if (row === undefined) return [`order ${orderNumber} is at the mall, and not stored`];
      return row.kind === 'stored' && !row.problem ? [] : [`order ${orderNumber} is still a problem`];
    });
    return [...broken, ...[...rows.keys()].map((left) => `order ${left} is stored, and not at the mall`)];
  });
}

/** Each line holds what the mall's books say, under its present date and SKU, and nothing else holds anything. */
function brokenClaims({ store, stockWatch }: SkuWorld, lines: readonly SoldLine[]): string[] {
  const left = new Map(allClaims(store).map((claim) => [claimId(claim), claim]));
  const broken = lines.flatMap(({ shop, orderNumber, lineId, sku, orderedAt, units }) => {
    const placed = Math.floor(orderedAt / 1_000) * 1_000;
    const id = claimId({ merchant: stockWatch.goods.merchant, shop, orderNumber, lineId, sku, orderedAt: placed });
    const held = left.get(id)?.quantity ?? 0;
    left.delete(id);
    const name = claimName(shop, orderNumber, lineId, sku).replaceAll('\n', ' ');
    return held === units ? [] : [`the claim ${name} holds ${held}, the mall's line ${units}`];
  });
  for (const { shop, orderNumber, lineId, sku, quantity } of left.values()) {
    const name = claimName(shop, orderNumber, lineId, sku).replaceAll('\n', ' ');
    if (quantity > 0) broken.push(`the claim ${name} holds ${quantity} of no line`);
  }
  return broken;
}

function brokenListings(
  { world, wished }: StockScene,
  lines: readonly SoldLine[],
  isJudged: (id: string) => boolean,
): string[] {
  const { listings } = world.stockWatch.goods;
  const known = [...listings.entries()].filter(([id]) => isJudged(id));
  return [
    ...[...wished].flatMap(([id, { sku, terms }]) => {
      const listing = listings.get(id);
      const isSo = listing?.sku === sku && JSON.stringify(listing.terms) === JSON.stringify(terms);
      return isSo ? [] : [`${id.replace('\n', ' ')} is not listed as people said`];
    }),
    ...known.flatMap(([, listing]) => wrongLevel(world, lines, listing)),
  ];
}

function wrongLevel(world: SkuWorld, lines: readonly SoldLine[], listing: GoodsListing): string[] {
  const { shop, item, sku } = listing;
  const wanted = levelToShow(world.stockWatch, lines, listing);
  const shown = booksOf(world, shop.key).at.level(shop.code, item);
  return wanted === null || shown === wanted
    ? []
    : [`${item} of ${shop.key} (${sku}) shows ${shown}, should be ${wanted}`];
}

function brokenOversells({ world, skus }: StockScene, lines: readonly SoldLine[]): string[] {
  const { stockWatch, store } = world;
  const { merchant } = stockWatch.goods;
  const noted = new Set(store.oversoldByMerchant.get(merchant)?.keys());
  const truly = skus.filter((sku) => !isSet(world, sku) && (freePieces(stockWatch, lines, sku) ?? 0) < 0);
  return [
    ...truly.filter((sku) => !noted.has(sku)).map((sku) => `${sku} is oversold, and is not noted`),
    ...[...noted]
      .filter((sku) => skus.includes(sku) && !truly.includes(sku))
      .map((sku) => `${sku} is noted as oversold, and is not`),
  ];
}

function isSet({ stockWatch }: SkuWorld, sku: string): boolean {
  return presentParts({ recipes: stockWatch.goods.recipes.get(sku) ?? [] }) !== null;
}

/** What people are told of a SKU: its level, its history and the orders that cannot be met say the same. */
async function brokenStory(world: SkuWorld, sku: string, lines: readonly SoldLine[]): Promise<string[]> {
  const { stockWatch, store } = world;
  const { merchant } = stockWatch.goods;
  const { stock, listings } = memoryPorts(store);
  const rows = await listings.ofSkus(merchant, relatedSkus(stockWatch, sku));
  const explained = await explainLevel(stock, merchant, sku, rows, () => 1);
  const wanted = sellable(stockWatch, lines, sku);
  const free = explained.level.free;
  const broken = free === wanted ? [] : [`${free} of ${sku} are free by the ledger, ${wanted} by the books`];
  return [...broken, ...(await brokenPieces(world, explained))];
}

async function brokenPieces(world: SkuWorld, { level: { sku }, pieces }: LevelExplained): Promise<string[]> {
  const { stockWatch, store } = world;
  const { stock } = memoryPorts(store);
  if (pieces.kind === 'set') return [];
  const { free, history } = pieces;
  const { count, moved, sold, reserved } = balanceOf(history, new Set());
  const sum = count === null ? null : count.quantity + moved - sold - reserved;
  const lacking = (await oversoldIn(stock)(stockWatch.goods.merchant, sku)).reduce(
    (all, line) => all + line.lacking,
    0,
  );
  return [
    ...(sum === free ? [] : [`the balance of ${sku} is ${sum}, its history ends with ${free}`]),
    ...(lacking <= Math.max(0, -(free ?? 0)) ? [] : [`orders lack ${lacking} of ${sku}, of which ${free} are free`]),
  ];
}

function leftUndone({ store, time, stockWatch }: SkuWorld): string[] {
  const listings = [...store.listingsByShop.values()].flatMap((rows) => [...rows.values()]);
  const skus = [...store.skusById.values()].filter(({ dirtySince }) => dirtySince !== undefined);
  return [
    ...listings.flatMap((row) => workLeft(row, stockWatch.refused.has(listingId(row.shop, row.item)), time.now())),
    ...skus.map(({ sku }) => `${sku} still waits to be brought to its listings`),
    ...[...store.intentsByBucket.values()].flatMap((intents) =>
      [...intents.values()].map(({ id }) => `the intent ${id} is still open`),
    ),
  ];
}

/** The looks at what a mall only accepted: the night gives levels once more. */
const looksMs = 2.5 * hourMs;

function workLeft(
  { shop, item, linked, orphanSince, dueAt, claim, wait, unknownAt }: Listing,
  wasRefused: boolean,
  now: number,
): string[] {
  const name = `${item} of ${shop}`;
  if (wasRefused && wait?.kind === 'refused' && (dueAt ?? 0) > now) return [];
  return [
    ...(orphanSince === undefined ? [] : [`${name} is taken for gone`]),
    ...(dueAt === undefined || !linked ? [] : [`${name} is still due`]),
    ...(claim === undefined ? [] : [`${name} is still claimed`]),
    ...(wait === undefined ? [] : [`${name} still waits (${wait.kind})`]),
    ...(unknownAt === undefined || !linked || unknownAt > now - looksMs ? [] : [`${name} is still to be looked at`]),
  ];
}

/** How a scene ended, as far as two trees that play it are compared, and for who reads its story. */
export function endOf(scene: StockScene): ComparedEnd {
  const { world } = scene;
  const lines = linesOf(world);
  const { malls, store, stockWatch } = world;
  const lastNews = new Map(store.accepted.map((news) => [`${news.shop} ${news.orderNumber}`, news.kind]));
  return {
    lines: lines.map(
      ({ shop, orderNumber, lineId, sku, units, orderedAt }) =>
        `${shop} ${orderNumber} line ${lineId}: ${units} ${sku}, ${new Date(orderedAt).toISOString()}`,
    ),
    free: scene.skus.map((sku) => `free of ${sku}: ${sellable(stockWatch, lines, sku)}`),
    levels: malls.map(({ at, shop }) => `${shop.key} shows ${JSON.stringify([...at.shown(shop.code)])}`),
    oversold: [...(store.oversoldByMerchant.get(stockWatch.goods.merchant)?.keys() ?? [])].map(
      (sku) => `${sku} is noted as oversold`,
    ),
    events: [...lastNews].map(([order, kind]) => `${order} ${kind}`),
  };
}
