import { expect, it } from 'vitest';
import { scanShop } from '../../../../core/import/scan-shop.ts';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { visitShops } from '../../../../core/session/visit-shops.ts';
import { openStockWorld, type StockWorld } from './world.ts';

/** Looks for orders that were cancelled, as the schedule does. */
async function scan(world: StockWorld): Promise<void> {
  const { ports, cache } = world.worker();
  const shop = (await ports.shops.get(world.one.key)) as Shop;
  const budget = budgetUntil(ports.clock, ports.clock.now() + 170 * secondMs);
  const context = { ports, cache, budget, settings: defaultImportSettings, runId: 'scan', share: 'scan' as const };
  const scanning = visitShops(context, [shop], async (run) => void (await scanShop(run)));
  await world.pass(5 * minuteMs);
  await scanning;
}

it.each([
  ['was not listed', null],
  ['stood for another SKU', 'coffee'],
])('what a mall puts back on an item that %s when it was ordered is taken off again', async (_, earlier) => {
  const world = await openStockWorld();
  const { one, rms } = world;
  const [item = ''] = world.items();
  const [manageNumber = '', variantId = ''] = item.split('/');
  if (earlier !== null) await world.list(one, item, { sku: earlier });
  const lines = [{ manageNumber, variantId, units: 2 }];
  const [number = ''] = rms.control.addOrders(one.code, { count: 1, kind: 'plain', at: world.time.now(), lines });
  await world.pass(minuteMs);
  await world.poll(one);
  world.store.listingsByShop.get(one.key)?.delete(item);
  await world.list(one, item, { sku: 'tea' });
  await world.count('tea', 5);
  await world.pass(2 * minuteMs);
  expect(world.level(one, item)).toBe(5);
  rms.control.cancelOrder(one.code, number);
  expect(world.level(one, item)).toBe(7);
  await scan(world);
  expect(world.level(one, item)).toBe(5);
});
