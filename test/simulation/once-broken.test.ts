import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/units.ts';
import { memoryPorts } from '../support/memory/index.ts';
import { createScenario, type Scenario } from './scenario.ts';

/** Bugs that were found by reading, each held down by a story. */
async function started(seed: number): Promise<Scenario & { shop: Scenario['shops'][number] }> {
  const scenario = await createScenario(seed);
  await scenario.run(30 * minuteMs);
  const [shop] = scenario.shops;
  if (!shop) throw new Error('The world has no shop.');
  return { ...scenario, shop };
}

describe('several bad orders side by side', () => {
  it.each([
    ['at the front', [0, 1]],
    ['in the middle', [50, 51, 52]],
    ['at the end', [98, 99]],
    ['everywhere', [0, 13, 26, 39, 52, 65, 78, 91]],
  ])('%s of a batch do not block their shop', async (_, bad) => {
    const { world, shop, run, row } = await started(31);
    const orders = world.rms.control.addOrders(shop.code, { count: 100 });
    for (const index of bad) world.rms.control.spoilOrder(orders[index] as string, 'broken-json');
    await run(12 * minuteMs);
    const kinds = orders.map((orderNumber) => row(shop, orderNumber)?.kind);
    expect(kinds).toEqual(orders.map((_order, index) => (bad.includes(index) ? 'quarantined' : 'stored')));
  });
});

describe('a claim that a dead run left behind', () => {
  it('is zeroed even if its order could not be read when the run was cleared up', async () => {
    const { world, shop, run } = await started(32);
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
});

describe('one row that cannot be used', () => {
  it('fails its own shop, and the run says so after the others were visited', async () => {
    const { world, shops, shop, run, row } = await started(33);
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
