import { minuteMs } from '../../core/kernel/time.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { Shop } from '../../core/model/shop.ts';
import { allRows } from '../memory/index.ts';
import { createWorld } from './create-world.ts';
import { brokenInvariants } from './invariants.ts';
import type { Exchange } from './mall-transport.ts';
import { noWriteFaults } from './process.ts';
import { createFunction } from './runs.ts';
import type { Swarm } from './swarm.ts';
import type { World } from './world.ts';

/** A world in which nothing breaks by itself, for tests that break one thing. */
export const calm: Partial<Swarm> = {
  shards: 1,
  writes: noWriteFaults,
  skewChance: 0,
  concurrentChance: 0,
  killChance: 0,
  pageRows: 1_000,
  readBatch: 100,
  maxListed: 14_000,
  editWhileReading: 0,
  orderAfterListing: 0,
  longAgoDays: 3,
  removedLines: 'flagged',
  laterShards: [],
  spreads: false,
  lateShops: 0,
  freshChance: 0.1,
  dueAtOnce: 1_000,
  goneRows: 0,
};

/** A step-by-step story. */
export interface Scenario {
  readonly world: World;
  readonly shops: readonly Shop[];
  /** Lets time pass with the functions on schedule. */
  run(ms: number): Promise<void>;
  /** Lets time pass with poll-orders alone on schedule. */
  runPolls(ms: number): Promise<void>;
  /** Lets time pass with nothing running: deployed nowhere, paused everywhere, asleep. */
  nothingRuns(ms: number): Promise<void>;
  row(shop: Shop, orderNumber: string): OrderRow | undefined;
  rows(shop: Shop): OrderRow[];
  broken(): string[];
}

/** Starts a calm world with some shops and their backlog. `onExchange` is called for every call to the mall, before its answer arrives. */
export async function createScenario(
  seed: number,
  change: Partial<Swarm> = {},
  onExchange: (exchange: Exchange) => void = () => undefined,
): Promise<Scenario> {
  const world = await createWorld(seed, { swarm: { ...calm, ...change }, outages: null, onExchange });
  const poll = createFunction(world, 'poll');
  const reconcile = createFunction(world, 'reconcile');
  const { time } = world;
  const schedule = async (ms: number, withReconcile: boolean): Promise<void> => {
    const end = time.now() + ms;
    for (let minute = 0; time.now() < end; minute++) {
      poll.fire(0, 1);
      if (withReconcile && minute % 5 === 0) reconcile.fire(0, 1);
      await time.runUntil(Math.min(time.now() + minuteMs, end));
    }
  };
  return {
    world,
    shops: world.shops,
    run: (ms) => schedule(ms, true),
    runPolls: (ms) => schedule(ms, false),
    nothingRuns: (ms) => time.runUntil(time.now() + ms),
    row: (shop, orderNumber) => world.store.rowsByShop.get(shop.key)?.get(orderNumber),
    rows: (shop) => allRows(world.store).filter((row) => row.shop === shop.key),
    broken: () => brokenInvariants(world),
  };
}

/** A scenario that has caught up with its backlog, and one of its shops. */
export async function startedScenario(
  ...args: Parameters<typeof createScenario>
): Promise<Scenario & { readonly shop: Shop }> {
  const scenario = await createScenario(...args);
  await scenario.run(30 * minuteMs);
  const [shop] = scenario.shops;
  if (!shop) throw new Error('The world has no shop.');
  return { ...scenario, shop };
}
