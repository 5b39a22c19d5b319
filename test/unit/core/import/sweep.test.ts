import { beforeEach, describe, expect, it } from 'vitest';
import { redactOrder } from '../../../../core/import/personal-data.ts';
import { sweep } from '../../../../core/import/sweep.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { MallOrder, StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import { bucketOf } from '../../../../core/model/shards.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { Clock } from '../../../../core/ports/system.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings, type ImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { missingOrder, noon, orderNumberOf, shop, storedOrder } from '../../../contract/fixtures.ts';

const well: ShopKey = 'rms#well';
/** Another shop whose due work lies in the same bucket. */
const other = Array.from({ length: 999 }, (_, index): ShopKey => `rms#other-${index}`).find(
  (key) => bucketOf(key) === bucketOf(well),
) as ShopKey;
/** More than one sweep looks at. */
const many = 2 * defaultImportSettings.dueAtOnce + 500;

let now: number;
let ports: Ports;
let asked: string[];
/** The one order that the malls hand out. */
let handedOut: MallOrder | null;

beforeEach(async () => {
  now = noon;
  asked = [];
  handedOut = null;
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const mall = (key: ShopKey): Pick<MallShop, 'traits' | 'readOrders'> => ({
    traits: rmsTraits,
    async readOrders(orderNumbers) {
      asked.push(...orderNumbers.map((orderNumber) => `${key} ${orderNumber}`));
      if (handedOut !== null && orderNumbers.includes(handedOut.orderNumber)) {
        return { orders: [handedOut], unreadable: [], absent: [] };
      }
      return { orders: [], unreadable: [], absent: orderNumbers };
    },
  });
  ports = {
    ...memoryPorts(createMemoryStore()),
    clock,
    random: { next: () => 0.5, id: () => 'word' },
    malls: {
      names: ['rms'],
      traits: () => rmsTraits,
      shop: async ({ key }) => mall(key) as MallShop,
      shopWith: () => mall(well) as MallShop,
    },
  };
  await ports.shops.add(shop({ key: well }));
});

/** Every five minutes, as the schedule has it. */
async function sweeps(times: number, change: Partial<ImportSettings> = {}): Promise<void> {
  const cache = createProcessCache(ports.clock);
  for (let time = 0; time < times; time++) {
    const end = now + 4 * minuteMs;
    await sweep(
      {
        ports,
        settings: { ...defaultImportSettings, ...change },
        cache,
        budget: { remainingMs: () => end - now },
        runId: `run-${now}`,
        share: 'scan',
      },
      [bucketOf(well)],
    );
    now = end + minuteMs;
  }
}

/** Problem orders of a shop whose time came long ago. */
async function longDue(key: ShopKey, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await ports.orders.put(
      missingOrder({ shop: key, orderNumber: orderNumberOf(index), dueAt: noon - hourMs + index }),
      null,
    );
  }
}
const wellDue = () => ports.orders.put(missingOrder({ shop: well, orderNumber: 'well-1', dueAt: noon }), null);
const triesOf = async (key: ShopKey, orderNumber: string) =>
  (await ports.orders.rows(key, [orderNumber])).get(orderNumber)?.problem?.tries;

