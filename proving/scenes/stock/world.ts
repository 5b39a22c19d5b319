import { pollShard } from '../../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../../core/jobs/reconcile.ts';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { unpack } from '../../../core/model/packing.ts';
import { type Shop, shopKey } from '../../../core/model/shop.ts';
import type { Malls } from '../../../core/ports/ports.ts';
import { createMemoryStore, memoryPorts } from '../../memory/index.ts';
import { memoryVault } from '../../memory/vault.ts';
import { type Draws, turnsOf } from '../../worlds/draws.ts';
import { drawsOf, newestEdition } from '../../worlds/edition.ts';
import { noFaults } from '../../worlds/fault-kinds.ts';
import { mallTransport } from '../../worlds/mall-transport.ts';
import { onSet } from '../../worlds/outage-watch.ts';
import { noWriteFaults, type ProcessWorld, type SimulatedProcess, startProcess } from '../../worlds/process.ts';
import { launch, roundOf } from '../../worlds/runs.ts';
import { byHand } from '../../worlds/status-story.ts';
import { workOnStockMessages } from '../../worlds/stock-queue.ts';
import { createStockWatch, listingId, type StockWatch } from '../../worlds/stock-watch.ts';
import type { Stocks } from '../../worlds/stocks.ts';
import { createVirtualTime } from '../../worlds/virtual-time.ts';
import { minuteOf, type Workplace } from '../../worlds/world.ts';
import { refusing } from '../../worlds/world-malls.ts';
import { openMalls, type SceneMall } from './malls.ts';
import { drawTrouble, type StockWays } from './ways.ts';

/** 2026-11-24 19:00 in Japan: the night, which sets right what nothing else can, comes when all else is over. */
const start = Date.UTC(2026, 10, 24, 10);
const merchant = 'hanamori';

