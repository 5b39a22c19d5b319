import { dayMs, secondMs } from '../../../core/kernel/time.ts';
import type { MallOrder } from '../../../core/model/order.ts';
import type { Shop, ShopKey } from '../../../core/model/shop.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import type { Malls } from '../../../core/ports/ports.ts';
import type { Vault } from '../../../core/ports/shops.ts';
import { rmsTraits } from '../../../malls/rms/traits.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { VirtualTime } from '../virtual-time.ts';

/** A mall that costs nothing to simulate: tens of thousands of shops, and orders that are hardly more than a number. */
export interface StubMall {
  malls(vault: Vault): Malls;
  /** An order of a shop, placed now; it stays in its progress for ever. */
  placeOrder(shop: Shop, progress?: string): void;
  /** What was called since the last asking. */
  takeLoad(): MallLoad;
}

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

  const call = async (shop: ShopKey): Promise<void> => {
    begun.push(time.now());
    callsOf.set(shop, (callsOf.get(shop) ?? 0) + 1);
    atOnceMax = Math.max(atOnceMax, ++atOnce);
    await time.sleep(chance.int(...callMs));
    atOnce--;
  };
  const shopAt = ({
    key,
  }: Pick<Shop, 'key'>): Pick<MallShop, 'traits' | 'listOrders' | 'readOrders' | 'keyExpiry'> => ({
    traits: rmsTraits,
    async listOrders({ from, to, progress: wanted }) {
      await call(key);
      const listed = (orders.get(key) ?? []).filter(
        ({ orderedAt, progress }) => orderedAt >= from && orderedAt <= to && (wanted?.includes(progress) ?? true),
      );
      const orderNumbers = listed.map(({ orderNumber }) => orderNumber);
      return { orderNumbers, total: orderNumbers.length, pages: 1, mallTime: time.now() };
    },
    async keyExpiry() {
      await call(key);
      return { part: 'licence', at: time.now() + 60 * dayMs };
    },
    async readOrders(orderNumbers) {
      await call(key);
      const asked = new Set(orderNumbers);
      const found = (orders.get(key) ?? []).filter(({ orderNumber }) => asked.has(orderNumber));
      return { orders: found, unreadable: [], absent: [] };
    },
  });

  return {
    malls: (vault) => ({
      names: ['rms'],
      traits: () => rmsTraits,
      async shop(shop) {
        await vault.open(shop.key, shop.credential);
        return shopAt(shop) as MallShop;
      },
      shopWith: (shop) => shopAt(shop) as MallShop,
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