describe('work that is due behind much that cannot be done', () => {
  it('is done after the orders of a paused shop had their turn', async () => {
    await ports.shops.add(shop({ key: other }));
    await ports.pauses.set({ cause: 'manual', scope: other, since: noon, by: 'hanako', note: '棚卸し中' });
    await longDue(other, many);
    await wellDue();
    await sweeps(3);
    expect(asked).toEqual([`${well} well-1`]);
    expect(await triesOf(other, orderNumberOf(0))).toBe(1);
  });

  it('is done after the orders of a shop that is gone had their turn', async () => {
    await longDue(other, many);
    await wellDue();
    await sweeps(3);
    expect(asked).toEqual([`${well} well-1`]);
  });

  it('is done after the orders of a shop whose key does not open had their turn', async () => {
    await ports.shops.add(shop({ key: other }));
    const { shop: open } = ports.malls;
    const unreadable = new TsunagiError('key.unreadable', 'after-pause', 'It does not open.');
    ports.malls.shop = async (one) => (one.key === other ? Promise.reject(unreadable) : open(one));
    await longDue(other, many);
    await wellDue();
    await sweeps(3);
    expect(asked).toEqual([`${well} well-1`]);
  });

  it('is done after the announcements that the bus refuses had their turn', async () => {
    for (let index = 0; index < many; index++) {
      await ports.orders.put(
        storedOrder({ shop: other, orderNumber: orderNumberOf(index), dueAt: noon - hourMs }),
        null,
      );
    }
    const { announce } = ports.bus;
    Object.assign(ports.bus, {
      announce: (announcements: Parameters<typeof announce>[0]) =>
        announce(announcements.filter((one) => one.shop !== other)),
    });
    await wellDue();
    await sweeps(3);
    expect(asked).toEqual([`${well} well-1`]);
    const row = (await ports.orders.rows(other, [orderNumberOf(0)])).get(orderNumberOf(0));
    expect(row).toMatchObject({ kind: 'stored', unannounced: [{ revision: 1 }] });
  });
});

describe('a failure that stays, of one shop', () => {
  const refused = new TsunagiError('store.failing', 'never', 'A stored item has no text attribute.');

  it.each(['rows', 'put'] as const)(
    'of its %s keeps a sweep from nothing else, and fails it at its end',
    async (method) => {
      await ports.shops.add(shop({ key: other }));
      await longDue(other, 1);
      await wellDue();
      // The mall hands out one that is stored: what it does not hand out is missing by itself.
      const good = storedOrder({ shop: well, orderNumber: 'well-0', unannounced: [] });
      await ports.orders.put(good, null);
      handedOut = { ...good, lines: [], original: '{}' };
      const intent = { at: noon - 2 * hourMs, orderNumbers: ['well-2'], claims: [] };
      await ports.intents.open({ ...intent, id: 'dead', shop: well });
      await ports.intents.open({ ...intent, id: 'stuck', shop: other, orderNumbers: [orderNumberOf(0)] });
      const { orders } = ports;
      const broken: Pick<Ports['orders'], 'rows' | 'put'> = {
        rows: async (key, numbers) => (key === other ? Promise.reject(refused) : orders.rows(key, numbers)),
        put: async (row, seen) => (row.shop === other ? Promise.reject(refused) : orders.put(row, seen)),
      };
      ports = { ...ports, orders: { ...orders, [method]: broken[method] } };
      await expect(sweeps(1)).rejects.toBe(refused);
      expect(asked).toContain(`${well} well-1`);
      expect(asked).toContain(`${well} well-2`);
      const left = await ports.intents.abandoned(bucketOf(well), now);
      expect(left.map(({ id }) => id)).toEqual(['stuck']);
    },
  );
});

describe('rows of one shop that the store refuses to change', () => {
  const refused = new TsunagiError('store.failing', 'never', 'DynamoDB refuses it.');
  const refusedRows = defaultImportSettings.writesAtOnce + 5;

  /** Rows of the refused shop that were due before the one of the shop that is well. */
  async function bothDue(change: Partial<StoredOrder>): Promise<void> {
    await ports.shops.add(shop({ key: other }));
    for (let index = 0; index <= refusedRows; index++) {
      const key = index < refusedRows ? other : well;
      const row = { shop: key, orderNumber: orderNumberOf(index), dueAt: noon - hourMs + index, ...change };
      await ports.orders.put(storedOrder(row), null);
    }
    const { orders } = ports;
    ports = {
      ...ports,
      orders: {
        ...orders,
        put: async (row, seen) => (row.shop === other ? Promise.reject(refused) : orders.put(row, seen)),
        markAnnounced: async (row, ...more) =>
          row.shop === other ? Promise.reject(refused) : orders.markAnnounced(row, ...more),
        setAside: async (row, until) => (row.shop === other ? Promise.reject(refused) : orders.setAside(row, until)),
      },
    };
  }
  const wellRow = async () =>
    (await ports.orders.rows(well, [orderNumberOf(refusedRows)])).get(orderNumberOf(refusedRows));

  it('keep no other order from having its buyer removed', async () => {
    await bothDue({ final: true, unannounced: [] });
    await expect(sweeps(1)).rejects.toBe(refused);
    expect(await wellRow()).toMatchObject({ erasedAt: expect.any(Number) });
  });

  it('keep no other order from being noted as told', async () => {
    await bothDue({});
    await expect(sweeps(1)).rejects.toBe(refused);
    expect(await wellRow()).toMatchObject({ unannounced: [] });
  });

  it('keep no other problem from being set aside', async () => {
    await bothDue({ unannounced: [], problem: { kind: 'missing', since: noon - hourMs, tries: 1, reason: 'missing' } });
    ports.malls.shop = async () =>
      Promise.reject(new TsunagiError('key.unreadable', 'after-pause', 'It does not open.'));
    await expect(sweeps(1)).rejects.toBe(refused);
    expect((await wellRow())?.dueAt).toBeGreaterThan(noon);
  });
});

