import { dayMs, secondMs } from '../../../core/kernel/time.ts';
import type { MallOrder } from '../../../core/model/order.ts';
import type { OrderState, ParcelRow } from '../../../core/model/push.ts';
import type { Shop, ShopKey } from '../../../core/model/shop.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import type { OrderAnswer, OrderStatusApi } from '../../../core/ports/order-status-api.ts';
import type { Malls } from '../../../core/ports/ports.ts';
import type { Vault } from '../../../core/ports/shops.ts';
import { rmsTraits } from '../../../malls/rms/traits.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { VirtualTime } from '../virtual-time.ts';

/** A mall that costs nothing to simulate: tens of thousands of shops, and orders that are hardly more than a number. */
export interface StubMall {
  /** The mall as one process calls it. */
  malls(vault: Vault, core: Core): Malls;
  /** An order of a shop, placed now; it stays in its progress for ever. */
  placeOrder(shop: Shop, progress?: string): void;
  /** What was called since the last asking. */
  takeLoad(): MallLoad;
}

/** A process's share of a core: what its calls take of it is done one after the other. */
export interface Core {
  /** Resolves when so many milliseconds of a whole core are done. */
  works(ms: number): Promise<void>;
}

/** The share that Lambda gives with memory: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export function coreOf(time: VirtualTime, { memoryMiB }: { readonly memoryMiB: number }): Core {
  let freeAt = 0;
  return {
    works(ms) {
      freeAt = Math.max(time.now(), freeAt) + (ms * memoryMiBOfACore) / memoryMiB;
      return time.sleep(freeAt - time.now());
    },
  };
}

const memoryMiBOfACore = 1_769;

/**
 * What a call of a mall that closes every connection takes of a core, and an order with its writes, in milliseconds, as `npm run bench`
 * measured both. `test/simulation/scale.test.ts` compares them with what was recorded.
 */
export const cpuMs = { call: 2.01, order: 1.98 };

/** What calls a mall has had. */
export interface MallLoad {
  readonly calls: number;
  readonly callsOf: ReadonlyMap<ShopKey, number>;
  /** Most calls begun within one second. */
  readonly perSecondMax: number;
  /** Most calls under way at once. */
  readonly atOnceMax: number;
}

/** @param callMs the shortest and the longest a call takes */
export function createStubMall(time: VirtualTime, chance: Prng, callMs: readonly [number, number]): StubMall {
  const orders = new Map<ShopKey, MallOrder[]>();
  let begun: number[] = [];
  let callsOf = new Map<ShopKey, number>();
  let atOnce = 0;
  let atOnceMax = 0;

  const parcels = new Map<ShopKey, Map<string, ParcelRow>>();

  const call = async (shop: ShopKey, core: Core): Promise<void> => {
    await core.works(cpuMs.call);
    begun.push(time.now());
    callsOf.set(shop, (callsOf.get(shop) ?? 0) + 1);
    atOnceMax = Math.max(atOnceMax, ++atOnce);
    await time.sleep(chance.int(...callMs));
    atOnce--;
  };
  const stateOf = (shop: ShopKey, orderNumber: string): OrderState => {
    const row = parcels.get(shop)?.get(orderNumber);
    const [progress, stage] = row === undefined ? (['300', 'to-ship'] as const) : (['500', 'shipped'] as const);
    const baskets = [{ basketId: '1', rows: row === undefined ? [] : [row] }];
    return { orderNumber, progress, stage, subStatusId: null, memo: null, baskets };
  };
  const statusAt = (key: ShopKey, core: Core): OrderStatusApi => ({
    batch: 100,
    functions: {},
    async readStates(orderNumbers) {
      await call(key, core);
      return { states: orderNumbers.map((orderNumber) => stateOf(key, orderNumber)), absent: [], unreadable: [] };
    },
    async ship(orderNumber, changes) {
      await call(key, core);
      const ofShop = parcels.get(key) ?? new Map<string, ParcelRow>();
      parcels.set(key, ofShop);
      for (const change of changes) {
        if (change.kind !== 'remove') ofShop.set(orderNumber, { rowId: '1', ...change.parcel });
      }
      const answer: OrderAnswer = { kind: 'accepted', code: 'ok' };
      return { requestId: null, orders: new Map([[orderNumber, answer]]) };
    },
  });
  const shopAt = (
    { key }: Pick<Shop, 'key'>,
    core: Core,
  ): Pick<MallShop, 'traits' | 'listOrders' | 'readOrders' | 'keyExpiry' | 'status'> => ({
    traits: rmsTraits,
    status: statusAt(key, core),
    async listOrders({ from, to, progress: wanted }) {
      await call(key, core);
      const listed = (orders.get(key) ?? []).filter(
        ({ orderedAt, progress }) => orderedAt >= from && orderedAt <= to && (wanted?.includes(progress) ?? true),
      );
      const orderNumbers = listed.map(({ orderNumber }) => orderNumber);
      return { orderNumbers, total: orderNumbers.length, pages: 1, mallTime: time.now() };
    },
    async keyExpiry() {
      await call(key, core);
      return { part: 'licence', at: time.now() + 60 * dayMs };
    },
    async readOrders(orderNumbers) {
      await call(key, core);
      const asked = new Set(orderNumbers);
      const found = (orders.get(key) ?? []).filter(({ orderNumber }) => asked.has(orderNumber));
      await core.works(cpuMs.order * found.length);
      return { orders: found, unreadable: [], absent: [] };
    },
  });

  return {
    malls: (vault, core) => ({
      names: ['rms'],
      traits: () => rmsTraits,
      async shop(shop) {
        await vault.open(shop.key, shop.credential);
        return shopAt(shop, core) as MallShop;
      },
      shopWith: (shop) => shopAt(shop, core) as MallShop,
    }),
    placeOrder({ key, code }, progress = '100') {
      const placed = orders.get(key) ?? [];
      const orderNumber = `${code}-${placed.length + 1}`;
      const orderedAt = Math.floor(time.now() / secondMs) * secondMs;
      const lines = [{ lineId: '1', sku: `sku-${placed.length % 50}`, quantity: 1 }];
      orders.set(key, [...placed, { orderNumber, progress, orderedAt, lines, original: `{"n":"${orderNumber}"}` }]);
    },
    takeLoad() {
      const load = { calls: begun.length, callsOf, perSecondMax: mostWithin(begun, secondMs), atOnceMax };
      begun = [];
      callsOf = new Map();
      atOnceMax = atOnce;
      return load;
    },
  };
}

/** The most of these moments, which ascend, that lie within a span. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  let first = 0;
  let most = 0;
  for (const [index, moment] of moments.entries()) {
    while (moment - (moments[first] as number) >= spanMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
