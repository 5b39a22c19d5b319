import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { startedScenario } from '../../proving/worlds/scenario.ts';

describe('one bad order', () => {
  it.each(['wrong-type', 'missing-field', 'broken-json', 'server-error'] as const)(
    'that is spoilt (%s) is quarantined, its neighbours come, and it comes once mended',
    async (how) => {
      const { world, shop, run, row, broken } = await startedScenario(11);
      const { control } = world.rms;
      const [before, spoilt, after] = [1, 2, 3].map(() => control.addOrders(shop.code, { count: 1 })[0] as string);
      control.spoilOrder(spoilt as string, how);
      await run(5 * minuteMs);
      expect(row(shop, before as string)?.kind).toBe('stored');
      expect(row(shop, after as string)?.kind).toBe('stored');
      expect(row(shop, spoilt as string)).toMatchObject({ kind: 'quarantined', problem: { kind: 'quarantined' } });
      const later = control.addOrders(shop.code, { count: 1 })[0] as string;
      await run(3 * minuteMs);
      expect(row(shop, later)?.kind).toBe('stored');

      control.mendOrder(spoilt as string);
      await run(2 * hourMs);
      expect(row(shop, spoilt as string)).toMatchObject({ kind: 'stored', revision: 1 });
      await run(26 * hourMs);
      expect(broken()).toEqual([]);
    },
  );

  it('an order that is listed and never handed out is missing, and comes once shown', async () => {
    const { world, shop, run, row } = await startedScenario(12);
    const hidden = world.rms.control.addOrders(shop.code, { count: 1 })[0] as string;
    world.rms.control.hideOrder(hidden);
    await run(10 * minuteMs);
    expect(row(shop, hidden)).toMatchObject({ kind: 'missing', problem: { kind: 'missing' } });
    world.rms.control.showOrder(hidden);
    await run(2 * hourMs);
    expect(row(shop, hidden)?.kind).toBe('stored');
  });

  it('a stored order that cannot be read again keeps what is stored, and notes the problem', async () => {
    const { world, shop, run, row } = await startedScenario(13);
    const order = world.rms.control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    await run(5 * minuteMs);
    const stored = row(shop, order);
    world.rms.control.spoilOrder(order, 'wrong-type');
    world.rms.control.cancelOrder(shop.code, order);
    await run(20 * minuteMs);
    expect(row(shop, order)).toMatchObject({ kind: 'stored', progress: '100', problem: { kind: 'quarantined' } });
    expect(stored?.kind === 'stored' && stored.original.length).toBeGreaterThan(100);
    world.rms.control.mendOrder(order);
    await run(3 * hourMs);
    expect(row(shop, order)).toMatchObject({ kind: 'stored', progress: '900', revision: 2 });
    expect(row(shop, order)?.problem).toBeUndefined();
  });
});

