import { auditAndKeep } from '../../../core/import/audit-shops.ts';
import { scanShop } from '../../../core/import/scan-shop.ts';
import { pollShard } from '../../../core/jobs/poll-orders.ts';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { defaultStockSettings } from '../../../core/model/sku.ts';
import { visitShops } from '../../../core/session/visit-shops.ts';
import { drawsOf, newestEdition } from '../../worlds/edition.ts';
import { launch, roundOf } from '../../worlds/runs.ts';
import type { ComparedScene } from '../played.ts';
import { noteForLaws, unlawfulInScene } from './laws-of-scene.ts';
import type { StockScene } from './scene.ts';
import * as malls from './steps-at-malls.ts';
import { mendDate } from './steps-at-malls.ts';
import * as people from './steps-of-people.ts';
import * as processes from './steps-of-processes.ts';
import { rereadAll } from './steps-of-processes.ts';
import { drawWays, type StockWays } from './ways.ts';
import { brokenBeforeNight, brokenInTheMorning, endOf } from './what-holds.ts';
import { openSkuWorld, type SkuWorld } from './world.ts';

/*
 * Scenes of one SKU, or of two and a set of them. What is rare meets seldom in one SKU of a world of many: a count that is dated back, an order
 * that comes late, and a call that is carried out when both are forgotten. A scene brings nothing else.
 */

/** Moments within a run, minutes in which a call's end is open, or until most is over. */
const waits = [
  [0, 5 * secondMs],
  [0, 5 * secondMs],
  [secondMs, 20 * secondMs],
  [30 * secondMs, 8 * minuteMs],
  [5 * minuteMs, 40 * minuteMs],
] as const;

type Step = (scene: StockScene) => Promise<void> | void;

/** Draws a scene from its seed and plays it: the same one each time. */
export async function playStockScene(seed: number): Promise<ComparedScene> {
  const story: string[] = [];
  const scene = await openScene(seed, story);
  const { world, draws, tell } = scene;
  const notes = noteForLaws(world);
  const steps = stepsOf(world.ways);
  const length = draws.of('length').int(4, 14);
  for (let [step, tried] = [0, 0]; step < length; tried++) {
    const told = story.length;
    scene.chance = draws.of('step', tried);
    await scene.chance.pick(steps)(scene);
    // There was nothing for it: nothing to cancel, say.
    if (story.length === told) continue;
    step++;
    const [from, to] = scene.chance.pick(waits);
    await world.pass(scene.chance.int(from, to));
  }
  world.mend();
  for (const placed of scene.orders) mendDate(world, placed);
  tell('all is mended');
  await settle(scene);
  const before = await brokenBeforeNight(scene);
  // Few things are left to the night, and it takes as long as all before.
  const unlawful = await unlawfulInScene(scene, notes, false);
  if (before.length > 0 || !draws.of('end').hits('night', 0.35))
    return ended(scene, story, { broken: before, unlawful });
  await world.pass(morning - world.time.now());
  const broken = (await brokenInTheMorning(scene)).map((one) => `in the morning ${one}`);
  return ended(scene, story, { broken, unlawful: [...unlawful, ...(await unlawfulInScene(scene, notes, true))] });
}

function ended(
  scene: StockScene,
  story: readonly string[],
  found: Pick<ComparedScene, 'broken' | 'unlawful'>,
): ComparedScene {
  const end = endOf(scene);
  return { ...found, story: [...story, ...Object.values(end).flat()], end };
}

/** 2026-11-25 05:30 in Japan: the night's comparison is over at every shop. */
const morning = Date.UTC(2026, 10, 24, 20, 30);

/** All orders are shown and read, whatever reads them; then what waits longest comes: the last look at a call, by a slow clock. */
async function settle({ world, orders }: StockScene): Promise<void> {
  const shownAt = Math.max(0, ...orders.map((one) => one.shownAt));
  await world.pass(Math.max(30 * minuteMs, shownAt + 5 * minuteMs - world.time.now()));
  readAll(world);
  await world.pass(3.25 * hourMs);
}

function readAll(world: SkuWorld): void {
  const process = world.startProcess('worker', 0);
  launch(world, process, 10 * minuteMs, async () => {
    const round = roundOf(world, process, 'scan', 10 * minuteMs);
    // A scan leaves to the import what that has not come to yet.
    await pollShard(round, 0, 1);
    const shops = await process.ports.shops.all();
    await visitShops(round, shops, async (run) => {
      await scanShop(run);
      await rereadAll(run);
      const to = run.mallNow() + hourMs;
      await auditAndKeep(run, `audit-of-a-scene`, { from: to - 24 * hourMs, to });
    });
  });
}

