import { dayMs, minuteMs } from '../../core/kernel/time.ts';
import { type MallName, type Shop, shopKey } from '../../core/model/shop.ts';
import type { Malls } from '../../core/ports/ports.ts';
import type { Credential } from '../../core/ports/shops.ts';
import { openRmsShop } from '../../malls/rms/client.ts';
import type { RmsCredential } from '../../malls/rms/site.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { type LevelChange, prng, type SharedControl, seedOf } from '../../simulator/index.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { createMemoryStore, memoryPorts } from '../memory/index.ts';
import { memoryRests } from '../memory/leases.ts';
import { noFaults } from '../worlds/fault-kinds.ts';
import { mallTransport } from '../worlds/mall-transport.ts';
import { noWriteFaults, type ProcessWorld, type SimulatedProcess, startProcess } from '../worlds/process.ts';
import { atRms } from '../worlds/rms-mall.ts';
import { drawsFrom } from '../worlds/stream-draws.ts';
import { createVirtualTime } from '../worlds/virtual-time.ts';
import { besideNamed, mallAt, type WorldMall } from '../worlds/world-mall.ts';
import type { Caller, Day, DrillCall, Keyless, OpenDay, ShownLevel } from './day.ts';
import { makeMallBeside } from './malls-beside.ts';
import { enterMerchant, merchantAt, openAtRms, openBeside } from './onboard.ts';
import { lateOrders, type PlannedOrder, planKey, planOrders, planOrdersBeside } from './orders-of-day.ts';
import type { Script } from './scripts.ts';
import { planWishes } from './status/plan-wishes.ts';
import { writeFaults } from './status/write-faults.ts';
import { drawTrader, enterGoods, goodsOf, type Trader } from './stock/goods.ts';

/** The day begins this long before the mall fails. */
const before = 90 * minuteMs;

/** Prepares a day: `shops` merchants with a shop at each mall, some more at RMS, orders and changes of them all day, RMS's troubles of the script. */
export async function createDay(options: {
  readonly script: Script;
  readonly shops: number;
  /** Shops at RMS beyond these, whose merchants keep no stock. */
  readonly bystanders: number;
  /** The malls beside RMS, and whether Amazon is throttled all day. */
  readonly malls: readonly MallName[];
  readonly throttled: boolean;
  /** Of a hundred messages of Amazon and Shopify so many are lost; null: they send none. */
  readonly missingHints: number | null;
  /** The share of shops that glances may look at, in percent. */
  readonly warmPercent: number;
  /** How many times as many orders come as on a usual day, and whether a tenth of the shops has 80 % of them. */
  readonly orders: number;
  readonly isPareto: boolean;
  /** SKUs that each shop sells. */
  readonly skus: number;
  readonly seed: number;
  /** Changes of statuses that are asked for. */
  readonly pushes: number;
  readonly onCall: (call: DrillCall) => void;
  readonly onLevel: (level: ShownLevel) => void;
  readonly onLine?: ProcessWorld['onLine'];
}): Promise<Day> {
  const { script, seed } = options;
  const start = script.from - before;
  const chance = prng(seedOf(seed, 'drill'));
  const time = createVirtualTime(start);
  const heard = (mall: MallName) => (change: LevelChange) =>
    options.onLevel(shownLevel(mallAt(day, shopKey(mall, change.shop)), change));
  const rms = createRms({ now: time.now, seed, settings: {}, onLevel: heard('rms') });
  const { throttled, missingHints, warmPercent, orders, isPareto } = options;
  const sales = { orders, isPareto };
  const making = { seed, now: time.now, throttled, missingHints };
  const store = createMemoryStore();
  let processes = 0;
  const keyless: Keyless[] = [];
  const placed = new Map<string, readonly PlannedOrder[]>();
  const day: OpenDay & { readonly shops: Shop[]; readonly traders: Trader[] } = {
    script,
    seed,
    start,
    time,
    chance,
    rms,
    throttled,
    missingHints,
    warmPercent,
    glanced: new Map(),
    atRms: atRms(rms),
    beside: options.malls.map((mall) => makeMallBeside(mall, { ...making, onLevel: heard(mall) })),
    store,
    shops: [],
    traders: [],
    keyless,
    logs: [],
    unexpected: [],
    startProcess(caller) {
      const world = {
        time,
        store,
        draws: drawsFrom(chance),
        counts: noFaults(),
        logs: day.logs,
        faults: () => noWriteFaults,
      };
      const heard = options.onLine === undefined ? {} : { onLine: options.onLine };
      const rest = { note: () => {}, onWarning: () => {}, onCursor: () => {}, ...heard };
      const malls = (process: Pick<SimulatedProcess, 'isAlive' | 'clock'>): Malls =>
        mallsOf(day, process, caller, options.onCall);
      return startProcess({ ...world, ...rest, malls }, `${caller}-${++processes}`, 0);
    },
  };
  // One shop or two bear witness of the mall alone.
  const isRms = script.mall === undefined;
  const withoutKey = options.shops < 3 || !isRms ? null : Math.floor(options.shops / 3);
  const goodsChance = prng(seedOf(seed, 'goods'));
  const ports = memoryPorts(store);
  for (let index = 0; index < options.shops + options.bystanders; index++) {
    const expiry = index === withoutKey ? planKey(script) : null;
    const merchant = merchantAt(index, options.shops);
    await enterMerchant(day, merchant);
    const number = String(index + 1).padStart(3, '0');
    const where = { code: `shop-${number}`, merchant: merchant.id, shard: index % 2, skus: options.skus };
    const shop = await openAtRms(day, where, expiry?.from ?? start + 1_000 * dayMs);
    if (expiry !== null) keyless.push({ shop: shop.key, ...expiry });
    placed.set(
      shop.code,
      planOrders(day, { code: shop.code, rank: index }, { ...sales, shops: options.shops + options.bystanders }),
    );
    if (index % 10 === 3 && isRms) lateOrders(day, shop.code);
    day.shops.push(shop);
    if (index >= options.shops) continue;
    const shops = [shop.key];
    for (const mall of day.beside) {
      const opened = await openBeside(day, mall, { ...where, code: `store-${number}` });
      await mall.subscribe?.(opened, await ports.vault.open(opened.key, opened.credential));
      planOrdersBeside(day, mall, { code: opened.code, rank: index }, { ...sales, shops: options.shops }, goodsChance);
      shops.push(opened.key);
    }
    const trader = drawTrader(goodsChance, day, { merchant: merchant.id, shops }, goodsOf(rms, shop.code));
    await enterGoods(ports, trader, start);
    day.traders.push(trader);
  }
  const wishes = planWishes(day, options.pushes, placed);
  // Those of single writes first: of two faults that could strike a call, the one entered first does.
  const control: Pick<SharedControl, 'break'> = isRms ? rms.control : besideNamed(day, script.mall).control;
  for (const fault of [...writeFaults(script), ...script.faults]) control.break(fault);
  return { ...day, wishes };
}

