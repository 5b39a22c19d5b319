import { beforeEach, describe, expect, it } from 'vitest';
import type { Shop } from '../../../core/merchants/shop.ts';
import { eraseOrder } from '../../../core/orders/erase.ts';
import type { StoredOrder } from '../../../core/orders/row.ts';
import { minuteMs } from '../../../core/units.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let orderNumber: string;

beforeEach(async () => {
  world = openWorld();
  await world.addShop('sakura-kitchen');
  shop = await world.addShop('kado-no-mise');
  [orderNumber = ''] = world.rms.control.addOrders(shop.code, { count: 1, at: start - 10 * minuteMs, kind: 'plain' });
  await world.poll(shop);
});

async function edit(): Promise<void> {
  world.pass(5 * minuteMs);
  world.rms.control.editOrder(shop.code, orderNumber, { units: { 0: 4 }, memo: '急ぎ' });
  await world.ops(`import --shop ${shop.code} --from -1h --to now`);
}

describe('an order that is shown', () => {
  it('tells when it was placed, stored and read, without being told the shop', async () => {
    const { code, out } = await world.ops(`orders show ${orderNumber}`);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 5)).toEqual([
      `Order ${orderNumber} of rms#kado-no-mise (角の店)`,
      '  placed    2026-11-24 15:35:00',
      '  stored    2026-11-24 15:45:02',
      '  read      2026-11-24 15:45:00, revision 1',
      '  progress  100 注文確認待ち',
    ]);
  });

  it('tells what changed, by path, from what to what', async () => {
    await edit();
    const { out } = await world.ops(`orders show ${orderNumber} --shop kado-no-mise`);
    expect(out).toContain('       memo: null → "急ぎ"\n');
    expect(out).toMatch(/ {7}PackageModelList\[0\]\.ItemModelList\[0\]\.units: \d → 4\n/);
    expect(out).toMatch(/ {2}1 {2}2026-11-24 15:45:00 {2}100 注文確認待ち\n {7}first reading\n {2}2 {2}/);
  });

  it('tells which revisions the bus has accepted, and which are pending', async () => {
    Object.assign(world.ports.bus, { announce: async () => new Set() });
    await edit();
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toMatch(/1 {2}OrderImported {2}accepted +rms#kado-no-mise#.*#1\n/);
    expect(out).toMatch(/2 {2}OrderChanged +pending, again from 2026-11-24 15:5\d:\d\d +rms#kado-no-mise#.*#2\n/);
  });

  it('tells what it claims of the stock', async () => {
    await edit();
    const { out } = await world.ops(`orders show ${orderNumber}`);
    const line = world.rms.control.order(orderNumber)?.lines[0];
    expect(out).toMatch(new RegExp(`${line?.itemDetailId} +kado +\\S+ +4 +2026-11-24 15:50:\\d\\d\\n`));
  });

  it('tells that a cancel was announced and claims nothing any more', async () => {
    world.rms.control.cancelOrder(shop.code, orderNumber);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toContain('orderProgress: 100 → 900');
    expect(out).toContain('OrderCancelled  accepted');
    expect(out).toMatch(/kado +\S+ +0 /);
  });

  it('tells its problem, while what is stored stands', async () => {
    world.rms.control.hideOrder(orderNumber);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toMatch(
      /Problem\n {2}missing since 2026-11-24 15:45:\d\d, tried once, next try 2026-11-24 15:46:\d\d\n/,
    );
    expect(out).toContain('first reading');
  });

  it('that never became readable tells that what came is kept, and JSON holds it', async () => {
    const [spoilt = ''] = world.rms.control.addOrders(shop.code, { count: 1, at: start - minuteMs });
    world.rms.control.spoilOrder(spoilt, 'wrong-type');
    await world.poll(shop);
    const { out } = await world.ops(`orders show ${spoilt}`);
    expect(out).toContain('quarantined since');
    expect(out).toContain('what came is kept; see it with --json');
    const json = JSON.parse((await world.ops(`orders show ${spoilt} --json`)).out);
    expect(json).toMatchObject({ kind: 'quarantined', order: null, problem: { kind: 'quarantined', tries: 1 } });
    expect(JSON.parse(json.raw)).toMatchObject({ orderNumber: spoilt, orderProgress: '三百' });
  });

  it('whose personal data were removed tells so, and invents no history and no claims', async () => {
    await edit();
    const row = world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
    await eraseOrder(world.ports, row, 'sweep');
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toMatch(/personal data removed 2026-11-24 15:50:\d\d/);
    expect(out).toContain('(what changed is no longer kept)');
    expect(out).toContain('not known: the lines were removed with the personal data');
    expect(out).not.toContain('急ぎ');
  });

  it('as JSON is one line with the whole order as the mall gave it', async () => {
    await edit();
    const { out } = await world.ops(`orders show ${orderNumber} --json`);
    expect(out.trimEnd()).not.toContain('\n');
    const json = JSON.parse(out);
    expect(json).toMatchObject({ shop: shop.key, kind: 'stored', revision: 2, problem: null, erasedAt: null });
    expect(json.order).toEqual(JSON.parse(JSON.stringify(world.rms.control.order(orderNumber)?.model)));
    expect(json.revisions[1].changes).toContainEqual({ path: 'memo', before: null, after: '急ぎ' });
    expect(json.claims).toEqual([expect.objectContaining({ merchant: 'kado', quantity: 4 })]);
  });

  it('cannot act on the terminal', async () => {
    world.rms.control.editOrder(shop.code, orderNumber, { memo: '\u001b[2J\u009b31m' });
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toContain('memo: null →');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(out).not.toMatch(/[\u001b\u009b]/);
  });
});

describe('an order that nobody knows', () => {
  it('fails, and tells how to import the day in its number', async () => {
    const said = await world.ops('orders show 370001-20261120-0000000001');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toBe(
      [
        'Order 370001-20261120-0000000001 is not known in 2 shops.',
        'If the mall has it, import its day again: ops import --shop <shop> --from 2026-11-20 --to 2026-11-20T23:59:59',
        '',
      ].join('\n'),
    );
  });

  it('is not looked for in other shops when one was named', async () => {
    const said = await world.ops(`orders show ${orderNumber} --shop sakura-kitchen`);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('not known in rms#sakura-kitchen.') });
  });
});
