import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { changedMerchant, type Merchant, newMerchant } from '../../../../core/model/merchant.ts';
import { pack } from '../../../../core/model/packing.ts';
import type { PushState } from '../../../../core/model/push.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { WaitingOrder } from '../../../../core/ports/mall.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultMorningSettings, groupsOf, reportMornings } from '../../../../core/status/morning.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { orderModelOf } from '../../malls/rms/order-model.ts';

const settings = defaultMorningSettings;
const jst = (text: string): number => Date.parse(`${text}+09:00`);
const nothing: WaitingOrder = { shipBy: null, shippableSince: null, wishedDay: null, cardSince: null };
const stored = { orderNumber: '1', progress: '300', orderedAt: jst('2026-11-20T10:00:00') };
/** The groups of an order at a moment, each with its last day. */
const groupsAt = (
  now: string,
  order: Partial<WaitingOrder>,
  shop: Partial<Shop> = {},
  row: Partial<typeof stored> = {},
) =>
  groupsOf({ ...stored, ...row }, { ...nothing, ...order }, { shop, traits: rmsTraits, now: jst(now), settings }).map(
    ({ group, by }) => `${group} ${new Date((by ?? 0) + 9 * hourMs).toISOString().slice(0, 10)}`,
  );

describe('出荷期限', () => {
  const since = jst('2026-11-20T23:59:59');

  it('is so many calendar days in Japan after the order could be shipped: due on that day, overdue from its midnight on', () => {
    const shop = { shipWithinDays: 3 };
    expect(groupsAt('2026-11-22T23:59:59', { shippableSince: since }, shop)).toEqual([]);
    expect(groupsAt('2026-11-23T00:00:00', { shippableSince: since }, shop)).toEqual(['today 2026-11-23']);
    expect(groupsAt('2026-11-23T23:59:59', { shippableSince: since }, shop)).toEqual(['today 2026-11-23']);
    expect(groupsAt('2026-11-24T00:00:00', { shippableSince: since }, shop)).toEqual(['overdue 2026-11-23']);
  });

  it('counts over the end of a month, and of a year', () => {
    const ends = (from: string, days: number, now: string) =>
      groupsAt(now, { shippableSince: jst(from) }, { shipWithinDays: days });
    expect(ends('2027-02-27T12:00:00', 2, '2027-03-01T08:00:00')).toEqual(['today 2027-03-01']);
    expect(ends('2028-02-27T12:00:00', 2, '2028-02-29T08:00:00')).toEqual(['today 2028-02-29']);
    expect(ends('2026-12-31T00:00:00', 1, '2027-01-01T08:00:00')).toEqual(['today 2027-01-01']);
  });

  it('is the same day where the shop ships within no days', () => {
    expect(groupsAt('2026-11-20T08:00:00', { shippableSince: since }, { shipWithinDays: 0 })).toEqual([
      'today 2026-11-20',
    ]);
  });

  it('is not known without the days of the shop, and not before an order can be shipped', () => {
    expect(groupsAt('2026-12-24T08:00:00', { shippableSince: since })).toEqual([]);
    expect(groupsAt('2026-12-24T08:00:00', {}, { shipWithinDays: 1 })).toEqual([]);
  });

  it('is the day before 配達希望日 where there is one, earlier or later than the days of the shop', () => {
    const shop = { shipWithinDays: 1 };
    const order = { shippableSince: since, wishedDay: '2026-12-01' };
    expect(groupsAt('2026-11-29T08:00:00', order, shop)).toEqual([]);
    expect(groupsAt('2026-11-30T08:00:00', order, shop)).toEqual(['today 2026-11-30']);
    expect(groupsAt('2026-12-01T08:00:00', order)).toEqual(['overdue 2026-11-30']);
  });
});

