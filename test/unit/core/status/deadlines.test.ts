import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { defaultDigestSettings, dueDigests } from '../../../../core/mail/send-digests.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import { keptMax } from '../../../../core/model/notice.ts';
import { pack } from '../../../../core/model/packing.ts';
import type { PushState } from '../../../../core/model/push.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import {
  cutOffToWarnOf,
  deadlinesOf,
  defaultDeadlineSettings,
  isCutOff,
  warnOfDeadlines,
} from '../../../../core/status/deadlines.ts';
import { noteFailures } from '../../../../core/status/tell.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { orderModelOf } from '../../malls/rms/order-model.ts';

/** 24 November 2026, midnight in Japan. */
const midnight = Date.parse('2026-11-24T00:00:00+09:00');
const settings = defaultDeadlineSettings;

function createWorld() {
  const store = createMemoryStore();
  let now = midnight;
  let reads = 0;
  const real = memoryPorts(store);
  const ports = {
    ...real,
    log: memoryLog(),
    clock: { now: () => now, sleep: async () => undefined },
    malls: { traits: () => rmsTraits } as unknown as Ports['malls'],
    orders: {
      ...real.orders,
      openOrders: async (shop: Shop['key']) => {
        reads++;
        return real.orders.openOrders(shop);
      },
    },
  };
  const shops = new Map<string, Shop>();
  return {
    store,
    ports,
    reads: () => reads,
    at: (ms: number) => {
      now = midnight + ms;
    },
    async addShop(code: string, more: Partial<Shop> = {}, features: readonly ('import' | 'status')[] = ['status']) {
      await ports.merchants.put(
        newMerchant(code, { name: code, contacts: [`${code}@example.jp`], features }, midnight),
      );
      const facts = { mall: 'rms', code, name: code, merchant: code, shard: 0, importFrom: midnight } as const;
      const shop = { ...newShop({ ...facts, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() }), ...more };
      await ports.shops.add(shop);
      shops.set(code, shop);
    },
    /** An open order, as the import stores it. */
    async order(number: number, orderedAt: number, model: Readonly<Record<string, unknown>> = {}, shop = 'kado') {
      const orderNumber = `1-20261124-${number}`;
      const original = JSON.stringify(orderModelOf(orderNumber, { order: { asurakuFlag: 0, ...model } }));
      const moments = { orderedAt, storedAt: orderedAt, readAt: orderedAt };
      await real.orders.put(
        {
          ...{
            kind: 'stored',
            shop: `rms#${shop}`,
            orderNumber,
            version: 1,
            writer: 'w',
            revision: 1,
            fingerprint: 'f',
          },
          ...moments,
          progress: String(model.orderProgress ?? 100),
          original: pack(original),
          unannounced: [],
          final: false,
        } as Parameters<typeof real.orders.put>[0],
        null,
      );
    },
    /** A shipment report of an order in this state. The merchant must be informed of its failure. */
    async report(number: number, state: PushState, id = 'ship-1') {
      const push: Push = {
        shop: 'rms#kado',
        orderNumber: `1-20261124-${number}`,
        id,
        content: { kind: 'ship', parcels: [] },
        requestedAt: midnight,
        by: 'warehouse-1',
        version: 1,
        writer: 'w',
        state,
        trail: [],
      };
      await putChanges(real.targets, push);
      await noteFailures(ports, [push]);
    },
    warn: () => warnOfDeadlines({ ports, cache: createProcessCache(ports.clock) }, [...shops.values()], settings),
    noted: async (merchant = 'kado') =>
      ((await ports.digests.get(merchant))?.deadlines ?? []).map(
        ({ kind, orderNumber, at }) => [kind, orderNumber, (at - midnight) / hourMs] as const,
      ),
  };
}

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
});

