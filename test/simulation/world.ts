import { type Shop, shopKey } from '../../core/merchants/shop.ts';
import { defaultImportSettings, type ImportSettings } from '../../core/orders/settings.ts';
import type { MallTraits } from '../../core/ports/mall.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../core/units.ts';
import { openRmsShop } from '../../malls/rms/client.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { type Prng, prng, seedOf } from '../../simulator/prng.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { createMemoryStore, type MemoryLog, type MemoryStore, memoryPorts } from '../support/memory/index.ts';
import { createCursorWatch } from './cursor-watch.ts';
import { type FaultCounts, noFaults } from './fault-kinds.ts';
import { leaveGoneRows } from './gone-shops.ts';
import { type Exchange, mallTransport } from './mall-transport.ts';
import { meddle } from './meddle.ts';
import { type ProcessWorld, type SimulatedProcess, startProcess, type WriteFaults } from './process.ts';
import { importByHand } from './runs.ts';
import { drawSwarm, type Swarm } from './swarm.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

const calm: WriteFaults = { crash: 0, lostReply: 0, refusal: 0, leaseIgnored: 0, busRefusal: 0 };

/** One seed's world: a mall, some shops, the tables, and processes that come and go. */
export interface World {
  readonly seed: number;
  readonly swarm: Swarm;
  readonly start: number;
  readonly time: VirtualTime;
  readonly chance: Prng;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly counts: FaultCounts;
  readonly shops: readonly Shop[];
  readonly trace: string[];
  /** What every process logged. */
  readonly logs: MemoryLog[];
  /** Errors no process may ever end with. */
  readonly unexpected: string[];
  /** False once the story is over: nothing breaks any more. */
  stormy: boolean;
  /** When that was. */
  calmSince: number | null;
  /** How many shards the latest deployment has. */
  shards: number;
  startProcess(): SimulatedProcess;
  /** Somebody adds a shop, in any shard. */
  addShop(shard: number): Promise<Shop>;
  /** Somebody imports a span of a shop by hand. */
  importByHand(shop: Shop, span: { from: number; to: number }): void;
  note(line: string): void;
}

/** Builds a seed's world with its shops onboarded and their first orders placed. */
export async function createWorld(
  seed: number,
  options: { trace?: boolean; onExchange?: (exchange: Exchange) => void; swarm?: Partial<Swarm> } = {},
): Promise<World> {
  const chance = prng(seedOf(seed, 'story'));
  const swarm = { ...drawSwarm(prng(seedOf(seed, 'swarm'))), ...options.swarm };
  // Any hour of the day, so that midnight and the night batch fall everywhere.
  const start = Date.UTC(2026, 1, 2 + (seed % 5)) + chance.int(0, 23) * hourMs + chance.int(0, 3_599_999);
  const time = createVirtualTime(start);
  // A recipient's address changes no progress, so only the nightly re-reading finds it: it comes before that night.
  const rms = createRms({
    now: () => time.now(),
    seed,
    settings: { flow: { socialGiftInputDelayMs: 5 * hourMs }, edit: { removedLines: swarm.removedLines } },
  });
  const store = createMemoryStore();
  const counts = noFaults();
  let processes = 0;
  const world: Omit<World, 'shops'> & { shops: Shop[] } = {
    seed,
    swarm,
    start,
    time,
    chance,
    rms,
    store,
    counts,
    shops: [],
    trace: [],
    logs: [],
    unexpected: [],
    stormy: true,
    calmSince: null,
    shards: swarm.shards,
    note(line) {
      if (options.trace) world.trace.push(`${new Date(time.now()).toISOString()} ${line}`);
    },
    importByHand: (shop, span) => importByHand(world, shop, span),
    async addShop(shard) {
      const shop = await onboard(world, world.shops.length, shard);
      world.shops.push(shop);
      return shop;
    },
    startProcess() {
      const skewMs =
        world.stormy && chance.chance(swarm.skewChance) ? chance.pick([-hourMs, hourMs, 7_000, -90_000]) : 0;
      if (skewMs !== 0) counts['clock-skew']++;
      return startProcess(processWorld, `p${++processes}`, skewMs);
    },
  };
  const traits: MallTraits = { ...rmsTraits, readBatch: swarm.readBatch, maxListed: swarm.maxListed };
  const watch = createCursorWatch(world);
  const processWorld: ProcessWorld = {
    onCursor: watch,
    logs: world.logs,
    onWarning(event, fields) {
      // Once nothing breaks any more, no visit to a shop may fail; what the storm left in flight may end first.
      if (world.calmSince !== null && time.now() > world.calmSince + 5 * minuteMs && event.startsWith('shop.visit')) {
        world.unexpected.push(`a shop could not be visited in calm weather: ${JSON.stringify(fields)}`);
      }
    },
    time,
    store,
    chance,
    counts,
    note: world.note,
    faults: () => (world.stormy ? swarm.writes : calm),
    malls: (process) => ({
      traits: () => traits,
      async shop(shop) {
        const credential = await memoryPorts(store).vault.open(shop.key, shop.credential);
        const mall = openRmsShop({
          shop,
          credential,
          baseUrl: 'https://rms.invalid',
          now: () => process.clock.now(),
          settings: { timeoutMs: 20_000 },
          transport: mallTransport({
            rms,
            time,
            chance,
            isAlive: process.isAlive,
            pageRows: swarm.pageRows,
            onExchange: (exchange) => {
              options.onExchange?.(exchange);
              if (options.trace) world.note(`${shop.code} ${summaryOf(exchange)}`);
              return meddle(world, shop, exchange);
            },
          }),
        });
        return { ...mall, traits };
      },
      shopWith: () => {
        throw new Error('No shop is added while a world runs.');
      },
    }),
  };
  for (let index = 0; index < swarm.shops; index++) await world.addShop(index % swarm.shards);
  return world;
}