describe('出荷期限 that the mall names', () => {
  const shop = { shipWithinDays: 9 };

  it('is the day that it ends on in Japan, whatever the shop and the buyer say', () => {
    const order = {
      shipBy: jst('2026-11-24T23:59:59'),
      shippableSince: jst('2026-11-20T12:00:00'),
      wishedDay: '2026-12-01',
    };
    expect(groupsAt('2026-11-23T23:59:59', order, shop)).toEqual([]);
    expect(groupsAt('2026-11-24T08:00:00', order, shop)).toEqual(['today 2026-11-24']);
    expect(groupsAt('2026-11-25T00:00:00', order)).toEqual(['overdue 2026-11-24']);
  });

  it('ends with the day before where it is midnight', () => {
    expect(groupsAt('2026-11-24T08:00:00', { shipBy: jst('2026-11-25T00:00:00') })).toEqual(['today 2026-11-24']);
  });
});

describe('与信期限', () => {
  const order = { cardSince: jst('2026-11-01T18:00:00') };

  it.each([
    [22, '2026-11-23T23:59:59', []],
    [23, '2026-11-24T00:00:00', ['card 2026-12-01']],
    [30, '2026-12-01T08:00:00', ['card 2026-12-01']],
    [31, '2026-12-02T08:00:00', ['card 2026-12-01']],
  ])('is warned of from the 23rd day after 注文確認 on: day %s', (_, now, expected) => {
    expect(groupsAt(now, order)).toEqual(expected);
  });

  it('follows the days of the shop, and is never warned of with none', () => {
    expect(groupsAt('2026-11-08T08:00:00', order, { cardDays: 14 })).toEqual(['card 2026-11-15']);
    expect(groupsAt('2026-12-02T08:00:00', order, { cardDays: 0 })).toEqual([]);
    expect(groupsAt('2026-12-02T08:00:00', nothing)).toEqual([]);
  });
});

describe('an order that is not confirmed', () => {
  it('is in the digest for three days before the mall cancels it, and not afterwards', () => {
    const row = { progress: '100', orderedAt: jst('2026-11-10T10:00:00') };
    expect(groupsAt('2026-11-21T09:59:59', {}, {}, row)).toEqual([]);
    expect(groupsAt('2026-11-21T10:00:00', {}, {}, row)).toEqual(['unconfirmed 2026-11-24']);
    expect(groupsAt('2026-11-24T10:00:00', {}, {}, row)).toEqual([]);
  });
});