function stepsOf({ sets, wrongClocks, twoAtOnce, brokenWrites, foldAfterMs }: StockWays): readonly Step[] {
  const { order, edit, cancel, undoCancel } = malls;
  return [
    ...[order, order, order, order, order, order, order, edit, edit, edit, edit, cancel, cancel],
    ...[undoCancel, undoCancel, malls.split, malls.split],
    ...[people.count, people.count, people.receive, people.adjust, people.countOtherwise, people.reportAgain],
    ...[people.list, people.list, people.unlist, people.changeBuffer, people.setByHand],
    ...[malls.breakCalls, malls.breakCalls, malls.breakCalls, malls.takeDown, malls.refuseItem, malls.pause],
    ...(sets ? [people.changeRecipe, people.changeRecipe] : []),
    ...[
      processes.importTwice,
      ...(twoAtOnce ? [processes.ignoreLeases, processes.ignoreLeases, processes.importTwice] : []),
    ],
    ...(brokenWrites
      ? [
          processes.killSoon,
          processes.killSoon,
          processes.killSoon,
          processes.abandonCall,
          processes.abandonCall,
          processes.loseReplies,
        ]
      : []),
    ...(wrongClocks ? [] : [malls.misdate]),
    ...(foldAfterMs < defaultStockSettings.foldAfterMs
      ? [people.fold, people.fold, people.fold, people.fold, processes.waitLong]
      : []),
  ];
}

async function openScene(seed: number, story: string[]): Promise<StockScene> {
  const draws = drawsOf(newestEdition, seed, 'stock-scene');
  const ways = drawWays(draws.of('ways'));
  const tell = (line: string): void => {
    const at = world === null ? 0 : (world.time.now() - startedAt) / minuteMs;
    story.push(`${at.toFixed(2)} min: ${line}`);
  };
  let world: SkuWorld | null = null;
  let startedAt = 0;
  world = await openSkuWorld(seed, draws, ways, tell);
  startedAt = world.time.now();
  const [rms] = world.malls;
  const wares = [...(rms?.at.shown(rms.code).keys() ?? [])].slice(0, 3).map((item) => {
    const [manageNumber = '', variantId = ''] = item.split('/');
    return { manageNumber, variantId, sku: skuNamed(world as SkuWorld, manageNumber, variantId) };
  });
  const skus = wares.map(({ sku }) => sku);
  const scene: StockScene = {
    world,
    draws,
    chance: draws.of('begin'),
    skus,
    set: skus.at(-1) ?? '',
    wares,
    wished: new Map(),
    relisted: new Map(),
    orders: [],
    tell,
  };
  await begin(scene);
  return scene;
}

function skuNamed({ malls: [rms] }: SkuWorld, manageNumber: string, variantId: string): string {
  const books = rms?.control.books() as {
    shops: { inventory: { manageNumber: string; variantId: string; merchantDefinedSkuId?: string | null }[] }[];
  };
  const row = books.shops[0]?.inventory.find((one) => one.manageNumber === manageNumber && one.variantId === variantId);
  return row?.merchantDefinedSkuId ?? manageNumber;
}

/** Most listings stand, and most SKUs are counted, before anything happens. */
async function begin(scene: StockScene): Promise<void> {
  const { world, draws, wares } = scene;
  const { stormy } = world;
  world.stormy = false;
  for (const { at, shop } of world.malls) {
    for (const ware of wares) {
      scene.chance = draws.of('begin', shop.key, ware.sku);
      if (scene.chance.hits('unlisted', 0.2)) continue;
      await people.decide(scene, { shop, item: at.itemOf(ware), sku: ware.sku, terms: people.drawTerms(scene) });
    }
  }
  scene.chance = draws.of('begin', 'recipe');
  if (world.ways.sets && scene.chance.hits('made', 0.8)) await people.changeRecipe(scene);
  for (let index = 0; index < 3; index++) {
    scene.chance = draws.of('begin', 'count', index);
    if (scene.chance.hits('made', 0.8)) await people.count(scene);
  }
  world.stormy = stormy;
}
