import { expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { openWorld, start } from '../../ops/world.ts';

it('the cursor of a shop passes no order of a listing that fills no batch', async () => {
  const world = openWorld();
  const shop = await world.addShop('kado-no-mise');
  // Two calls read 100 orders each; the last 30 fill no batch.
  const placed = world.rms.control.addOrders(shop.code, {
    count: 230,
    at: { from: start - 20 * minuteMs, to: start - minuteMs },
  });
  await world.poll(shop);
  const rows = await world.ports.orders.rows(shop.key, placed);
  expect(placed.filter((orderNumber) => rows.get(orderNumber)?.kind !== 'stored')).toEqual([]);
  expect((await world.ports.shops.get(shop.key))?.cursor).toBeGreaterThan(start - 2 * minuteMs);
});