describe('the look before a morning digest', () => {
  const midnight = jst('2026-11-24T00:00:00');
  let world: ReturnType<typeof createWorld>;
  beforeEach(async () => {
    world = createWorld();
    await world.addShop('kado', '08:00', { shipWithinDays: 2 });
  });

  function createWorld() {
    const store = createMemoryStore();
    const real = memoryPorts(store);
    const log = memoryLog();
    let now = midnight;
    const count = { merchants: 0, open: 0 };
    const asked: string[][] = [];
    const counting =
      <Given extends unknown[], Result>(what: keyof typeof count, read: (...given: Given) => Promise<Result>) =>
      async (...given: Given): Promise<Result> => {
        count[what]++;
        return read(...given);
      };
    const ports = {
      ...real,
      log,
      clock: { now: () => now, sleep: async () => undefined },
      malls: { traits: () => rmsTraits } as unknown as Ports['malls'],
      merchants: {
        ...real.merchants,
        some: counting('merchants', (ids: readonly string[]) => {
          asked.push([...ids]);
          return real.merchants.some(ids);
        }),
        list: () => Promise.reject(new Error('A shard has read the merchants of all others.')),
      },
      orders: { ...real.orders, openOrders: counting('open', real.orders.openOrders) },
    };
    const cache = createProcessCache(ports.clock);
    const shops: Shop[] = [];
    return {
      store,
      real,
      log,
      count,
      asked,
      async addShop(code: string, digestAt: string | null, more: Partial<Shop> = {}) {
        const facts = { name: code, contacts: [`${code}@example.jp`], features: ['import'] as const, digestAt };
        await real.merchants.put(newMerchant(code, facts, midnight));
        const shop = { mall: 'rms', code, name: `${code}店`, merchant: code, shard: 0, importFrom: midnight } as const;
        shops.push({ ...newShop({ ...shop, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() }), ...more });
      },
      async order(number: number, model: Readonly<Record<string, unknown>> = {}, final = false) {
        const orderNumber = `1-20261120-${number}`;
        const progress = String(model.orderProgress ?? 300);
        const confirmed = { orderProgress: 300, shopOrderCfmDatetime: '2026-11-22T12:00:00+0900' };
        const original = JSON.stringify(orderModelOf(orderNumber, { order: { ...confirmed, ...model } }));
        const at = midnight - 4 * dayMs;
        const before = (await real.orders.rows('rms#kado', [orderNumber])).get(orderNumber);
        const version = (before?.version ?? 0) + 1;
        const row = {
          kind: 'stored',
          shop: 'rms#kado',
          orderNumber,
          version,
          writer: 'w',
          revision: 1,
          progress,
        } as const;
        const rest = { orderedAt: at, storedAt: at, readAt: at, fingerprint: 'f', original: pack(original) };
        await real.orders.put({ ...row, ...rest, unannounced: [], final }, before?.version ?? null);
      },
      async push(number: number, kind: 'ship' | 'memo', state: PushState) {
        const content = kind === 'ship' ? { kind, parcels: [] } : { kind, memo: 'x' };
        const key = { shop: 'rms#kado', orderNumber: `1-20261120-${number}`, id: kind } as const;
        const asked = { requestedAt: midnight - hourMs, by: 'w', version: 1, writer: 'w', trail: [] };
        await putChanges(real.targets, { ...key, content, ...asked, state } as unknown as Push);
      },
      at: (time: string) => {
        now = jst(`2026-11-24T${time}`);
      },
      look: (behind: number | null = null) =>
        reportMornings({ ports, cache }, shops, async () => () => behind, settings),
      reported: () => real.digests.mornings('kado', '2026-11-24'),
      groups: async () =>
        Object.fromEntries(
          Object.entries((await real.digests.mornings('kado', '2026-11-24'))[0]?.groups ?? {}).map(([group, found]) => [
            group,
            found.orders.map(({ orderNumber }) => orderNumber.slice(-1)).join(''),
          ]),
        ),
      failing: () => {
        ports.orders.rows = async () => {
          throw new Error('The table does not answer.');
        };
      },
      mended: () => {
        ports.orders.rows = real.orders.rows;
      },
    };
  }

  it('finds what is due, and neither what was shipped since nor what was cancelled', async () => {
    await world.order(1);
    await world.order(2, { deliveryDate: '2026-11-24' });
    await world.order(3, { deliveryDate: '2026-12-24' });
    await world.order(4, { PackageModelList: [{ ShippingModelList: [{ shippingDate: '2026-11-23' }] }] });
    await world.order(5, { orderProgress: 900 }, true);
    await world.order(6);
    await world.order(6, { orderProgress: 500 });
    world.at('07:45:00');
    await world.look();
    expect(await world.groups()).toEqual({ today: '1', overdue: '2' });
  });

  it('leaves out what a shipment was reported of from here, and not where the mall refused that', async () => {
    for (const number of [1, 2, 3]) await world.order(number);
    await world.push(1, 'ship', { kind: 'requested' });
    await world.push(2, 'ship', { kind: 'failed', at: midnight, reason: 'content-refused', who: 'merchant' });
    world.at('07:45:00');
    await world.look();
    expect(await world.groups()).toEqual({ today: '23', failed: '2' });
  });

  it('names failed changes only of orders that wait, and only those that the merchant must see to', async () => {
    await world.order(1);
    await world.order(2, { orderProgress: 900 }, true);
    await world.order(3);
    await world.push(1, 'memo', { kind: 'failed', at: midnight, reason: 'content-refused', who: 'merchant' });
    await world.push(2, 'ship', { kind: 'failed', at: midnight, reason: 'order-cancelled', who: 'merchant' });
    await world.push(3, 'memo', { kind: 'failed', at: midnight, reason: 'refused-otherwise', who: 'ops' });
    world.at('07:45:00');
    await world.look();
    expect(await world.groups()).toMatchObject({ failed: '1' });
  });

  it('is made from twenty minutes before the digest on, once, and an hour after it no longer', async () => {
    await world.order(1);
    world.at('07:39:59');
    await world.look();
    expect([await world.reported(), world.count.open]).toEqual([[], 0]);
    for (const time of ['07:40:00', '07:45:00', '08:20:00']) {
      world.at(time);
      await world.look();
    }
    expect([(await world.reported()).length, world.count.open]).toEqual([1, 1]);
    const fresh = createWorld();
    await fresh.addShop('kado', '08:00');
    fresh.at('09:00:00');
    await fresh.look();
    expect(await fresh.reported()).toEqual([]);
  });

  it('reads not even the merchants outside of the mornings, and no order without a digest', async () => {
    for (const time of ['00:10:00', '04:39:59', '12:00:00', '23:50:00']) {
      world.at(time);
      await world.look();
    }
    expect(world.count.merchants).toBe(0);
    const without = createWorld();
    await without.addShop('kado', null);
    without.at('07:45:00');
    await without.look();
    expect([without.count.merchants, without.count.open, await without.reported()]).toEqual([1, 0, []]);
  });

  it('reads the merchants of its own shops alone, however many others there are, and again after ten minutes', async () => {
    await world.real.merchants.put(newMerchant('sumi', { name: '角', contacts: [], features: ['import'] }, midnight));
    for (const time of ['05:00:00', '05:05:00', '05:09:59']) {
      world.at(time);
      await world.look();
    }
    expect(world.asked).toEqual([['kado']]);
    const kado = (await world.real.merchants.get('kado')) as Merchant;
    await world.real.merchants.put(changedMerchant(kado, { digestAt: '05:30' }));
    world.at('05:10:00');
    await world.look();
    expect(world.asked).toEqual([['kado'], ['kado']]);
    expect(await world.reported()).toHaveLength(1);
  });

  it('says up to when the orders of a shop are known that is paused, or behind', async () => {
    world.at('07:45:00');
    await world.look(midnight - hourMs);
    expect(await world.reported()).toMatchObject([{ behindSince: midnight - hourMs, groups: {} }]);
  });

  it('writes nothing of a shop that cannot be read, and tries it again', async () => {
    await world.order(1);
    world.failing();
    world.at('07:45:00');
    await world.look();
    expect(await world.reported()).toEqual([]);
    expect(world.log.lines.map(({ event }) => event)).toEqual(['morning.unread']);
    world.mended();
    world.at('07:50:00');
    await world.look();
    expect(await world.groups()).toEqual({ today: '1' });
  });

  it('keeps only numbers of orders and moments', async () => {
    await world.order(1, { remarks: '玄関先へ', deliveryDate: '2026-11-25' });
    world.at('07:45:00');
    await world.look();
    const by = jst('2026-11-24T23:59:59');
    expect((await world.reported())[0]?.groups).toEqual({
      today: { count: 1, orders: [{ orderNumber: '1-20261120-1', by }] },
    });
    expect(JSON.stringify(await world.reported())).not.toMatch(/楓|花子|架空|玄関/);
  });

  it('keeps fifty orders of a group, the most urgent first, and counts all', async () => {
    for (let number = 0; number < 60; number++)
      await world.order(100 + number, { deliveryDate: `2026-11-${String(10 + (number % 5)).padStart(2, '0')}` });
    world.at('07:45:00');
    await world.look();
    const { count, orders = [] } = (await world.reported())[0]?.groups.overdue ?? {};
    expect([count, orders.length]).toEqual([60, 50]);
    expect(orders[0]?.by).toBe(jst('2026-11-09T23:59:59'));
  });
});
