import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { PushContent } from '../../core/model/push.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { openPushWorld, shipment } from '../../proving/status-world.ts';
import { outageScenario } from '../../proving/worlds/outage-scenario.ts';
import { createFunction } from '../../proving/worlds/runs.ts';
import { startedScenario } from '../../proving/worlds/scenario.ts';

/** Bugs that were found by reading, or by a seed that few others are like, each held down by a story. */
describe('several bad orders side by side', () => {
  it.each([
    ['at the front', [0, 1]],
    ['in the middle', [50, 51, 52]],
    ['at the end', [98, 99]],
    ['everywhere', [0, 13, 26, 39, 52, 65, 78, 91]],
  ])('%s of a batch do not block their shop', async (_, bad) => {
    const { world, shop, run, row } = await startedScenario(31);
    const orders = world.rms.control.addOrders(shop.code, { count: 100 });
    for (const index of bad) world.rms.control.spoilOrder(orders[index] as string, 'broken-json');
    await run(12 * minuteMs);
    const kinds = orders.map((orderNumber) => row(shop, orderNumber)?.kind);
    expect(kinds).toEqual(orders.map((_order, index) => (bad.includes(index) ? 'quarantined' : 'stored')));
  });
});

describe('a claim that a dead run left behind', () => {
  it('a claim that a dead run left is zeroed even if its order could not be read when the run was cleared up', async () => {
    const { world, shop, run } = await startedScenario(32);
    const ports = memoryPorts(world.store);
    const { control } = world.rms;
    const orderNumber = control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    control.hideOrder(orderNumber);
    const booked = control.order(orderNumber);
    const gone = {
      merchant: shop.merchant,
      sku: 'GONE',
      shop: shop.key,
      orderNumber,
      lineId: '1',
      orderedAt: booked?.orderDatetimeMs ?? 0,
    };
    // As if a run had claimed a line, died, and the line had been taken out of the order.
    await ports.intents.open({
      id: 'dead',
      shop: shop.key,
      at: world.time.now() - 2 * hourMs,
      orderNumbers: [orderNumber],
      claims: [gone],
    });
    await ports.stock.putClaim({ ...gone, quantity: 2, version: 1, writer: 'dead' });
    await run(20 * minuteMs);
    expect((await ports.stock.claims([gone]))[0]?.quantity).toBe(2);
    control.showOrder(orderNumber);
    await run(3 * hourMs);
    expect((await ports.stock.claims([gone]))[0]?.quantity).toBe(0);
    expect([...world.store.intentsByBucket.values()].flatMap((intents) => [...intents.values()])).toEqual([]);
  });

  it('a clearing of dead runs gives claims back, too, where the order is due for another try by itself', async () => {
    const { world, shop, run, nothingRuns, row } = await startedScenario(31);
    const ports = memoryPorts(world.store);
    const { control } = world.rms;
    const orderNumber = control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    control.hideOrder(orderNumber);
    await run(20 * minuteMs);
    expect(row(shop, orderNumber)?.kind).toBe('missing');
    const orderedAt = control.order(orderNumber)?.orderDatetimeMs ?? 0;
    const gone = { merchant: shop.merchant, sku: 'GONE', shop: shop.key, orderNumber, lineId: '1', orderedAt };
    const intent = { id: 'dead', shop: shop.key, at: world.time.now(), orderNumbers: [orderNumber], claims: [gone] };
    await ports.intents.open(intent);
    await ports.stock.putClaim({ ...gone, quantity: 2, version: 1, writer: 'dead' });
    control.showOrder(orderNumber);
    await nothingRuns(3 * hourMs);
    await run(10 * minuteMs);
    expect(row(shop, orderNumber)?.kind).toBe('stored');
    expect((await ports.stock.claims([gone]))[0]?.quantity).toBe(0);
  });
});

describe('one row that cannot be used', () => {
  it('one row that cannot be used fails its own shop, and the run says so after the others were visited', async () => {
    const { world, shops, shop, run, row } = await startedScenario(33);
    const rows = world.store.rowsByShop.get(shop.key);
    const [orderNumber, stored] =
      [...(rows ?? [])].find(([, one]) => one.kind === 'stored' && one.progress === '100') ?? [];
    if (stored?.kind !== 'stored' || !orderNumber) throw new Error('The shop has no stored order.');
    // Packed by a release that this one does not know.
    rows?.set(orderNumber, { ...stored, original: Uint8Array.of(99, 1, 2), fingerprint: 'other' });
    world.rms.control.cancelOrder(shop.code, orderNumber);
    const other = world.rms.control.addOrders(shops[1]?.code ?? '', { count: 1 })[0] as string;
    const later = world.rms.control.addOrders(shop.code, { count: 1 })[0] as string;
    await run(20 * minuteMs);
    expect(row(shops[1] as typeof shop, other)?.kind).toBe('stored');
    expect(row(shop, later)?.kind).toBe('stored');
    expect(world.unexpected.join('\n')).toContain('dictionary 99');
  });
});

describe('a row that goes while another comes', () => {
  it('a row that goes while another comes does not hide a third', async () => {
    let story: (() => void) | null = null;
    const { world, shop, runPolls, nothingRuns, row } = await startedScenario(
      226,
      { shops: 1, pageRows: 10 },
      (exchange) => {
        if (exchange.request.path.includes('searchOrder')) story?.();
      },
    );
    const { control } = world.rms;
    const start = world.time.now();
    await nothingRuns(20 * minuteMs);
    const backlog = control.addOrders(shop.code, {
      count: 25,
      kind: 'plain',
      at: { from: start, to: world.time.now() },
    });
    const came: string[] = [];
    // The first page was just read. Before the second one its last row goes, and the rows behind it move forward by one. At
    // the end of the listing another comes: the mall counts as many rows as before.
    story = () => {
      story = null;
      control.break({ kind: 'page-shift', shift: 'vanish', times: 1 });
      came.push(...control.addOrders(shop.code, { count: 1, kind: 'plain', at: world.time.now() - 10 * secondMs }));
    };
    await runPolls(5 * minuteMs);
    expect(came).toHaveLength(1);
    expect([...backlog, ...came].filter((order) => row(shop, order)?.kind !== 'stored')).toEqual([]);
    expect(world.unexpected).toEqual([]);
  });
});

