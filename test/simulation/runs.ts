import { TsunagiError } from '../../core/errors.ts';
import type { Shop } from '../../core/merchants/shop.ts';
import { importSpan } from '../../core/orders/import-span.ts';
import { pollShard } from '../../core/orders/poll-shard.ts';
import { reconcileShard } from '../../core/orders/reconcile-shard.ts';
import { startShopRun } from '../../core/orders/run.ts';
import type { Round } from '../../core/orders/visit-shops.ts';
import type { RateShare } from '../../core/pacing/pacer.ts';
import { budgetUntil } from '../../core/ports/clock.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import { ProcessDied, type SimulatedProcess, simulatedRefusal } from './process.ts';
import { simulatedSettings, type World } from './world.ts';

const pollLimitMs = 110 * secondMs;
const reconcileLimitMs = 240 * secondMs;

/** A scheduled function of one shard: keeps a warm process while it lives and is free, like a Lambda environment. */
export function createFunction(world: World, kind: 'poll' | 'reconcile', shard: number): { fire(): void } {
  const warm = new Set<SimulatedProcess>();
  const limitMs = kind === 'poll' ? pollLimitMs : reconcileLimitMs;
  return {
    fire() {
      const idle = [...warm].find((process) => process.isAlive());
      const process = idle && world.chance.chance(0.9) ? idle : world.startProcess();
      warm.delete(process);
      launch(world, process, limitMs, async () => {
        await runOnce(world, process, kind, shard, limitMs);
        if (process.isAlive()) warm.add(process);
      });
    },
  };
}

async function runOnce(
  world: World,
  process: SimulatedProcess,
  kind: 'poll' | 'reconcile',
  shard: number,
  limitMs: number,
): Promise<void> {
  const round = roundOf(process, kind === 'poll' ? 'import' : 'scan', limitMs);
  if (kind === 'poll') await pollShard(round, shard, world.swarm.shards);
  else await reconcileShard(round, shard, world.swarm.shards);
}

function roundOf(process: SimulatedProcess, share: RateShare, limitMs: number): Round {
  return {
    ports: process.ports,
    settings: simulatedSettings,
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
    const round = roundOf(process, 'scan', 30 * minuteMs);
    const run = startShopRun({ ...round, shop, mall, calls: Number.POSITIVE_INFINITY });
    await importSpan(run, span, () => undefined);
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