async function onboard(world: Omit<World, 'shops'>, index: number, shard: number): Promise<Shop> {
  const code = `shop-${index + 1}`;
  const { control } = world.rms;
  const account = control.addShop({ shopUrl: code, keyExpiresAt: world.start + 1_000 * dayMs });
  const ports = memoryPorts(world.store);
  const key = shopKey('rms', code);
  const daysAgo = index === 0 ? world.swarm.longAgoDays : world.chance.int(1, 4);
  const importFrom = Math.floor((world.start - daysAgo * dayMs) / secondMs) * secondMs;
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: code,
    merchant: world.chance.chance(0.5) ? 'merchant-1' : `merchant-${index + 2}`,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await ports.vault.seal(key, shard, 1, {
      serviceSecret: account.serviceSecret,
      licenseKey: account.licenseKey,
    }),
  };
  await ports.shops.add(shop);
  await leaveGoneRows(world, shop, world.swarm.goneRows);
  // A backlog that waits on the first day, some of it from before the shop's chosen date.
  const backlog = Math.ceil(world.swarm.ordersPerShop / 3);
  const yesterday = world.start - dayMs;
  control.addOrders(code, { count: Math.ceil(backlog / 2), at: { from: importFrom - dayMs, to: yesterday } });
  control.addOrders(code, { count: Math.floor(backlog / 2), at: { from: yesterday, to: world.start } });
  // Just where one window of a long import ends and the next begins.
  for (let edge = importFrom; edge < world.start; edge += rmsTraits.maxSpanMs) {
    for (const at of [edge, edge + secondMs]) control.addOrders(code, { count: 1, at });
  }
  return shop;
}

function summaryOf({ request, outcome }: Exchange): string {
  const ending = outcome.ending === 'answer' ? `${outcome.status}` : outcome.ending;
  return `${request.path} ${request.body.slice(0, 300)} -> ${ending}`;
}

/** Settings of the simulated system: production's, except where a small world would never come to a limit. */
export function settingsOf({ swarm }: Pick<World, 'swarm'>): ImportSettings {
  return { ...defaultImportSettings, dueAtOnce: swarm.dueAtOnce };
}
