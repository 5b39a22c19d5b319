import { importSpan } from '../../core/import/import-span.ts';
import { pollShard } from '../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../core/jobs/reconcile.ts';
import { TsunagiError } from '../../core/kernel/errors.ts';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { decideByHand } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import { pausesOf } from '../../core/model/standing.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { openImportSession } from '../../core/session/import-session.ts';
import type { RateShare } from '../../core/session/pacer.ts';
import type { RunContext } from '../../core/session/visit-shops.ts';
import { movesToSpread, spreadShops } from '../../core/tenants/shop-changes.ts';
import type { Draw } from './draws.ts';
import { noteHeldUp } from './glances.ts';
import { notifyOnce, probeOnce } from './health-runs.ts';
import { notesOf } from './law-notes.ts';
import type { WatchedRun } from './outage-watch.ts';
import { ProcessDied, type SimulatedProcess, simulatedRefusal } from './process.ts';
import { minuteOf, settingsOf, type Workplace, type World } from './world.ts';

const limitsMs = {
  poll: 110 * secondMs,
  reconcile: 240 * secondMs,
  probe: 58 * secondMs,
  notify: 240 * secondMs,
} as const;

/** A scheduled function: keeps warm processes while they live, and gives a free one to whatever schedule fires, like Lambda. */
export interface ScheduledFunction {
  fire(shard: number, shards: number): void;
}

type Kind = Exclude<WatchedRun['kind'], 'glance'>;

export function createFunction(world: World, kind: Kind): ScheduledFunction {
  const warm = new Set<SimulatedProcess>();
  const limitMs = limitsMs[kind];
  const role = kind === 'probe' || kind === 'notify' ? kind : 'worker';
  return {
    fire(shard, shards) {
      const idle = [...warm].find((process) => process.isAlive());
      const run = world.turn(kind, shard, minuteOf(world));
      const isIdle = idle && !run.hits('fresh', world.swarm.freshChance);
      const process = isIdle ? idle : world.startProcess(role, undefined, run);
      process.begin(run);
      warm.delete(process);
      const shops = new Set(
        [...world.store.shopsByKey.values()].filter((one) => one.shard % shards === shard).map(({ key }) => key),
      );
      const watched: WatchedRun = {
        ...{ kind, at: world.time.now(), skewMs: process.skewMs, shops, hasEnded: false, calls: [] },
      };
      if (world.outages !== null || notesOf(world.store) !== null) {
        world.running.set(process.name, watched);
        world.watch.runs.push(watched);
      }
      launch(world, process, limitMs, async () => {
        await runOnce(world, process, kind, { shard, shards }, limitMs);
        watched.hasEnded = process.isAlive();
        if (process.isAlive()) warm.add(process);
      });
    },
  };
}

async function runOnce(
  world: World,
  process: SimulatedProcess,
  kind: Kind,
  { shard, shards }: { readonly shard: number; readonly shards: number },
  limitMs: number,
): Promise<void> {
  switch (kind) {
    case 'poll':
      if ((await pollShard(roundOf(world, process, 'import', limitMs), shard, shards)).kind === 'held')
        noteHeldUp(world, shard, shards);
      break;
    case 'reconcile':
      await reconcileShard(roundOf(world, process, 'scan', limitMs), shard, shards);
      break;
    case 'probe':
      await probeOnce(world, process, limitMs);
      break;
    case 'notify':
      await notifyOnce(world, process, limitMs);
  }
}

/** What one scheduled run of a process works with. */
export function roundOf(
  world: Parameters<typeof settingsOf>[0],
  process: SimulatedProcess,
  share: RateShare,
  limitMs: number,
): RunContext {
  return {
    ports: process.ports,
    settings: settingsOf(world),
    cache: process.cache,
    budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
    runId: process.ports.random.id(),
    share,
  };
}

/** A person types `ops import` for a span of a shop; their clock is wrong by chance, or by `skewMs`. */
export function importByHand(
  world: Omit<World, 'shops'>,
  shop: Shop,
  span: { from: number; to: number },
  skewMs?: number,
  act?: Draw,
): void {
  const process = world.startProcess('person', skewMs, world.turn('import', act ?? `${shop.key} ${minuteOf(world)}`));
  launch(world, process, 30 * minuteMs, async () => {
    if (world.outages !== null && (await isRefused(process, shop))) return;
    const mall = await process.ports.malls.shop((await process.ports.shops.get(shop.key)) ?? shop);
    const round = roundOf(world, process, 'scan', 30 * minuteMs);
    const run = openImportSession({ ...round, shop, mall, calls: Number.POSITIVE_INFINITY });
    await importSpan(run, span, () => undefined);
  });
}

/** `ops import` asks the pauses first, and imports nothing under most of them. */
async function isRefused({ ports, clock }: SimulatedProcess, shop: Shop): Promise<boolean> {
  const pauses = pausesOf(await ports.pauses.standing(), clock.now());
  return decideByHand(pauses, shop, clock.now()).kind === 'refused';
}

/** A person types `ops shops spread`. */
export function spreadByHand(world: World): void {
  const process = world.startProcess();
  launch(world, process, 30 * minuteMs, async () => {
    const moves = movesToSpread(await process.ports.shops.all(), world.shards);
    world.note(`${process.name} spreads the shops over ${world.shards} shards: ${moves.length} move`);
    await spreadShops(process.ports, moves);
  });
}

/** Starts work in a process that is killed at its time limit, and at any moment if chance has it. */
export function launch(
  world: Omit<Workplace, 'startProcess'>,
  process: SimulatedProcess,
  limitMs: number,
  work: () => Promise<void>,
): void {
  let running = true;
  const begunInStorm = world.stormy;
  const killIfRunning = (why: string): void => {
    if (!running || !process.isAlive()) return;
    world.note(`${process.name} killed: ${why}`);
    process.kill();
  };
  world.time.at(world.time.now() + limitMs, () => killIfRunning('time limit'));
  const run = process.run();
  if (world.stormy && run.hits('kill', world.swarm.killChance)) {
    world.time.at(world.time.now() + run.of('killed').int(1, 40_000), () => {
      if (running && process.isAlive()) world.counts['crash-before-write']++;
      killIfRunning('at a random moment');
    });
  }
  work()
    .catch((error: unknown) => {
      if (error instanceof ProcessDied || !process.isAlive()) return;
      world.note(`${process.name} failed: ${String(error)}`);
      const refused = error instanceof TsunagiError && error.message === simulatedRefusal;
      const expected = refused || (error instanceof TsunagiError && begunInStorm);
      if (!expected) world.unexpected.push(`${process.name}: ${error instanceof Error ? error.stack : String(error)}`);
    })
    .finally(() => {
      running = false;
    });
}