describe('an order that is not confirmed', () => {
  const eight = 8 * hourMs;

  it('is warned of on the last morning on which two days are left', async () => {
    await world.addShop('kado');
    const nine = midnight + 9 * hourMs;
    await world.order(1, nine - 14 * dayMs + 2 * dayMs + minuteMs);
    await world.order(2, nine - 14 * dayMs + 3 * dayMs + minuteMs);
    await world.order(3, nine - 14 * dayMs + 2 * dayMs + minuteMs, { orderProgress: 300 });
    world.at(eight);
    expect(await world.warn()).toBe(1);
    expect((await world.noted()).map(([kind, orderNumber]) => [kind, orderNumber])).toEqual([
      ['auto-cancel', '1-20261124-1'],
    ]);
  });

  it('is warned of once, and its shop is looked through once a morning', async () => {
    await world.addShop('kado');
    await world.order(1, midnight - 12 * dayMs);
    for (const minutes of [0, 5, 10]) {
      world.at(eight + minutes * minuteMs);
      await world.warn();
    }
    expect(world.reads()).toBe(1);
    world.at(eight + dayMs);
    expect(await world.warn()).toBe(0);
    expect([world.reads(), (await world.noted()).length]).toEqual([2, 1]);
  });

  it('is not looked for at any other hour, nor for merchants who use no statuses', async () => {
    await world.addShop('kado');
    await world.addShop('sumi', {}, ['import']);
    for (const shop of ['kado', 'sumi']) await world.order(1, midnight - 12 * dayMs, {}, shop);
    for (const hours of [0, 7, 9, 23]) {
      world.at(hours * hourMs);
      expect(await world.warn()).toBe(0);
    }
    expect(world.reads()).toBe(0);
    world.at(eight);
    await world.warn();
    expect(await world.noted('sumi')).toEqual([]);
  });

  it('is not lost when a run dies on the way, and the next run warns of it once', async () => {
    await world.addShop('kado');
    await world.order(1, midnight - 12 * dayMs);
    const { digests } = world.ports;
    world.at(eight);
    for (const write of ['put', 'markWarned'] as const) {
      const dying = { ...digests, [write]: () => Promise.reject(new Error('The process died.')) };
      const shops = [...world.store.shopsByKey.values()];
      const cache = createProcessCache(world.ports.clock);
      expect(await warnOfDeadlines({ ports: { ...world.ports, digests: dying }, cache }, shops, settings)).toBe(0);
    }
    expect(world.ports.log.lines.filter(({ event }) => event === 'deadlines.unread')).toHaveLength(2);
    await world.warn();
    expect(await world.noted()).toHaveLength(1);
  });

  it('that finds no room in the mail is warned of the next time', async () => {
    await world.addShop('kado');
    for (let number = 0; number <= keptMax; number++) await world.order(number, midnight - 12 * dayMs);
    world.at(eight);
    expect(await world.warn()).toBe(keptMax);
    const digest = await world.ports.digests.get('kado');
    if (digest) await world.ports.digests.put({ ...digest, version: digest.version + 1, deadlines: [] });
    expect(await world.warn()).toBe(1);
  });

  it('is named to people with the moment at which it ends, the next one first', () => {
    const order = (orderNumber: string, days: number) => ({
      orderNumber,
      progress: '100',
      orderedAt: midnight - days * dayMs,
    });
    const open = [order('far', 5), order('later', 12), order('gone', 15), order('next', 13)];
    expect(deadlinesOf('rms#a', open, rmsTraits, midnight, 3 * dayMs)).toEqual([
      { shop: 'rms#a', orderNumber: 'next', kind: 'auto-cancel', at: midnight + dayMs },
      { shop: 'rms#a', orderNumber: 'later', kind: 'auto-cancel', at: midnight + 2 * dayMs },
    ]);
  });
});