describe('what a sweep sets aside', () => {
  it('is tried again within twenty minutes of a resume', async () => {
    await ports.shops.add(shop({ key: other }));
    const pause = { cause: 'manual', scope: other, since: noon, by: 'hanako', note: '棚卸し中' } as const;
    await ports.pauses.set(pause);
    await longDue(other, 1);
    await sweeps(20);
    expect(asked).toEqual([]);
    await ports.pauses.lift(pause);
    await sweeps(4);
    expect(asked).toContain(`${other} ${orderNumberOf(0)}`);
  });

  it('is nothing that there were merely no calls for', async () => {
    const { readBatch } = rmsTraits;
    await longDue(well, readBatch + 30);
    await sweeps(1, { callsPerRun: 1 });
    expect(asked).toHaveLength(readBatch);
    expect(await ports.orders.due(bucketOf(well), noon, readBatch)).toHaveLength(30);
  });

  it('of a shop that is gone is given up in the end, without what buyers wrote, and its intents stay', async () => {
    await longDue(other, 1);
    const { problem } = missingOrder({ shop: other });
    const kept = { orderNumber: 'stored', unannounced: [], dueAt: noon, problem: { ...problem, since: noon } };
    await ports.orders.put(storedOrder({ shop: other, ...kept }), null);
    await ports.intents.open({ id: 'dead', shop: other, at: noon - 2 * hourMs, orderNumbers: ['x'], claims: [] });
    now += rmsTraits.settledAfterMs + defaultImportSettings.retentionMs + hourMs;
    await sweeps(1);
    const row = (await ports.orders.rows(other, [orderNumberOf(0)])).get(orderNumberOf(0));
    expect(row).toMatchObject({ kind: 'missing' });
    expect(row?.dueAt).toBeUndefined();
    const stored = (await ports.orders.rows(other, ['stored'])).get('stored');
    expect(stored).toMatchObject({ kind: 'stored', final: true, erasedAt: expect.any(Number) });
    expect(stored?.kind === 'stored' && stored.original.length).toBe(0);
    expect(stored?.problem ?? stored?.dueAt).toBeUndefined();
    expect(await ports.intents.abandoned(bucketOf(other), now)).toHaveLength(1);
  });
});

describe('the removal of a buyer', () => {
  it('is announced once, with the merchant of the shop and keys alone', async () => {
    const order = storedOrder({ shop: well, revision: 3, original: pack('{}'), unannounced: [] });
    await ports.orders.put(order, null);
    await redactOrder({ orders: ports.orders, traits: rmsTraits, now: () => now }, order, 'run-a');
    const announced: object[] = [];
    const { bus } = ports;
    ports = {
      ...ports,
      bus: {
        ...bus,
        async announce(news) {
          announced.push(...news);
          return bus.announce(news);
        },
      },
    };
    await sweeps(3);
    const { merchant } = shop({ key: well });
    const { orderNumber } = order;
    const id = `${well}#${orderNumber}#3#buyer-removed`;
    expect(announced).toEqual([{ id, kind: 'OrderBuyerRemoved', shop: well, merchant, orderNumber, revision: 3 }]);
  });
});
