import { beforeEach, describe, expect, it } from 'vitest';
import type { Shop } from '../../../core/merchants/shop.ts';
import { minuteMs } from '../../../core/units.ts';
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
    const { code, out } = await world.ops('orders problems', { columns: 120 });
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^shop +order +problem +stored +since +tries +next try$/);
    expect(lines[1]).toMatch(
      new RegExp(`^rms#kado-no-mise  ${hidden}  missing      no      2026-11-24 15:45:02      1  2026-11-24 15:46:02$`),
    );
    expect(lines[2]).toBe('    The mall lists this order but does not hand it out.');
    expect(lines[3]).toContain(`${spoilt}  quarantined  no `);
    expect(lines[4]).toMatch(/^ {4}(orderDatetime|PackageModelList): expected/);
  });

  it('name what no table takes, and what to do', async () => {
    const [huge = ''] = world.rms.control.addOrders(other.code, { count: 1, at: start - minuteMs, kind: 'plain' });
    world.rms.control.spoilOrder(huge, 'absurd-units');
    await world.poll(other);
    const { out } = await world.ops(`orders problems --shop ${other.code}`, { columns: 200 });
    expect(out).toContain(`${huge}  quarantined  no`);
    expect(out).toContain(
      'The order came, and cannot be stored: a line is of 1e+300 pieces, of up to 9999999. It holds no stock here: handle it at the mall.',
    );
    expect((await world.ops('status')).out).toMatch(/person +3 orders cannot be read or stored/);
  });

  it('are those of one shop when one is named', async () => {
    expect((await world.ops('orders problems --shop sakura-kitchen')).out).toBe('No order has a problem.\n');
    const json = await world.json('orders problems --shop kado-no-mise');
    expect(json.problems.map((one: { orderNumber: string }) => one.orderNumber).sort()).toEqual(
      [hidden, spoilt].sort(),
    );
    expect(json.problems[0]).toMatchObject({ tries: 1, stored: false, since: '2026-11-24T15:45:02.000+09:00' });
  });

  it('include stored ones whose readings fail now', async () => {
    const stored = [...(world.store.rowsByShop.get(other.key)?.keys() ?? [])][0] as string;
    world.rms.control.hideOrder(stored);
    await world.ops(`import --shop ${other.code} --from -1h --to now`);
    const { out } = await world.ops(`orders problems --shop ${other.code}`);
    expect(out).toMatch(new RegExp(`${stored}  missing  yes`));
  });

  it('leave the list once they were read', async () => {
    world.rms.control.showOrder(hidden);
    world.rms.control.mendOrder(spoilt);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    expect((await world.ops('orders problems')).out).toBe('No order has a problem.\n');
  });
});
