import { beforeEach, describe, expect, it } from 'vitest';
import { eraseOrder } from '../../../core/import/sweep.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../core/model/order.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { laidOut, tableLines } from '../../../ops/terminal/index.ts';
import { eventColumns, type OrderFacts } from '../../../views/order/index.ts';
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

const show = () => world.json(`orders show ${orderNumber}`);

async function edit(): Promise<void> {
  world.pass(5 * minuteMs);
  world.rms.control.editOrder(shop.code, orderNumber, { units: { 0: 4 }, memo: '急ぎ' });
  await world.ops(`import --shop ${shop.code} --from -1h --to now`);
}

describe('an order that is shown', () => {
  it('tells when it was placed, stored and read, without being told the shop', async () => {
    const at = (time: string) => `2026-11-24T15:${time}.000+09:00`;
    const told = { orderedAt: at('35:00'), storedAt: at('45:02'), readAt: at('45:00'), revision: 1, progress: '100' };
    expect(await show()).toMatchObject({ shop: shop.key, orderNumber, ...told });
  });

  it('tells that the mall shows a date that cannot be, and what counts in its place', async () => {
    const [wrong = ''] = world.rms.control.addOrders(shop.code, { count: 1, at: start - minuteMs, kind: 'plain' });
    world.rms.control.spoilOrder(wrong, 'future-date');
    world.pass(minuteMs);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    const { out } = await world.ops(`orders show ${wrong}`);
    expect(out).toMatch(
      /placed {2,}2026-11-24 15:46:\d\d\n {2}placed, says the mall {2}2099-.+, which cannot be right: the\s+moment of its first\s+reading counts/,
    );
    expect((await world.ops(`orders show ${orderNumber}`)).out).not.toContain('says the mall');
  });

  it('tells what changed, by path, from what to what', async () => {
    await edit();
    const units = 'PackageModelList[0].ItemModelList[0].units';
    const { revisions } = await world.json(`orders show ${orderNumber} --shop kado-no-mise`);
    expect(revisions).toMatchObject([{ revision: 1, progress: '100', changes: [] }, { revision: 2 }]);
    expect(revisions[1].changes).toEqual(
      expect.arrayContaining([
        { path: 'memo', before: null, after: '急ぎ' },
        { path: units, before: expect.any(Number), after: 4 },
      ]),
    );
  });

  it('tells of the first revision after a rewind what it is, and not that something was not kept', async () => {
    world.store.rowsByShop.get(shop.key)?.clear();
    world.pass(5 * minuteMs);
    await world.ops('shops rewind --all --from -2h --yes');
    await world.poll(shop);
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).toContain('revision 1001');
    expect(out).toContain('first reading since rows were lost');
    expect(out).not.toContain('no longer kept');
    expect((await show()).revisions).toMatchObject([{ revision: 1001, afterLoss: true, comparedWith: null }]);
  });

  it('keeps when a revision was first read, and says that it was read again without a change', async () => {
    const { revisions: before } = await show();
    const row = world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
    const readAt = row.readAt + 10 * minuteMs;
    await world.ports.orders.put({ ...row, version: readAt, readAt }, row.version);
    const { revisions, history } = await show();
    expect(revisions).toEqual(
      before.map((one: { readAt: string }) => ({ ...one, readAt: '2026-11-24T15:45:02.000+09:00' })),
    );
    expect(history.map(({ what }: { what: string }) => what)).toContain('read-again');
  });

  it('tells which revisions the bus has accepted, and which are pending', async () => {
    Object.assign(world.ports.bus, { announce: async () => new Set() });
    await edit();
    expect((await show()).revisions).toMatchObject([
      { announcement: { kind: 'OrderImported', state: 'accepted', id: `${shop.key}#${orderNumber}#1` } },
      { announcement: { kind: 'OrderChanged', state: 'pending', id: `${shop.key}#${orderNumber}#2` } },
    ]);
  });

  it('tells what it claims of the stock', async () => {
    await edit();
    const lineId = String(world.rms.control.order(orderNumber)?.lines[0]?.itemDetailId);
    expect((await show()).claims).toMatchObject([{ lineId, merchant: 'kado', quantity: 4 }]);
  });

  it('tells that a cancel was announced and claims nothing any more', async () => {
    world.rms.control.cancelOrder(shop.code, orderNumber);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    const { revisions, claims } = await show();
    expect(revisions[1].announcement).toMatchObject({ kind: 'OrderCancelled', state: 'accepted' });
    expect(revisions[1].changes).toContainEqual({ path: 'orderProgress', before: 100, after: 900 });
    expect(claims).toMatchObject([{ merchant: 'kado', quantity: 0 }]);
  });

  it('tells its problem, while what is stored stands', async () => {
    world.rms.control.hideOrder(orderNumber);
    await world.ops(`import --shop ${shop.code} --from -1h --to now`);
    expect(await show()).toMatchObject({
      kind: 'stored',
      problem: { kind: 'missing', tries: 1 },
      revisions: [{ revision: 1 }],
    });
  });

  it('that never became readable says that the reply is kept, and JSON holds it', async () => {
    const [spoilt = ''] = world.rms.control.addOrders(shop.code, { count: 1, at: start - minuteMs });
    world.rms.control.spoilOrder(spoilt, 'wrong-type');
    await world.poll(shop);
    const json = await world.json(`orders show ${spoilt}`);
    expect(json).toMatchObject({ kind: 'quarantined', order: null, problem: { kind: 'quarantined', tries: 1 } });
    expect(JSON.parse(json.raw)).toMatchObject({ orderNumber: spoilt, orderProgress: '三百' });
  });

  it('whose personal data were removed tells so, and invents no history and no claims', async () => {
    await edit();
    const row = world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
    await eraseOrder(world.ports, row, 'sweep');
    const { out } = await world.ops(`orders show ${orderNumber}`);
    expect(out).not.toContain('急ぎ');
    expect(await show()).toMatchObject({
      order: null,
      claims: null,
      erasedAt: expect.any(String),
      revisions: [{ changes: null }],
    });
  });

  it('shows at 80 columns a call with its request id below it, and not in a column that leaves no room for words', () => {
    const requestId = '219f44c3-abdc-4ed5-ba6c-0a4ec68e6e2b';
    const call = { at: '2026-11-24T15:45:07.123+09:00', about: 'ship', what: 'called', by: null, requestId } as const;
    const columns = eventColumns({ pushes: [] } as Partial<OrderFacts> as OrderFacts);
    const history = tableLines(columns, [{ ...call, operation: 'updateOrderShipping' }]);
    const lines = laidOut(history, 80).join('\n');
    expect(lines).toMatch(new RegExp(`called the mall\\s+\\(updateOrderShipping\\)\n {4}request ${requestId}`));
    expect(laidOut(history, 140).join('\n')).toMatch(new RegExp(`Shipping\\) {2,}${requestId}`));
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

describe('an order that is not known', () => {
  it('fails, and tells how to import the day in its number', async () => {
    const said = await world.ops('orders show 370001-20261120-0000000001');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('--from 2026-11-20 --to 2026-11-21');
  });

  it('is not looked for in other shops when one was named', async () => {
    const said = await world.ops(`orders show ${orderNumber} --shop sakura-kitchen`);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('not known in rms#sakura-kitchen.') });
  });
});
