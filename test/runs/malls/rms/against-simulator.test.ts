import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { skuOf } from '../../../../core/model/sku.ts';
import type { Transport } from '../../../../malls/http.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import { createUndiciTransport } from '../../../../malls/undici.ts';
import { serve } from '../../../../simulator/index.ts';
import { createRms, type RmsSettingsChange, type RmsSimulator } from '../../../../simulator/rms/index.ts';
import { inProcess } from '../../../unit/malls/rms/in-process.ts';

const start = Date.parse('2026-11-24T06:00:00Z');

function mallAt(settings?: RmsSettingsChange): { rms: RmsSimulator; shop: ReturnType<typeof openRmsShop> } {
  // Whole readings are compared: no answer leaves a row out.
  const rms = createRms({ now: () => start, seed: 7, settings: { reading: { missedShare: 0 }, ...settings } });
  return { rms, shop: shopOf(rms, inProcess(rms), 'https://rms.example') };
}

function shopOf(
  rms: RmsSimulator,
  transport: Transport,
  baseUrl: string,
  { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'tsunagi-shop' }),
): ReturnType<typeof openRmsShop> {
  const credential = { serviceSecret, licenseKey };
  return openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential,
    baseUrl,
    transport,
    now: () => rms.control.nowMs(),
  });
}

const lastHour = { from: start - hourMs, to: start, page: 1 };

