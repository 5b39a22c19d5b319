import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let other: Shop;
let hidden: string;
let spoilt: string;

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  other = await world.addShop('sakura-kitchen');
  [hidden = '', spoilt = ''] = world.rms.control.addOrders(shop.code, {
    count: 2,
    at: { from: start - 9 * minuteMs, to: start - minuteMs },
  });
  // One that is well: where a shop has none, its import waits, and nothing is taken for a problem of an order.
  world.rms.control.addOrders(shop.code, { count: 1, at: start - 10 * minuteMs });
  world.rms.control.addOrders(other.code, { count: 3, at: start - minuteMs });
  world.rms.control.hideOrder(hidden);
  world.rms.control.spoilOrder(spoilt, 'missing-field');
  await world.poll(shop);
  await world.poll(other);
});

describe('the orders with a problem', () => {
  it('are listed with since when, how often and why, and when they are tried again', async () => {
    const told = { shop: shop.key, stored: false, since: '2026-11-24T15:45:04.000+09:00', tries: 1 };
    const { problems } = await world.json('orders problems');
    expect(problems).toMatchObject([
      { ...told, orderNumber: hidden, kind: 'missing', nextTryAt: '2026-11-24T15:46:04.000+09:00' },
      { ...told, orderNumber: spoilt, kind: 'quarantined', reason: expect.stringContaining('expected') },
    ]);
  });

  it('name what no table takes, and what to do', async () => {
    const [huge = ''] = world.rms.control.addOrders(other.code, { count: 1, at: start - minuteMs, kind: 'plain' });
    world.rms.control.spoilOrder(huge, 'absurd-units');
    await world.poll(other);
    const { problems } = await world.json(`orders problems --shop ${other.code}`);
    const reason = expect.stringContaining('It holds no stock here: handle it at the mall.');
    expect(problems).toMatchObject([{ orderNumber: huge, kind: 'quarantined', stored: false, reason }]);
    expect(await world.json('status')).toMatchObject({ problemOrders: 3 });
  });

  it('are those of one shop when one is named', async () => {
    expect(await world.json('orders problems --shop sakura-kitchen')).toEqual({ problems: [] });
    const json = await world.json('orders problems --shop kado-no-mise');
    expect(json.problems.map((one: { orderNumber: string }) => one.orderNumber).sort()).toEqual(
      [hidden, spoilt].sort(),
    );
  });

  it('include stored ones whose readings fail now', async () => {
    const stored = [...(world.store.rowsByShop.get(other.key)?.keys() ?? [])][0] as string;
    world.rms.control.hideOrder(stored);
    await world.ops(`import --shop ${other.code} --from -1h --to now`);
    const { problems } = await world.json(`orders problems --shop ${other.code}`);
    expect(problems).toMatchObject([{ orderNumber: stored, kind: 'missing', stored: true }]);
  });

  it('leave the list once they were read', async () => {
    world.rms.control.showOrder(hidden);
    world.rms.control.mendOrder(spoilt);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    expect(await world.json('orders problems')).toEqual({ problems: [] });
  });
});
