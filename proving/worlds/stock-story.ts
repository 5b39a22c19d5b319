import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { nextListing } from '../../core/model/listing.ts';
import type { Shop } from '../../core/model/shop.ts';
import { defaultStockSettings, type Movement, type Recipe, type StockSettings } from '../../core/model/sku.ts';
import { foldSku } from '../../core/stock/ledger.ts';
import { writeMovement } from '../../core/stock/move.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Draw } from './draws.ts';
import { workOnHints } from './hints.ts';
import { byHand } from './status-story.ts';
import { freePieces, soldLines } from './stock-books.ts';
import { drawParts, drawTerms } from './stock-goods.ts';
import { brokenSettledStocks } from './stock-invariants.ts';
import { sellStock } from './stock-mall-story.ts';
import { workOnStockMessages } from './stock-queue.ts';
import { listingId, push, type StockWatch, someListing } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import type { World } from './world.ts';

/** When, after the storm, what was late has mostly come, and calls with an open end were looked at for the last time. */
const settledAfterMs = 5 * hourMs;

/** Lets people count, move, sell and list what a world's merchant has; does nothing in a world without. */
export function scheduleStocks(world: World, stormEnd: number): void {
  const { stocks, stockWatch: watch, start, time } = world;
  workOnStockMessages(world);
  workOnHints(world, stormEnd);
  if (stocks === null || watch === null) return;
  const { draws, goods } = watch;
  const times = (name: string, count: number, work: (chance: Draw) => void): void => {
    for (let index = 0; index < count; index++) {
      const chance = draws.of(name, index);
      time.at(chance.int(start + 5 * minuteMs, stormEnd - minuteMs), () => work(chance));
    }
  };
  const move = (kind: 'received' | 'adjusted', least: number, most: number) => (chance: Draw) => {
    const sku = someSku(watch, chance);
    report(world, watch, kind, sku, chance.int(least, most), chance.of('report'));
  };
  for (const sku of goods.counted) {
    const chance = draws.of('first count', sku);
    const quantity = chance.int(2, stocks.piecesMax);
    time.at(start + chance.int(1_000, 8 * minuteMs), () => report(world, watch, 'counted', sku, quantity, chance));
  }
  times('count', stocks.counts, (chance) => countAgain(world, watch, stocks, chance));
  times('receive', stocks.receipts, move('received', 1, 12));
  times('adjust', stocks.adjustments, move('adjusted', -3, 3));
  times('recipe', stocks.recipes, (chance) => changeRecipe(world, watch, chance));
  times('terms', stocks.terms, (chance) => changeTerms(world, watch, chance));
  times('buffer', stocks.terms, (chance) => changeBuffer(world, watch, chance));
  times('fold', stocks.folds, (chance) => foldSome(world, watch, chance));
  times('pause', stocks.pauses, (chance) => pauseByHand(world, watch, chance));
  sellStock(world, watch, stocks, stormEnd);
  time.at(stormEnd + settledAfterMs, () => watch.broken.push(...brokenSettledStocks(world)));
  // What the mall refused by name is retried a day later, or when its level changes: a person reports some SKUs once more.
  time.at(stormEnd + 20 * minuteMs, () => {
    for (const sku of goods.counted) {
      const chance = draws.of('once more', sku);
      if (chance.chance(0.3)) report(world, watch, 'received', sku, 1, chance);
    }
  });
}

function someSku({ goods }: StockWatch, chance: Draw): string {
  return chance.among([...goods.counted], (sku) => sku);
}

/** Entries are summed after hours here, so that some are; in production it takes months. */
function settingsFor({ stocks }: World): StockSettings {
  return {
    ...defaultStockSettings,
    foldAfterMs: stocks?.foldAfterMs ?? defaultStockSettings.foldAfterMs,
    foldEntriesMin: 2,
  };
}

/** A person reports what they counted or moved, now or some time ago; some report it twice. */
function report(
  world: World,
  watch: StockWatch,
  kind: Movement['kind'],
  sku: string,
  quantity: number,
  chance: Draw,
): void {
  const { time, counts } = world;
  const { goods } = watch;
  const now = time.now();
  const agoMs = chance.pick([
    0,
    0,
    0,
    chance.int(1, 90) * secondMs,
    chance.int(2, 40) * minuteMs,
    chance.int(1, 5) * hourMs,
  ]);
  if (agoMs >= minuteMs) counts['counted-late']++;
  const movement: Movement = {
    merchant: goods.merchant,
    sku,
    at: now - agoMs,
    id: `${kind}-${goods.movements.length}`,
    kind,
    quantity,
    by: 'ops:hanako',
    note: '',
    writtenAt: now,
  };
  goods.movements.push(movement);
  world.note(`${sku}: ${kind} ${quantity} at ${new Date(movement.at).toISOString()}`);
  tell(world, movement, chance.of('tell'));
  if (!chance.chance(0.25)) return;
  counts['reported-twice']++;
  time.at(now + chance.pick([0, 5, 60_000]), () => tell(world, movement, chance.of('again')));
}