/** A change of a level by the names of our tables. Less than nothing is shown as nothing (Shopify, where an order is changed to more than there is). */
function shownLevel(
  { mall, itemOf }: WorldMall,
  { shop, names: [one, other], level, ...change }: LevelChange,
): ShownLevel {
  return {
    ...change,
    shop: shopKey(mall, shop),
    item: itemOf({ manageNumber: one, variantId: other || one }),
    level: level === null ? null : Math.max(0, level),
  };
}

function mallsOf(
  { rms, beside, time, chance, store }: OpenDay,
  process: Pick<SimulatedProcess, 'isAlive' | 'clock'>,
  caller: Caller,
  onCall: (call: DrillCall) => void,
): Malls {
  const vault = memoryPorts(store).vault;
  const transportTo = (mall: MallName, handler: Pick<typeof rms, 'handle'>, shop: string) =>
    mallTransport({
      rms: handler,
      time,
      chance,
      isAlive: process.isAlive,
      pageRows: rmsTraits.pageSize,
      onExchange: (exchange) => {
        onCall({ ...exchange, caller, mall, shop });
        return 0;
      },
    });
  const rests = memoryRests(store);
  const shopsBeside = new Map(
    beside.map((other) => [
      other.mall,
      other.shopsOf({ ...process, rests }, ({ code }) => transportTo(other.mall, other, code)),
    ]),
  );
  const open = (shop: Shop, credential: Credential) =>
    shopsBeside.get(shop.mall)?.(shop, credential) ??
    openRmsShop({
      shop,
      credential: credential as RmsCredential,
      baseUrl: 'https://rms.invalid',
      now: () => process.clock.now(),
      settings: { timeoutMs: 20_000 },
      transport: transportTo('rms', rms, shop.code),
    });
  return {
    names: ['rms', ...beside.map(({ mall }) => mall)],
    traits: (mall) => (mall === 'rms' ? rmsTraits : besideNamed({ beside }, mall).traits),
    shop: async (shop) => open(shop, await vault.open(shop.key, shop.credential)),
    shopWith: open,
  };
}
