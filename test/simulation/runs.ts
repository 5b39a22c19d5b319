import { TsunagiError } from '../../core/errors.ts';
import type { Shop } from '../../core/merchants/shop.ts';
import { movesToSpread } from '../../core/merchants/spread.ts';
import { spreadShops } from '../../core/merchants/spread-shops.ts';
import { importSpan } from '../../core/orders/import-span.ts';
import { pollShard } from '../../core/orders/poll-shard.ts';
import { reconcileShard } from '../../core/orders/reconcile-shard.ts';
import { startShopRun } from '../../core/orders/run.ts';
import type { Round } from '../../core/orders/visit-shops.ts';
import type { RateShare } from '../../core/pacing/pacer.ts';
import { budgetUntil } from '../../core/ports/clock.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import { ProcessDied, type SimulatedProcess, simulatedRefusal } from './process.ts';
import { settingsOf, type World } from './world.ts';

const pollLimitMs = 110 * secondMs;
const reconcileLimitMs = 240 * secondMs;

/** A scheduled function: keeps warm processes while they live, and gives a free one to whatever schedule fires, like Lambda. */
export interface ScheduledFunction {
  fire(shard: number, shards: number): void;
}

export function createFunction(world: World, kind: 'poll' | 'reconcile'): ScheduledFunction {
  const warm = new Set<SimulatedProcess>();
  const limitMs = kind === 'poll' ? pollLimitMs : reconcileLimitMs;
  return {
    fire(shard, shards) {
      const idle = [...warm].find((process) => process.isAlive());
      const process = idle && !world.chance.chance(world.swarm.freshChance) ? idle : world.startProcess();
      warm.delete(process);
      launch(world, process, limitMs, async () => {
        await runOnce(world, process, kind, { shard, shards }, limitMs);
        if (process.isAlive()) warm.add(process);
      });
    },
  };
}

async function runOnce(
  world: World,
  process: SimulatedProcess,
  kind: 'poll' | 'reconcile',
  { shard, shards }: { readonly shard: number; readonly shards: number },
  limitMs: number,
): Promise<void> {
  const round = roundOf(world, process, kind === 'poll' ? 'import' : 'scan', limitMs);
  if (kind === 'poll') await pollShard(round, shard, shards);
  else await reconcileShard(round, shard, shards);
}

function roundOf(world: Pick<World, 'swarm'>, process: SimulatedProcess, share: RateShare, limitMs: number): Round {
  return {
    ports: process.ports,
    settings: settingsOf(world),
    memory: process.memory,
    budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
    writer: process.ports.chance.word(),
    share,
  };
}

/** Somebody types `ops import` for a span of a shop. */
export function importByHand(world: Omit<World, 'shops'>, shop: Shop, span: { from: number; to: number }): void {
  const process = world.startProcess();
  launch(world, process, 30 * minuteMs, async () => {
    const mall = await process.ports.malls.shop((await process.ports.shops.get(shop.key)) ?? shop);
    const round = roundOf(world, process, 'scan', 30 * minuteMs);
    const run = startShopRun({ ...round, shop, mall, calls: Number.POSITIVE_INFINITY });
    await importSpan(run, span, () => undefined);
  });
}

/** Somebody types `ops shops spread`. */
export function spreadByHand(world: World): void {
  const process = world.startProcess();
  launch(world, process, 30 * minuteMs, async () => {
    const moves = movesToSpread(await process.ports.shops.all(), world.shards);
    world.note(`${process.name} spreads the shops over ${world.shards} shards: ${moves.length} move`);
    await spreadShops(process.ports, moves);
  });
}

/** Starts work in a process that is killed at its time limit, and at any moment if chance has it. */
function launch(
  world: Omit<World, 'shops'>,
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
  if (world.stormy && world.chance.chance(world.swarm.killChance)) {
    world.time.at(world.time.now() + world.chance.int(1, 40_000), () => {
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