function tell(world: World, movement: Movement, act: Draw): void {
  byHand(world, act, async ({ ports }) => {
    const kind = await writeMovement(ports, movement, settingsFor(world));
    if (kind === 'refused') world.unexpected.push(`the movement ${movement.id} of ${movement.sku} was refused`);
    await ports.stockQueue.spread(movement.merchant, movement.merchant, [movement.sku]);
  });
}

/** Most people count right, some do not. */
function countAgain(world: World, watch: StockWatch, { piecesMax }: Stocks, chance: Draw): void {
  const sku = someSku(watch, chance);
  const free = freePieces(watch, soldLines(world, watch), sku) ?? 0;
  const quantity = chance.chance(0.6) ? Math.max(0, free) : chance.int(0, piecesMax);
  report(world, watch, 'counted', sku, quantity, chance.of('report'));
}

/** A set has other parts from now on; the rows of its new parts are written first. */
function changeRecipe(world: World, watch: StockWatch, chance: Draw): void {
  const { goods } = watch;
  const [set] = [...goods.recipes.keys()].filter((sku) => chance.of(sku).chance(0.7));
  if (set === undefined) return;
  world.counts['recipe-changed']++;
  const recipe = { from: world.time.now(), parts: drawParts(watch, chance.of('parts')) };
  const recipes = [...(goods.recipes.get(set) ?? []), recipe];
  goods.recipes.set(set, recipes);
  byHand(world, chance.of('person'), async ({ ports }) => {
    const { merchant } = goods;
    const partsOf = (some: readonly Recipe[]): string[] => some.flatMap(({ parts }) => parts.map(({ sku }) => sku));
    // A later change may have been made while this one was retried: what is written last is the last change.
    for (let written: readonly Recipe[] = []; written !== goods.recipes.get(set); ) {
      const present = goods.recipes.get(set) ?? [];
      for (const sku of new Set(partsOf(present.slice(recipes.length - 1))))
        await ports.stock.changeSku(merchant, sku, { inSets: [set] }, ports.clock.now());
      await ports.stock.changeSku(merchant, set, { recipes: present }, ports.clock.now());
      written = present;
    }
    await ports.stockQueue.spread(merchant, merchant, [set, ...partsOf([recipe])]);
  });
}

function changeBuffer(world: World, watch: StockWatch, chance: Draw): void {
  const { goods } = watch;
  const sku = someSku(watch, chance);
  const buffer = chance.int(0, 3);
  goods.buffers.set(sku, buffer);
  byHand(world, chance.of('person'), async ({ ports }) => {
    // A later change may have been made while this one was retried.
    const present = goods.buffers.get(sku) ?? 0;
    await ports.stock.changeSku(goods.merchant, sku, { buffer: present }, ports.clock.now());
  });
}

/** A person edits a listing's terms; one write counts up the fingerprint and makes the listing due. */
function changeTerms(world: World, watch: StockWatch, chance: Draw): void {
  const { goods } = watch;
  const known = someListing(watch, chance);
  const terms = { ...drawTerms(chance), linked: known.terms.linked };
  const id = listingId(known.shop.key, known.item);
  goods.listings.set(id, { ...known, terms });
  push(watch.touched, id, world.time.now());
  world.counts['terms-changed']++;
  byHand(world, chance.of('person'), async ({ ports }) => {
    const key = { shop: known.shop.key, item: known.item };
    for (;;) {
      const [row] = await ports.listings.rows([key]);
      if (row === undefined) return;
      const present = goods.listings.get(id)?.terms ?? terms;
      const next = nextListing({ ...row, ...present, terms: row.terms + 1 }, ports.random.id(), {
        dueAt: ports.clock.now(),
      });
      if ((await ports.listings.put(next)) === 'stored') return;
    }
  });
}

/** Old entries of some SKU are summed, at any moment: in production the nightly comparison does. */
function foldSome(world: World, watch: StockWatch, chance: Draw): void {
  const sku = someSku(watch, chance);
  byHand(
    world,
    chance.of('person'),
    async ({ ports }) => {
      const folded = await foldSku(ports.stock, watch.goods.merchant, sku, ports.clock.now(), settingsFor(world));
      if (folded === 'folded') world.counts.summed++;
    },
    6,
  );
}

function pauseByHand(world: World, watch: StockWatch, chance: Draw): void {
  const { store, time, counts } = world;
  const shop: Shop = chance.among(watch.goods.shops, ({ key }) => key);
  if (watch.holds.some((hold) => hold.shop === shop.key && hold.until > time.now())) return;
  const { pauses } = memoryPorts(store);
  const pause = { cause: 'manual', scope: shop.key, capability: 'stock' } as const;
  const until = time.now() + chance.int(4, 25) * minuteMs;
  watch.holds.push({ shop: shop.key, from: time.now(), until });
  counts['paused-by-hand']++;
  void pauses.set({ ...pause, since: time.now(), by: 'ops', note: '棚卸し' });
  time.at(until, () => void pauses.lift(pause));
}