describe('an order that the tables do not take', () => {
  it.each([
    ['huge', /takes 4\d\d KB packed, of up to 376 KB/],
    ['huge-unreadable', /orderDatetime: expected.*The reply is not kept/],
    ['long-sku', /a line's SKU has 3000 bytes, of 1 to 1024/],
    ['absurd-units', /a line is of 1e\+300 pieces, of up to 9999999/],
    ['many-lines', /it has 900\d lines, of up to 3000/],
  ] as const)(
    '(%s) is quarantined and says why, the cursor passes it, nothing is left behind, and it comes once mended',
    async (how, reason) => {
      const { world, shop, run, row, broken } = await startedScenario(11);
      const { control } = world.rms;
      const [before, spoilt, after] = [1, 2, 3].map(() => control.addOrders(shop.code, { count: 1, kind: 'plain' })[0]);
      control.spoilOrder(spoilt as string, how);
      await run(10 * minuteMs);
      expect(row(shop, before as string)?.kind).toBe('stored');
      expect(row(shop, after as string)?.kind).toBe('stored');
      expect(row(shop, spoilt as string)).toMatchObject({ kind: 'quarantined' });
      expect(row(shop, spoilt as string)?.problem?.reason).toMatch(reason);
      const later = control.addOrders(shop.code, { count: 1 })[0] as string;
      await run(2 * hourMs);
      expect(row(shop, later)?.kind).toBe('stored');
      expect([...world.store.intentsByBucket.values()].flatMap((intents) => [...intents.keys()])).toEqual([]);

      control.mendOrder(spoilt as string);
      await run(2 * hourMs);
      expect(row(shop, spoilt as string)).toMatchObject({ kind: 'stored', revision: 1 });
      await run(26 * hourMs);
      expect(broken()).toEqual([]);
    },
  );

  it('an order that the tables do not take any more keeps what is stored of it, and its claims', async () => {
    const { world, shop, run, row, broken } = await startedScenario(13);
    const order = world.rms.control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    await run(5 * minuteMs);
    world.rms.control.spoilOrder(order, 'huge');
    world.rms.control.cancelOrder(shop.code, order);
    await run(20 * minuteMs);
    expect(row(shop, order)).toMatchObject({ kind: 'stored', progress: '100', problem: { kind: 'quarantined' } });
    world.rms.control.mendOrder(order);
    await run(3 * hourMs);
    expect(row(shop, order)).toMatchObject({ kind: 'stored', progress: '900', revision: 2 });
    await run(26 * hourMs);
    expect(broken()).toEqual([]);
  });
});

describe('a refused key', () => {
  it('a refused key pauses its shop only, says what to do, and a new key resumes without a gap', async () => {
    const { world, shops, shop, run, rows, broken } = await startedScenario(14);
    const other = shops[1] as typeof shop;
    world.rms.control.expireKey(shop.code);
    await run(10 * minuteMs);
    const [pause, ...more] = [...world.store.pausesById.values()];
    expect(more).toEqual([]);
    expect(pause).toMatchObject({ cause: 'credentials', scope: shop.key });
    expect(pause?.note).toMatch(/key/i);

    const before = { paused: rows(shop).length, other: rows(other).length };
    world.rms.control.addOrders(shop.code, { count: 5 });
    world.rms.control.addOrders(other.code, { count: 5 });
    await run(30 * minuteMs);
    expect(rows(shop).length).toBe(before.paused);
    expect(rows(other).length).toBe(before.other + 5);

    const ports = memoryPorts(world.store);
    const licenseKey = world.rms.control.rotateKey(shop.code, { activeInMs: 12 * minuteMs });
    const { serviceSecret } = world.rms.control.shops()[0] as { serviceSecret: string };
    const sealed = await ports.vault.seal(shop.key, 0, 2, { serviceSecret, licenseKey });
    await ports.shops.replaceCredential(shop.key, sealed);
    await run(40 * minuteMs);
    expect(rows(shop).length).toBe(before.paused + 5);
    expect(world.store.pausesById.size).toBe(0);
    await run(28 * hourMs);
    expect(broken()).toEqual([]);
  });
});

describe('imports by hand', () => {
  it('three imports by hand of one span beside the schedule, while orders change, end in one true row each', async () => {
    const { world, shops, shop, run, broken } = await startedScenario(15);
    const { control } = world.rms;
    const now = world.time.now();
    const numbers = control.addOrders(shop.code, { count: 250, at: { from: now - hourMs, to: now } });
    for (let hand = 0; hand < 3; hand++) world.importByHand(shop, { from: now - 2 * hourMs, to: now });
    for (const [index, orderNumber] of numbers.entries()) {
      world.time.at(now + index * 300, () => {
        if (index % 3 === 0) control.editOrder(shop.code, orderNumber);
        if (index % 7 === 0) control.cancelOrder(shop.code, orderNumber);
      });
    }
    await run(28 * hourMs);
    expect(shops.length).toBeGreaterThanOrEqual(3);
    expect(broken()).toEqual([]);
  });
});

describe('personal data', () => {
  it('personal data are removed from an order and its history when due; the key stays, and it is not imported again', async () => {
    const { world, shop, run, nothingRuns, row } = await startedScenario(16);
    const { control } = world.rms;
    const order = control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    await run(5 * minuteMs);
    control.cancelOrder(shop.code, order);
    await run(20 * minuteMs);
    expect(row(shop, order)).toMatchObject({ kind: 'stored', progress: '900', revision: 2 });
    await nothingRuns(64 * dayMs);
    await run(28 * hourMs);
    expect(row(shop, order)).toMatchObject({ final: true });
    await nothingRuns(180 * dayMs);
    await run(hourMs);
    const erased = row(shop, order);
    expect(erased).toMatchObject({ kind: 'stored', revision: 2, progress: '900' });
    expect(erased?.kind === 'stored' && erased.original.length).toBe(0);
    expect(erased?.kind === 'stored' && erased.erasedAt).toBeGreaterThan(0);
    expect(world.store.revisionsByOrder.get(`${shop.key}#${order}`)).toBeUndefined();
    world.importByHand(shop, { from: world.time.now() - 250 * dayMs, to: world.time.now() });
    await run(hourMs);
    expect(row(shop, order)).toEqual(erased);
  });
});
