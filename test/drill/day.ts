import { type Capability, capabilities } from '../../core/health/capability.ts';
import { newMerchant } from '../../core/merchants/merchant.ts';
import { newShop } from '../../core/merchants/new-shop.ts';
import { type Shop, shopKey } from '../../core/merchants/shop.ts';
import type { Malls } from '../../core/ports/index.ts';
import { dayMs, hourMs, minuteMs } from '../../core/units.ts';
import { openRmsShop } from '../../malls/rms/client.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { type Prng, prng, seedOf } from '../../simulator/prng.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { noFaults } from '../simulation/fault-kinds.ts';
import { type Exchange, mallTransport } from '../simulation/mall-transport.ts';
import { type SimulatedProcess, startProcess } from '../simulation/process.ts';
import { createVirtualTime, type VirtualTime } from '../simulation/virtual-time.ts';
import { createMemoryStore, type MemoryLog, type MemoryStore, memoryPorts } from '../support/memory/index.ts';
import type { Script } from './scripts.ts';

/** Who makes a call: the schedules' workers, the probes, or a person. */
export type Caller = 'worker' | 'probe' | 'person';

/** A call to the mall, and who made it. */
export interface DrillCall extends Exchange {
  readonly caller: Caller;
  readonly shop: string;
}

/** A day of many shops before it begins: onboarded, caught up, with orders that will come. */
export interface Day {
  readonly script: Script;
  readonly seed: number;
  readonly start: number;
  readonly time: VirtualTime;
  readonly chance: Prng;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly shops: readonly Shop[];
  readonly logs: MemoryLog[];
  /** Errors no process may end with. */
  readonly unexpected: string[];
  startProcess(caller: Caller): SimulatedProcess;
}

/** What merchants have switched on, so that every outage finds some whom it does not concern. */
const featuresByTurn: readonly (readonly Capability[])[] = [
  capabilities,
  ['import'],
  capabilities,
  ['import', 'status'],
  ['stock'],
];
/** Orders that a shop gets in a day. */
const ordersADay = { from: 8, to: 60 };
/** The day begins this long before the mall fails, and its orders come until this long after. */
const before = 90 * minuteMs;
const after = 3 * hourMs;

/** Prepares a day: `shops` shops, their merchants, orders all day, the mall's troubles of the script. */
export async function createDay(options: {
  readonly script: Script;
  readonly shops: number;
  readonly seed: number;
  readonly onCall: (call: DrillCall) => void;
}): Promise<Day> {
  const { script, seed } = options;
  const start = script.from - before;
  const chance = prng(seedOf(seed, 'drill'));
  const time = createVirtualTime(start);
  const rms = createRms({ now: () => time.now(), seed, settings: {} });
  const store = createMemoryStore();
  let processes = 0;
  const day: Omit<Day, 'shops'> & { shops: Shop[] } = {
    script,
    seed,
    start,
    time,
    chance,
    rms,
    store,
    shops: [],
    logs: [],
    unexpected: [],
    startProcess(caller) {
      const world = { time, store, chance, counts: noFaults(), logs: day.logs, faults: () => calm };
      const rest = { note: () => {}, onWarning: () => {}, onCursor: () => {} };
      const malls = (process: { isAlive(): boolean; clock: { now(): number } }): Malls =>
        mallsOf(day, process, caller, options.onCall);
      return startProcess({ ...world, ...rest, malls }, `${caller}-${++processes}`, 0);
    },
  };
  for (let index = 0; index < options.shops; index++) day.shops.push(await onboard(day, index));
  for (const fault of script.faults) rms.control.break(fault);
  return day;
}

const calm = { crash: 0, lostReply: 0, refusal: 0, leaseIgnored: 0, busRefusal: 0 };

async function onboard(day: Omit<Day, 'shops'>, index: number): Promise<Shop> {
  const { rms, chance, start } = day;
  const code = `shop-${String(index + 1).padStart(3, '0')}`;
  const account = rms.control.addShop({ shopUrl: code, keyExpiresAt: start + 1_000 * dayMs });
  const ports = memoryPorts(day.store);
  // Every third merchant has two shops.
  const merchant = `merchant-${String(Math.floor((index * 3) / 4) + 1).padStart(3, '0')}`;
  const features = featuresByTurn[Number(merchant.slice(-3)) % featuresByTurn.length] ?? capabilities;
  const contacts = [`${merchant}@example.jp`];
  await ports.merchants.put(newMerchant(merchant, { name: `株式会社${merchant}`, contacts, features }, start));
  const key = shopKey('rms', code);
  const credential = await ports.vault.seal(key, 0, 1, account);
  const facts = { mall: 'rms', code, name: `${code} 楽天市場店`, merchant, shard: index % 2 } as const;
  const shop = newShop({ ...facts, importFrom: start - dayMs, callsPerSecond: 1 }, credential);
  await ports.shops.add(shop);
  placeOrders(day, code, chance.int(ordersADay.from, ordersADay.to));
  return shop;
}

/** Orders at random moments: the market stays open while its merchants' system is away. */
function placeOrders({ rms, chance, script, start }: Omit<Day, 'shops'>, code: string, perDay: number): void {
  const end = script.to + after;
  const count = Math.max(2, Math.round((perDay * (end - start)) / dayMs));
  for (let order = 0; order < count; order++) rms.control.addOrders(code, { count: 1, at: chance.int(start, end) });
  // Some of the day before, as a shop that was imported all along has them.
  rms.control.addOrders(code, { count: Math.ceil(perDay / 4), at: { from: start - dayMs / 2, to: start - minuteMs } });
}

function mallsOf(
  { rms, time, chance, store }: Omit<Day, 'shops'>,
  process: { isAlive(): boolean; clock: { now(): number } },
  caller: Caller,
  onCall: (call: DrillCall) => void,
): Malls {
  const vault = memoryPorts(store).vault;
  return {
    traits: () => rmsTraits,
    async shop(shop) {
      return openRmsShop({
        shop,
        credential: await vault.open(shop.key, shop.credential),
        baseUrl: 'https://rms.invalid',
        now: () => process.clock.now(),
        settings: { timeoutMs: 20_000 },
        transport: mallTransport({
          rms,
          time,
          chance,
          isAlive: process.isAlive,
          pageRows: rmsTraits.pageSize,
          onExchange: (exchange) => {
            onCall({ ...exchange, caller, shop: shop.code });
            return 0;
          },
        }),
      });
    },
    shopWith: () => {
      throw new Error('No shop is added during a drill.');
    },
  };
}