describe('our reading of the documents against the simulator’s', () => {
  it('client and simulator of RMS agree on an empty shop, and on the time', async () => {
    const { shop } = mallAt();
    expect(await shop.listOrders(lastHour)).toEqual({ orderNumbers: [], total: 0, pages: 0, mallTime: start });
  });

  it('client and simulator of RMS agree on every order listed over several pages, and on every line', async () => {
    const { rms, shop } = mallAt();
    const placed = rms.control.addOrders('tsunagi-shop', {
      count: 1_300,
      at: { from: lastHour.from, to: lastHour.to },
      kind: 'random',
    });
    const first = await shop.listOrders(lastHour);
    const second = await shop.listOrders({ ...lastHour, page: 2 });
    expect([first.total, first.pages, first.orderNumbers.length]).toEqual([1_300, 2, 1_000]);
    expect([...first.orderNumbers, ...second.orderNumbers].sort()).toEqual([...placed].sort());

    for (let from = 0; from < placed.length; from += 100) {
      const asked = placed.slice(from, from + 100);
      const reading = await shop.readOrders(asked);
      expect(reading).toMatchObject({ unreadable: [], absent: [] });
      expect(reading.orders.map((order) => order.orderNumber).sort()).toEqual([...asked].sort());
      for (const order of reading.orders) {
        const truth = rms.control.order(order.orderNumber);
        expect(order.progress).toBe(String(truth?.orderProgress));
        expect(order.orderedAt).toBe(truth?.orderDatetimeMs);
        expect(order.original).toBe(JSON.stringify(truth?.model));
        expect(order.lines).toEqual(
          truth?.lines.map((line) => ({
            lineId: String(line.itemDetailId),
            item: `${line.manageNumber}/${line.variantId}`,
            sku: skuOf(line),
            quantity: line.deleted ? 0 : line.units,
          })),
        );
      }
    }
  });

  it('client and simulator of RMS agree on lists by progress, and on both ends of a window to the second', async () => {
    const { rms, shop } = mallAt();
    const [early, late] = rms.control.addOrders('tsunagi-shop', {
      count: 2,
      at: { from: start - minuteMs, to: start },
    });
    const [cancelled] = rms.control.addOrders('tsunagi-shop', { count: 1, at: start - 30_000 });
    if (!early || !late || !cancelled) throw new Error('three orders were to be placed');
    rms.control.cancelOrder('tsunagi-shop', cancelled);
    const moments = [early, late].map((number) => rms.control.order(number)?.orderDatetimeMs ?? 0);
    const [from, to] = [Math.min(...moments), Math.max(...moments)];
    expect((await shop.listOrders({ from, to, page: 1 })).total).toBe(3);
    expect((await shop.listOrders({ from, to, page: 1, progress: '900' })).orderNumbers).toEqual([cancelled]);
  });

  it('the simulator of RMS takes the longest window and the furthest look-back of the traits', async () => {
    const { rms, shop } = mallAt();
    const { maxSpanMs, lookBackMs } = shop.traits;
    const oldest = start - lookBackMs;
    rms.control.addOrders('tsunagi-shop', { count: 1, at: oldest + dayMs });
    expect((await shop.listOrders({ from: oldest, to: oldest + maxSpanMs, page: 1 })).total).toBe(1);
  });

  it.each([7, 8, 9, 10])('the client reads orders of an RMS whose newest version is %i', async (newestVersion) => {
    const { rms, shop } = mallAt({ getOrder: { newestVersion } });
    const placed = rms.control.addOrders('tsunagi-shop', { count: 20, at: start, kind: 'random' });
    expect((await shop.readOrders(placed)).orders).toHaveLength(20);
  });

  it('the client of RMS finds a hidden order absent', async () => {
    const { rms, shop } = mallAt();
    const [seen, hidden] = rms.control.addOrders('tsunagi-shop', { count: 2, at: start }) as [string, string];
    rms.control.hideOrder(hidden);
    expect(await shop.readOrders([seen, hidden])).toMatchObject({ orders: [{ orderNumber: seen }], absent: [hidden] });
  });

  it.each(['wrong-type', 'missing-field'] as const)(
    'the client of RMS sets one order apart that is spoilt by a %s',
    async (how) => {
      const { rms, shop } = mallAt();
      const placed = rms.control.addOrders('tsunagi-shop', { count: 5, at: start });
      const [, spoilt = ''] = placed;
      rms.control.spoilOrder(spoilt, how);
      const reading = await shop.readOrders(placed);
      expect(reading.orders).toHaveLength(4);
      expect(reading.unreadable).toMatchObject([{ orderNumber: spoilt, raw: expect.stringContaining(spoilt) }]);
      expect(reading.absent).toEqual([]);
    },
  );

  it.each([
    ['broken-json', 'mall.unreadable'],
    ['server-error', 'mall.failing'],
  ] as const)('says that a batch is spoilt by %s', async (how, code) => {
    const { rms, shop } = mallAt();
    const placed = rms.control.addOrders('tsunagi-shop', { count: 5, at: start });
    rms.control.spoilOrder(placed[0] ?? '', how);
    await expect(shop.readOrders(placed)).rejects.toMatchObject({ code, retry: 'later' });
    expect((await shop.readOrders(placed.slice(1))).orders).toHaveLength(4);
  });

  it.each([
    ['refuse', 'mall.unreachable'],
    ['reset', 'mall.reset'],
    ['timeout-before', 'mall.timeout'],
    ['server-error-json', 'mall.failing'],
    ['server-error-html', 'mall.not-json'],
    ['html-200', 'mall.not-json'],
    ['all-well', 'mall.unreadable'],
    ['system-error-200', 'mall.failing'],
    ['system-error-500', 'mall.failing'],
    ['conflict', 'mall.failing'],
  ] as const)('knows the fault %s for %s', async (kind, code) => {
    const { rms, shop } = mallAt();
    const [placed = ''] = rms.control.addOrders('tsunagi-shop', { count: 1, at: start });
    rms.control.break({ kind });
    await expect(shop.listOrders(lastHour)).rejects.toMatchObject({ code, retry: 'later' });
    await expect(shop.readOrders([placed])).rejects.toMatchObject({ code, retry: 'later' });
    rms.control.mend();
    expect((await shop.listOrders(lastHour)).total).toBe(1);
  });

  it.each([
    [503, 'mall.failing'],
    [429, 'mall.throttled'],
  ] as const)('waits when it is throttled with %i', async (status, code) => {
    const { shop } = mallAt({ throttle: { enforce: true, perSecond: 1, status } });
    await shop.listOrders(lastHour);
    await expect(shop.listOrders(lastHour)).rejects.toMatchObject({ code, retry: 'later' });
  });

  it.each(['GA0001', 'ES01-01'] as const)(
    'knows a dead key by the envelope %s, and its end before',
    async (envelope) => {
      const { rms, shop } = mallAt({ auth: { envelope } });
      expect(await shop.keyExpiry()).toEqual({ part: 'licence', at: rms.control.shops()[0]?.keyExpiresAtMs });
      rms.control.expireKey('tsunagi-shop');
      for (const call of [shop.listOrders(lastHour), shop.readOrders(['1']), shop.keyExpiry()]) {
        await expect(call).rejects.toMatchObject({ code: 'key.refused', retry: 'after-pause' });
      }
    },
  );

  it('the client of RMS knows a function that is switched off, whatever its status', async () => {
    for (const functionOffStatus of [400, 401, 403]) {
      const { rms, shop } = mallAt({ assumed: { functionOffStatus } });
      rms.control.switchApi('tsunagi-shop', 'order', false);
      await expect(shop.listOrders(lastHour)).rejects.toMatchObject({ code: 'key.function-off', retry: 'after-pause' });
    }
  });

  it.each(['close', 'keep-alive'] as const)(
    'client and simulator of RMS agree over real HTTP, with connections that %s',
    async (connection) => {
      const rms = createRms({ now: () => start, seed: 7, settings: { transport: { connection } } });
      const serving = await serve(rms, { port: 0 });
      const transport = createUndiciTransport({ clockSpeed: 300, deadlineRealMsMin: 5_000 });
      const impatient = createUndiciTransport({ clockSpeed: 300, deadlineRealMsMin: 2_000 });
      try {
        const keys = rms.control.addShop({ shopUrl: 'tsunagi-shop' });
        const shop = shopOf(rms, transport, serving.url, keys);
        const placed = rms.control.addOrders('tsunagi-shop', { count: 120, at: start });
        expect((await shop.listOrders(lastHour)).total).toBe(120);
        expect((await shop.readOrders(placed.slice(0, 100))).orders).toHaveLength(100);
        expect(await shop.keyExpiry()).toEqual({ part: 'licence', at: rms.control.shops()[0]?.keyExpiresAtMs });
        for (const [kind, code] of [
          ['refuse', 'mall.reset'],
          ['reset', 'mall.reset'],
        ] as const) {
          rms.control.break({ kind, times: 1 });
          await expect(shop.readOrders(placed.slice(0, 100))).rejects.toMatchObject({ code });
        }
        // A busy machine takes longer than a tenth of a second to connect, and a call that is not sent ends otherwise.
        rms.control.break({ kind: 'timeout-before' });
        const giveUp = shopOf(rms, impatient, serving.url, keys).readOrders(placed.slice(0, 100));
        await expect(giveUp).rejects.toMatchObject({ code: 'mall.timeout' });
        rms.control.mend();
        expect((await shop.readOrders(placed.slice(100))).orders).toHaveLength(20);
      } finally {
        await transport.close();
        await impatient.close();
        await serving.stop();
      }
    },
  );
});