/** One merchant with a shop at each of some malls, the tables, and the processes of a scene. */
export interface SkuWorld extends Workplace {
  readonly malls: readonly (SceneMall & { readonly shop: Shop })[];
  readonly stockWatch: StockWatch;
  readonly ways: StockWays;
  readonly warnings: {
    readonly at: number;
    readonly event: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  /** The process dies that makes so many more writes to what begins so; null: none does. */
  deadlyWrite: { readonly what: string; left: number } | null;
  leasesIgnoredUntil: number;
  repliesLostUntil: number;
  readonly stocks: Pick<Stocks, 'twice' | 'messages' | 'foldAfterMs'>;
  /** From now on nothing breaks any more, and what was broken is mended. */
  mend(): void;
  pass(ms: number): Promise<void>;
  /** A person does something at a terminal, and again until it is done. */
  person(work: (person: SimulatedProcess) => Promise<unknown>): Promise<void>;
}

const polls = { inStorm: 5 * minuteMs, inCalm: 90 * minuteMs };
const sweeps = { inStorm: 15 * minuteMs, inCalm: 55 * minuteMs };

export async function openSkuWorld(
  seed: number,
  draws: Draws,
  ways: StockWays,
  tell: (line: string) => void,
): Promise<SkuWorld> {
  const time = createVirtualTime(start);
  const turn = turnsOf(draws.of('run'));
  const store = createMemoryStore();
  const stockWatch = createStockWatch(drawsOf(newestEdition, seed, 'goods'), merchant, { store, time });
  const malls: (SceneMall & { readonly shop: Shop })[] = [];
  const { writes, swarm, stocks } = drawTrouble(ways, draws.of('trouble'));
  let asked = 0;
  const world: SkuWorld = {
    malls,
    stockWatch,
    ways,
    warnings: [],
    deadlyWrite: null,
    leasesIgnoredUntil: 0,
    repliesLostUntil: 0,
    time,
    store,
    turn,
    counts: noFaults(),
    unexpected: [],
    stormy: true,
    swarm,
    stocks,
    note: tell,
    startProcess(role = 'worker', given, run = turn(role, minuteOf(world))) {
      const isWrong = world.stormy && ways.wrongClocks && run.hits('wrong', 0.35);
      const skewMs = given ?? (isWrong ? run.of('clock').pick([-hourMs, hourMs, -90_000]) : 0);
      return startProcess(processWorld, run.name?.replaceAll(' ', '/') ?? '', skewMs, run);
    },
    mend() {
      world.stormy = false;
      world.deadlyWrite = null;
      stockWatch.refusing.clear();
      for (const { control } of malls) {
        control.mend();
        control.changeSettings({ reading: { missedShare: 0 } });
      }
      void liftPauses(world);
    },
    pass: (ms) => time.runUntil(time.now() + ms),
    async person(work) {
      let isDone = false;
      byHand(world, draws.of('act', asked++), async (person) => {
        await work(person);
        isDone = true;
      });
      const givenUpAt = time.now() + 20 * minuteMs;
      while (!isDone && time.now() < givenUpAt) await time.runUntil(time.now() + secondMs);
      if (!isDone) throw new Error('A person could not do what the scene has of them.');
    },
  };
  const processWorld: ProcessWorld = {
    time,
    store,
    draws,
    counts: world.counts,
    faults: () => (world.stormy ? writes(world) : noWriteFaults),
    malls: (process) => mallsFor(world, process),
    note: tell,
    logs: [],
    onWarning: (event, fields) => void world.warnings.push({ at: time.now(), event, fields }),
    onCursor: () => undefined,
    diesBefore(what) {
      const { deadlyWrite } = world;
      return deadlyWrite !== null && what.startsWith(deadlyWrite.what) && --deadlyWrite.left === 0;
    },
  };
  const missedShare = draws.of('rows').hits('missed', 0.3) ? 0.02 : 0;
  for (const mall of openMalls(seed, draws, () => time.now())) {
    mall.control.changeSettings({ reading: { missedShare } });
    malls.push({ ...mall, shop: await openShop(world, mall) });
  }
  stockWatch.goods.shops.push(...malls.map(({ shop }) => shop));
  knowListings(world);
  watchSkusOfOrders(world);
  workOnStockMessages(world);
  await onboard(world);
  schedule(world);
  return world;
}

/** How one process comes to the malls. */
function mallsFor(world: SkuWorld, process: Parameters<ProcessWorld['malls']>[0]): Malls {
  const { time, malls, stockWatch } = world;
  const vault = memoryVault();
  const openers = new Map(
    malls.map((mall) => {
      const transport = mallTransport({
        rms: mall,
        time,
        chance: ({ url }) => process.turn(mall.shop.key, new URL(url).pathname),
        isAlive: process.isAlive,
        pageRows: 1_000,
        onExchange: () => 0,
      });
      return [mall.shop.key, mall.opener(process, transport)];
    }),
  );
  return {
    names: malls.map(({ at }) => at.mall),
    traits: (name) => {
      const found = malls.find(({ at }) => at.mall === name);
      if (found === undefined) throw new Error(`This scene has no mall ${name}.`);
      return found.traits;
    },
    async shop(shop) {
      const open = openers.get(shop.key);
      if (open === undefined) throw new Error(`This scene has no shop ${shop.key}.`);
      const { traits } = malls.find((mall) => mall.shop.key === shop.key) as SceneMall;
      return refusing({ ...open(shop, await vault.open(shop.key, shop.credential)), traits }, shop, stockWatch);
    },
    shopWith: () => {
      throw new Error('No shop is added while a scene is played.');
    },
  };
}

async function openShop({ store }: SkuWorld, { at: { mall }, code, traits, credential }: SceneMall): Promise<Shop> {
  const key = shopKey(mall, code);
  return {
    key,
    mall,
    code,
    name: code,
    merchant,
    shard: 0,
    importFrom: start - 6 * hourMs,
    cursor: start - 6 * hourMs,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: traits.callsPerSecond ?? 1,
    credential: await memoryPorts(store).vault.seal(key, 0, 1, credential),
  };
}

async function onboard({ store, malls }: SkuWorld): Promise<void> {
  const { merchants, shops } = memoryPorts(store);
  await merchants.put({
    id: merchant,
    name: '花森茶舗',
    contacts: [],
    features: ['import', 'stock'],
    language: 'ja',
    createdAt: start,
    version: 1,
  });
  for (const { shop } of malls) await shops.add(shop);
}

/** What people decided of listings is known by their rows, the moment it is written. */
function knowListings({ store, malls, stockWatch: { goods } }: SkuWorld): void {
  onSet(store.listingsByShop, (rows) =>
    onSet(rows, ({ shop: key, item, sku, linked, buffer, cap, floor }) => {
      const mall = malls.find(({ shop }) => shop.key === key);
      if (mall === undefined) return;
      const { shop, at } = mall;
      const terms = { linked, buffer, cap, floor };
      goods.listings.set(listingId(key, item), { shop, item, sku, terms, isThere: true, highest: at.highest });
    }),
  );
}

/** An item of an order stands for one SKU, whatever it is listed under later on. */
function watchSkusOfOrders({ store, malls, stockWatch: { broken } }: SkuWorld): void {
  onSet(store.rowsByShop, (rows) =>
    onSet(rows, (row, before) => {
      if (row.kind !== 'stored' || before?.kind !== 'stored') return;
      const traits = malls.find(({ shop }) => shop.key === row.shop)?.traits;
      const lines = traits?.readOriginal(unpack(before.original)).lines ?? [];
      for (const { item = '' } of lines) {
        const [was, is] = [before.skus?.[item], row.skus?.[item]];
        if (was !== is)
          broken.push(`${item} of ${row.orderNumber} stood for ${was ?? 'itself'}, and for ${is ?? 'itself'} now`);
      }
    }),
  );
}

/** Polls and sweeps, as their schedules do; in calm weather no more than it takes. */
function schedule(world: SkuWorld): void {
  const { time } = world;
  const every = (
    name: string,
    { inStorm, inCalm }: typeof polls,
    limitMs: number,
    work: (process: SimulatedProcess) => Promise<unknown>,
  ): void => {
    let warm: SimulatedProcess | null = null;
    const fire = (): void => {
      const run = world.turn(name, minuteOf(world));
      const isFresh = warm === null || !warm.isAlive() || run.hits('fresh', world.swarm.freshChance);
      const process: SimulatedProcess = isFresh || warm === null ? world.startProcess('worker', undefined, run) : warm;
      process.begin(run);
      warm = process;
      launch(world, process, limitMs, async () => void (await work(process)));
      time.at(time.now() + (world.stormy ? inStorm : inCalm), fire);
    };
    time.at(time.now() + secondMs, fire);
  };
  every('poll', polls, 110 * secondMs, (process) => pollShard(roundOf(world, process, 'import', 110 * secondMs), 0, 1));
  every('sweep', sweeps, 240 * secondMs, (process) =>
    reconcileShard(roundOf(world, process, 'scan', 240 * secondMs), 0, 1),
  );
}

async function liftPauses({ store }: SkuWorld): Promise<void> {
  const { pauses } = memoryPorts(store);
  const standing = await pauses.standing();
  for (const pause of standing.pauses) await pauses.lift(pause);
}