describe('a process whose clock is fast and that has not heard the mall’s yet', () => {
  it('a process with a fast clock lets no new order hide one that slips to a page it has read', async () => {
    let story: (() => void) | null = null;
    const { world, shop, runPolls, row } = await startedScenario(108, { shops: 1, pageRows: 10 }, (exchange) => {
      if (exchange.request.path.includes('searchOrder')) story?.();
    });
    const { control } = world.rms;
    // Ten orders that are stored, and a page behind them one that is not.
    const from = world.time.now();
    const known = control.addOrders(shop.code, { count: 10, kind: 'plain', at: { from, to: from + minuteMs } });
    await runPolls(3 * minuteMs);
    const fresh = control.addOrders(shop.code, { count: 1, kind: 'plain' });
    await world.time.runUntil(world.time.now() + 5 * secondMs);
    const came: string[] = [];
    story = () => {
      story = null;
      control.break({ kind: 'page-shift', shift: 'vanish', times: 1 });
      came.push(...control.addOrders(shop.code, { count: 1, kind: 'plain', at: world.time.now() + secondMs }));
    };
    const fast = { ...world, startProcess: () => world.startProcess('worker', 7 * secondMs) };
    createFunction(fast, 'poll').fire(0, 1);
    await world.time.runUntil(world.time.now() + minuteMs);
    expect([known.length, came.length]).toEqual([10, 1]);
    expect(row(shop, fresh[0] as string)?.kind).toBe('stored');
    expect(world.unexpected).toEqual([]);
  });
});

describe('a mall that is away for two minutes', () => {
  it('a mall that is away for two minutes is held for, and no mail is sent', async () => {
    const faults = [{ kind: 'refuse', from: 40 * minuteMs, until: 42.5 * minuteMs } as const];
    const { world, run } = await outageScenario(61, [{ kind: 'blip', faults }]);
    await run(2 * hourMs);
    expect([...world.store.incidentsById.values()].map(({ stage }) => stage.kind)).toEqual(['closed']);
    expect(world.watch.mails).toEqual([]);
  });
});

describe('a relapse of the statuses within the hour', () => {
  it('a relapse of the statuses within the hour sends no mail to merchants who only import', async () => {
    const faults = [
      { kind: 'refuse', from: 40 * minuteMs, until: 60 * minuteMs },
      { kind: 'server-error-json', writesOnly: true, from: 110 * minuteMs, until: 130 * minuteMs },
    ] as const;
    const { world, run, merchants } = await outageScenario(62, [{ kind: 'flapping', faults }]);
    await run(4 * hourMs);
    expect([...world.store.incidentsById.values()].map(({ reopened }) => reopened)).toEqual([1]);
    const counts = merchants.map(({ contacts, features }) => ({
      usesStatus: features.includes('status'),
      mails: world.watch.mails.filter(({ to }) => to === contacts.join()).length,
    }));
    expect(counts).toEqual(counts.map(({ usesStatus }) => ({ usesStatus, mails: usesStatus ? 4 : 2 })));
    expect(counts.some(({ usesStatus }) => !usesStatus)).toBe(true);
  });
});

describe('a parcel that a late call has doubled', () => {
  it('a parcel that a late call doubled is there once in the end, though it was corrected before the next look', async () => {
    const world = await openPushWorld();
    const [order = ''] = world.orders(1, 300);
    world.rms.control.break({
      kind: 'apply-later',
      operations: ['updateOrderShipping'],
      times: 1,
      applyAfterMs: 8 * minuteMs,
    });
    await world.ask(order, shipment('1234-5678'));
    await world.pass(10 * minuteMs);
    expect(world.rows(order).map(({ number }) => number)).toEqual(['1234-5678', '1234-5678']);
    await world.ask(order, shipment('1234-5678', '2026-11-25'));
    await world.pass(4 * hourMs);
    expect(world.rows(order).map(({ number, date }) => [number, date])).toEqual([['1234-5678', '2026-11-25']]);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
  });
});

describe('a late call that puts one parcel of two back as it was before both were corrected', () => {
  it('a late call that puts one of two corrected parcels back leaves no twin of the other', async () => {
    const world = await openPushWorld();
    const [order = ''] = world.orders(1, 300);
    const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
    world.rms.control.shipOrder(world.shop.code, order, empty);
    const both = (shippedOn: string): PushContent => ({
      kind: 'ship',
      parcels: ['1111', '2222'].map((trackingNumber) => ({ carrier: '1001', trackingNumber, shippedOn })),
    });
    // The first call fills the empty row and adds another; it is applied once all is done and corrected.
    const operations = ['updateOrderShipping'];
    world.rms.control.break({ kind: 'apply-later', operations, times: 1, applyAfterMs: 20 * minuteMs });
    await world.ask(order, both('2026-11-24'));
    await world.pass(10 * minuteMs);
    await world.ask(order, both('2026-11-25'));
    await world.pass(4 * hourMs);
    expect(world.rows(order).map(({ number, date }) => [number, date])).toEqual([
      ['1111', '2026-11-25'],
      ['2222', '2026-11-25'],
    ]);
  });
});
