import { beforeEach, describe, expect, it } from 'vitest';
import { readAndStore } from '../../../../core/import/read-and-store.ts';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import type { MallOrder } from '../../../../core/model/order.ts';
import { type Shop, type ShopKey, shopKey } from '../../../../core/model/shop.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { createProcessCache, type ImportSession, openImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { findShopsOf } from '../../../../ops/pushes/places.ts';
import { createMemoryStore, type MemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, orderNumberOf, shop as shopOf } from '../../../contract/fixtures.ts';

const orderNumber = orderNumberOf(1);
const first = shopOf({ key: 'rms#hanamori', merchant: 'hanamori' });
const second = shopOf({ key: 'rms#midori', merchant: 'midori' });
/** Another shop of the first merchant. */
const third = shopOf({ key: shopKey('rms', 'hanamori-2'), merchant: 'hanamori' });

let store: MemoryStore;
let ports: Ports;
/** What each shop's mall shows under the one number; pieces of the one SKU. */
let shown: Map<ShopKey, { pieces: number; progress: string }>;
let runs: Map<ShopKey, ImportSession>;

beforeEach(async () => {
  store = createMemoryStore();
  let now = noon;
  let words = 0;
  shown = new Map([first, second, third].map(({ key }, index) => [key, { pieces: index + 1, progress: '100' }]));
  const clock = {
    now: () => ++now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const mallOf = ({ key }: Pick<Shop, 'key'>): MallShop => {
    const readOrders = async () => {
      const { pieces = 0, progress = '' } = shown.get(key) ?? {};
      const order: MallOrder = {
        orderNumber,
        progress,
        orderedAt: noon - hourMs,
        lines: [{ lineId: '1', sku: 'tea', quantity: pieces }],
        original: JSON.stringify({ key, pieces, progress }),
      };
      return { orders: [order], unreadable: [], absent: [] };
    };
    return { traits, readOrders } as unknown as MallShop;
  };
  const traits = {
    ...rmsTraits,
    readOriginal: (original: string): MallOrder => {
      const { pieces, progress } = JSON.parse(original);
      const lines = [{ lineId: '1', sku: 'tea', quantity: pieces }];
      return { orderNumber, progress, orderedAt: noon - hourMs, lines, original };
    },
  };
  ports = {
    ...memoryPorts(store),
    clock,
    random: { next: () => 0.5, id: () => `word-${++words}` },
    malls: { names: ['rms'], traits: () => traits, shop: async (shop) => mallOf(shop), shopWith: mallOf },
  };
  const cache = createProcessCache(clock);
  const common = { ports, settings: defaultImportSettings, cache, share: 'import', calls: 99 } as const;
  const budget = { remainingMs: () => dayMs };
  runs = new Map(
    [first, second, third].map((shop) => [
      shop.key,
      openImportSession({ ...common, shop, mall: mallOf(shop), runId: `run of ${shop.key}`, budget }),
    ]),
  );
  for (const shop of [first, second, third]) await ports.shops.add(shop);
});

const read = (shop: Shop) => readAndStore(runs.get(shop.key) as ImportSession, [{ orderNumber }]);
const heldBy = (merchant: string) =>
  [...store.claimsById.values()]
    .filter((claim) => claim.merchant === merchant && claim.sku === 'tea')
    .map(({ shop, quantity }) => [shop, quantity]);

describe('one order number under several shops', () => {
  it('is an order of each of them, with claims, news and a history of its own', async () => {
    for (const shop of [first, second, third]) await read(shop);
    shown.set(second.key, { pieces: 2, progress: '900' });
    await read(second);
    for (const shop of [first, second, third]) {
      const row = (await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber);
      expect(row).toMatchObject(shop === second ? { revision: 2, progress: '900' } : { revision: 1, progress: '100' });
    }
    expect(heldBy('hanamori')).toEqual([
      [first.key, 1],
      [third.key, 3],
    ]);
    expect(heldBy('midori')).toEqual([[second.key, 0]]);
    const ids = store.accepted.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(await ports.orders.revisions({ shop: first.key, orderNumber })).toEqual([]);
    expect(await ports.orders.revisions({ shop: second.key, orderNumber })).toHaveLength(1);
  });

  it('is known to one of them and unknown to the others, also to a process that remembers', async () => {
    await read(first);
    const { known } = runs.get(first.key) as ImportSession;
    known.remember(first.key, [orderNumber]);
    expect(await known.unknown(ports.orders, first.key, [orderNumber])).toEqual([]);
    expect(await known.unknown(ports.orders, second.key, [orderNumber])).toEqual([orderNumber]);
  });

  it('is not taken for one of them where a person names the number alone, though numbers beside it are one shop’s', async () => {
    for (const shop of [first, second]) await read(shop);
    const row = (await ports.orders.rows(first.key, [orderNumber])).get(orderNumber);
    const beside = orderNumberOf(2);
    await ports.orders.put({ ...(row as NonNullable<typeof row>), orderNumber: beside }, null);
    const found = await findShopsOf(ports, [first, second, third], [beside, orderNumber]);
    expect(found.get(beside)).toMatchObject({ kind: 'found', shop: { key: first.key } });
    expect(found.get(orderNumber)).toEqual({ kind: 'several', shops: [first.key, second.key] });
  });
});

describe('one SKU under two merchants', () => {
  it('has two levels, two marks and two notes of being oversold', async () => {
    for (const shop of [first, second]) await read(shop);
    const [hanamori] = await ports.stock.skuRows('hanamori', ['tea']);
    await ports.stock.clean('hanamori', 'tea', hanamori?.mark ?? 0);
    await ports.stock.noteOversold('hanamori', 'tea', noon);
    expect(await ports.stock.skuRows('hanamori', ['tea'])).toMatchObject([{ oversoldSince: noon }]);
    const [midori] = await ports.stock.skuRows('midori', ['tea']);
    expect(midori?.dirtySince).toBeGreaterThan(0);
    expect(midori?.oversoldSince).toBeUndefined();
    const entries = await Promise.all(['hanamori', 'midori'].map((merchant) => ports.stock.entries(merchant, 'tea')));
    expect(entries.map((one) => one.map((entry) => (entry.kind === 'claim' ? entry.claim.quantity : null)))).toEqual([
      [1],
      [2],
    ]);
  });
});
