import { expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { began } from '../../malls/amazon/in-process.ts';
import { openAmazonWorld } from './amazon-world.ts';

it('a scan brings in all orders that are missing with the pages of one listing: each run read a dozen of them, and listed all again', async () => {
  const world = await openAmazonWorld({}, began - 4 * dayMs);
  for (let hour = 47; hour > 2; hour--) world.place(10, began - hour * hourMs);
  await world.poll();
  const [rows, listings, readings] = [world.orders().length, world.searches(), world.readings()];
  expect(rows).toBe(0);
  await world.reconcile();
  expect(world.orders()).toHaveLength(450);
  expect((await world.shop()).scannedAt).toBeGreaterThan(0);
  expect(world.readings()).toBe(readings);
  expect(world.searches() - listings).toBeLessThan(15);
});