describe('an order that was promised for the next day', () => {
  const promised = { deliveryCertPrgFlag: 1, orderProgress: 300 };
  const thirteen = 13 * hourMs;

  it('is warned of an hour before the cut-off of its shop, once', async () => {
    await world.addShop('kado', { nextDayCutOff: '14:00' });
    await world.order(1, midnight + 10 * hourMs, promised);
    await world.order(2, midnight + 10 * hourMs);
    await world.order(3, midnight - 11 * hourMs, promised);
    world.at(thirteen - 1);
    expect(await world.warn()).toBe(0);
    world.at(thirteen);
    expect(await world.warn()).toBe(1);
    world.at(thirteen + 5 * minuteMs);
    expect(await world.warn()).toBe(0);
    expect(await world.noted()).toEqual([['next-day', '1-20261124-1', 14]]);
    expect(world.reads()).toBe(1);
  });

  it('is of the next cut-off when it was placed after the one of yesterday', async () => {
    await world.addShop('kado', { nextDayCutOff: '14:00' });
    await world.order(1, midnight - 9 * hourMs, promised);
    world.at(thirteen);
    expect(await world.warn()).toBe(1);
  });

  const tries = { tries: 1, until: midnight + dayMs };
  const standing: readonly PushState[] = [
    { kind: 'requested' },
    { kind: 'pushing', ...tries },
    { kind: 'held', since: midnight, cause: 'outage', tries: 0 },
    { kind: 'retrying', tries: 1, next: midnight + dayMs, reason: 'unknown' },
    { kind: 'confirmed', at: midnight },
  ];
  it.each(standing)('is not warned of while the report of its shipment is $kind', async (state) => {
    await world.addShop('kado', { nextDayCutOff: '14:00' });
    await world.order(1, midnight + 10 * hourMs, promised);
    await world.report(1, state);
    world.at(thirteen);
    expect(await world.warn()).toBe(0);
  });

  const refused = { kind: 'failed', at: midnight + 11 * hourMs, reason: 'basket-unknown', who: 'merchant' } as const;
  const ended: readonly PushState[] = [
    refused,
    { kind: 'withdrawn', at: midnight + 11 * hourMs, by: 'kado', reason: 'taken-back' },
  ];
  it.each(ended)(
    'is warned of, and mailed before the cut-off, where the report of its shipment is $kind',
    async (state) => {
      await world.addShop('kado', { nextDayCutOff: '14:00' });
      await world.order(1, midnight + 10 * hourMs, promised);
      world.at(11 * hourMs);
      await world.report(1, state);
      const isMailed = async () => {
        const digest = await world.ports.digests.get('kado');
        return digest !== null && dueDigests([digest], world.ports.clock.now(), defaultDigestSettings).length > 0;
      };
      world.at(thirteen);
      // One failure alone waits for the next morning.
      expect(await isMailed()).toBe(false);
      expect(await world.warn()).toBe(1);
      world.at(thirteen + 5 * minuteMs);
      expect(await isMailed()).toBe(true);
    },
  );

  it('is not warned of when a second report stands after one that failed', async () => {
    await world.addShop('kado', { nextDayCutOff: '14:00' });
    await world.order(1, midnight + 10 * hourMs, promised);
    await world.report(1, refused);
    await world.report(1, { kind: 'requested' }, 'ship-2');
    world.at(thirteen);
    expect(await world.warn()).toBe(0);
  });

  it('is warned of by no shop that has set no cut-off', async () => {
    await world.addShop('kado');
    await world.order(1, midnight + 10 * hourMs, promised);
    world.at(thirteen);
    expect(await world.warn()).toBe(0);
  });

  it('knows its cut-off as hours and minutes of the day in Japan', () => {
    expect(['14:00', '00:05', '23:59'].every(isCutOff)).toBe(true);
    expect(['24:00', '9:00', '14:60', '14'].some(isCutOff)).toBe(false);
    expect(cutOffToWarnOf('00:30', midnight, settings)).toBe(midnight + 30 * minuteMs);
    expect(cutOffToWarnOf('14:00', midnight + 14 * hourMs, settings)).toBeNull();
  });
});
