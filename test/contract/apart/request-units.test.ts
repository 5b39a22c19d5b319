import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiRequests } from '../../../bench/cost/api.ts';
import { type DynamoEmulator, startDynalite } from '../../../proving/dynalite.ts';
import { type ApartWorld, openApartWorld } from './apart-world.ts';

let emulator: DynamoEmulator;
beforeAll(async () => {
  emulator = await startDynalite();
});
afterAll(() => emulator?.stop());

/** Units that a request takes where its process knows the key and the shop. */
async function unitsOf({ policing }: ApartWorld, request: () => Promise<unknown>) {
  await request();
  const before = { ...policing };
  await request();
  return { read: policing.readUnits - before.readUnits, write: policing.writeUnits - before.writeUnits };
}

it('requests of the API take the units that the cost page reckons with', async () => {
  const world = await openApartWorld(emulator.endpoint);
  const key = await world.key(['orders:read', 'buyers:read', 'changes:write'], 'kado');
  const shop = '/v1/shops/rms/kado-no-mise';
  const { orders } = await world.read(key, `${shop}/orders`);
  const [{ orderNumber: first }, { orderNumber: second }] = orders;
  const numbers = [first, second];

  const order = await unitsOf(world, () => world.read(key, `${shop}/orders/${second}`));
  // Orders of this town are smaller than the 4 KB of a read unit, those of the cost page are not.
  expect(order).toEqual({ read: apiRequests.order.readUnits - 1, write: 0 });

  const change = await unitsOf(world, () => {
    const orderNumber = numbers.shift();
    return world.call(key, '/v1/changes', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': `${orderNumber}` } },
      body: JSON.stringify({
        ...{ format: 1, shop: 'rms#kado-no-mise', by: 'x' },
        orders: [{ orderNumber, change: { kind: 'confirm' } }],
      }),
    });
  });
  // Another write unit is the row of the order's changes.
  expect(change).toEqual({ read: apiRequests.change.readUnits, write: apiRequests.change.writeUnits + 1 });

  const feed = await unitsOf(world, () => world.read(key, '/v1/events?merchant=kado'));
  expect(feed.read).toBeLessThanOrEqual(apiRequests.feed.readUnits);
  expect(feed.write).toBe(0);
});
