import { type Capability, capabilities } from '../../core/health/capability.ts';
import { newMerchant } from '../../core/merchants/merchant.ts';
import { newShop } from '../../core/merchants/new-shop.ts';
import { type Shop, shopKey } from '../../core/merchants/shop.ts';
import type { Malls } from '../../core/ports/index.ts';
import type { Credential, RmsCredential } from '../../core/ports/vault.ts';
import { dayMs, minuteMs } from '../../core/units.ts';
import { openRmsShop } from '../../malls/rms/client.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { type Prng, prng, seedOf } from '../../simulator/prng.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { noFaults } from '../simulation/fault-kinds.ts';
import { type Exchange, mallTransport } from '../simulation/mall-transport.ts';
import { type SimulatedProcess, startProcess } from '../simulation/process.ts';
import { createVirtualTime, type VirtualTime } from '../simulation/virtual-time.ts';
import { createMemoryStore, type MemoryLog, type MemoryStore, memoryPorts } from '../support/memory/index.ts';
import type { Caller, Keyless } from './facts.ts';
import { lateOrders, type PlannedOrder, planKey, planOrders } from './orders-of-day.ts';
import type { Script } from './scripts.ts';
import { planWishes } from './status/plan-wishes.ts';
import type { Wish } from './status/wish.ts';
import { writeFaults } from './status/write-faults.ts';

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
  /** The shop whose key runs out in the middle, and until when. */
  readonly keyless: readonly Keyless[];
  readonly logs: MemoryLog[];
  /** Errors no process may end with. */
  readonly unexpected: string[];
  /** The changes of statuses that somebody will ask for. */
  readonly wishes: readonly Wish[];
  startProcess(caller: Caller): SimulatedProcess;
}

/** A day whose shops are still being opened. */
export type OpenDay = Omit<Day, 'shops' | 'wishes'>;

/** What merchants have switched on, so that every outage finds some whom it does not concern. */
const featuresByTurn: readonly (readonly Capability[])[] = [
  capabilities,
  ['import'],
  capabilities,
  ['import', 'status'],
  ['stock'],
];
/** The day begins this long before the mall fails. */
const before = 90 * minuteMs;

/** Prepares a day: `shops` shops, their merchants, orders and changes of them all day, the mall's troubles of the script. */
export async function createDay(options: {
  readonly script: Script;
  readonly shops: number;
  readonly seed: number;
  /** Changes of statuses that are asked for. */
  readonly pushes: number;
  readonly onCall: (call: DrillCall) => void;
}): Promise<Day> {
  const { script, seed } = options;
  const start = script.from - before;
  const chance = prng(seedOf(seed, 'drill'));
  const time = createVirtualTime(start);
  const rms = createRms({ now: () => time.now(), seed, settings: {} });
  const store = createMemoryStore();
  let processes = 0;
  const keyless: Keyless[] = [];
  const placed = new Map<string, readonly PlannedOrder[]>();
  const day: OpenDay & { readonly shops: Shop[] } = {
    script,
    seed,
    start,
    time,
    chance,
    rms,
    store,
    shops: [],
    keyless,
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
  const withoutKey = Math.floor(options.shops / 3);
  for (let index = 0; index < options.shops; index++) {
    const expiry = index === withoutKey ? planKey(script) : null;
    const shop = await onboard(day, index, expiry?.from ?? start + 1_000 * dayMs, placed);
    if (expiry !== null) keyless.push({ shop: shop.key, ...expiry });
    day.shops.push(shop);
  }
  const wishes = planWishes(day, options.pushes, placed);
  // Those of single writes first: of two faults that could strike a call, the one entered first does.
  for (const fault of [...writeFaults(script), ...script.faults]) rms.control.break(fault);
  return { ...day, wishes };
}

const calm = { crash: 0, lostReply: 0, refusal: 0, leaseIgnored: 0, busRefusal: 0 };

async function onboard(
  day: OpenDay,
  index: number,
  keyExpiresAt: number,
  placed: Map<string, readonly PlannedOrder[]>,
): Promise<Shop> {
  const { rms, start } = day;
  const code = `shop-${String(index + 1).padStart(3, '0')}`;
  const account = rms.control.addShop({ shopUrl: code, keyExpiresAt });
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
  placed.set(code, planOrders(day, code));
  if (index % 10 === 3) lateOrders(day, code);
  return shop;
}

function mallsOf(
  { rms, time, chance, store }: OpenDay,
  process: { isAlive(): boolean; clock: { now(): number } },
  caller: Caller,
  onCall: (call: DrillCall) => void,
): Malls {
  const vault = memoryPorts(store).vault;
  const open = (shop: Shop, credential: Credential) =>
    openRmsShop({
      shop,
      credential: credential as RmsCredential,
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
  return {
    traits: () => rmsTraits,
    shop: async (shop) => open(shop, await vault.open(shop.key, shop.credential)),
    shopWith: open,
  };
}
