import { beforeEach, describe, expect, it } from 'vitest';
import { readWhole } from '../../../core/kernel/shape.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { OrderRow, StoredOrder } from '../../../core/model/order.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { changeShape } from '../../../views/change/index.ts';
import { type OrderFacts, orderFacts, orderShape, unstoredFacts } from '../../../views/order/index.ts';
import { workPushes } from '../ops/push-states.ts';
import { usePushWorld } from '../ops/push-world.ts';

const world = usePushWorld(2);
let orderNumber: string;
let shop: Shop;

beforeEach(() => {
  ({ shop } = world());
  [orderNumber = ''] = world().orderNumbers;
});

/** As a program gets it: JSON knows no field without a value. */
async function facts(isWhole: boolean): Promise<OrderFacts> {
  const row = (await world().ports.orders.rows(shop.key, [orderNumber])).get(orderNumber) as OrderRow;
  return JSON.parse(JSON.stringify(await orderFacts(world().ports, shop, row, { isWhole })));
}

const problemsOf = (value: unknown): string[] => {
  const problems: string[] = [];
  readWhole(orderShape, value, problems);
  return problems;
};

describe('the facts of an order', () => {
  it('have the shape that they say, whole or without personal data, with the changes that were asked for', async () => {
    await world().ops(`push ship ${orderNumber} --carrier ヤマト運輸 --number 444413758703`);
    await world().ops(`push cancel ${orderNumber} --reason out-of-stock --yes`);
    world().rms.control.editOrder(shop.code, orderNumber, { units: { 0: 4 }, memo: '急ぎ' });
    world().pass(5 * minuteMs);
    await world().ops(`import --shop ${shop.code} --from -1h --to now`);
    for (const isWhole of [true, false]) expect(problemsOf(await facts(isWhole))).toEqual([]);
    const { pushes, history } = await facts(true);
    const ship = pushes.find(({ kind }) => kind === 'ship');
    expect(ship).toMatchObject({ state: 'requested', parcels: [{ trackingNumber: '444413758703' }] });
    expect(pushes).toContainEqual(
      expect.objectContaining({ kind: 'cancel', cancelReason: 'out-of-stock', reason: null }),
    );
    expect(history).toContainEqual(expect.objectContaining({ about: 'ship', what: 'requested', push: ship?.push }));
  });

  it('of one that has no row are those of its changes', async () => {
    await world().ops(`push confirm 370001-20261124-9999999999 --shop ${shop.code}`);
    const key = { shop: shop.key, orderNumber: '370001-20261124-9999999999' };
    const changes = await world().ports.changes.ofOrder(key);
    const unstored = await unstoredFacts(world().ports, shop, key.orderNumber, changes, { isWhole: true });
    expect(problemsOf(JSON.parse(JSON.stringify(unstored)))).toEqual([]);
    expect(unstored).toMatchObject({ kind: 'not-stored', content: null, pushes: [{ kind: 'confirm' }] });
  });

  it('say who bought what, and what it costs, in the same words at every mall', async () => {
    const { content } = await facts(true);
    const model = world().rms.control.order(orderNumber)?.model;
    expect(content?.buyer.mail).toBe(model?.OrdererModel.emailAddress);
    expect(content?.amounts).toMatchObject({ total: model?.totalPrice, due: model?.requestPrice });
    const [item] = model?.PackageModelList[0]?.ItemModelList ?? [];
    expect(content?.destinations).toMatchObject([
      { items: [{ name: item?.itemName, quantity: item?.units, lineId: String(item?.itemDetailId) }] },
    ]);
  });

  it('name a hidden value as hidden, and leave those away that the order does not have', async () => {
    const [{ content: whole }, { content: masked }] = [await facts(true), await facts(false)];
    expect(whole?.buyer.name).toMatch(/^.+ .+$/);
    expect(masked?.buyer).toEqual(Object.fromEntries(Object.keys(whole?.buyer ?? {}).map((name) => [name, null])));
    expect(masked?.amounts).toEqual(whole?.amounts);
    const [item] = whole?.destinations[0]?.items ?? [];
    expect(masked?.destinations[0]).toMatchObject({ name: null, address: null, items: [{ ...item, option: null }] });
    expect(Object.keys(masked ?? {})).toEqual(Object.keys(whole ?? {}));
  });

  it('hide the values of a change that may name a buyer, and keep its place', async () => {
    world().rms.control.editOrder(shop.code, orderNumber, { units: { 0: 4 }, memo: '急ぎ' });
    world().pass(5 * minuteMs);
    await world().ops(`import --shop ${shop.code} --from -1h --to now`);
    const { revisions } = await facts(false);
    expect(revisions.at(-1)?.changes).toContainEqual({ path: 'memo', hidden: true });
    expect(revisions.at(-1)?.changes).toContainEqual(expect.objectContaining({ path: 'goodsPrice' }));
    expect(JSON.stringify(await facts(false))).not.toContain('急ぎ');
  });
});

/** Confirms the order, and lets the mall process it. */
async function confirmed(): Promise<void> {
  await world().ops(`push confirm ${orderNumber}`);
  await workPushes(world());
  world().pass(2 * hourMs);
}

it('an order that was shipped here had no parcel on its page until it was read again: what was seen at the mall since counts', async () => {
  const [wrong, right] = ['444413758703', '444413758714'];
  const numbers = async () => (await facts(true)).parcels.map(({ trackingNumber }) => trackingNumber);
  await confirmed();
  await world().ops(`push ship ${orderNumber} --carrier ヤマト運輸 --number ${wrong}`);
  expect(await numbers()).toEqual([]);
  await workPushes(world());
  expect(await numbers()).toEqual([wrong]);
  await world().ops(`import --shop ${shop.code} --from -4h --to now`);
  world().pass(minuteMs);
  await world().ops(`push ship ${orderNumber} --number ${right} --corrects ${wrong}`);
  expect(await numbers()).toEqual([wrong]);
  await workPushes(world());
  expect(await numbers()).toEqual([right]);
  expect(problemsOf(await facts(true))).toEqual([]);
});

it('a parcel that the mall has stays on the page while its change is looked at once more: in an outage it had none for hours', async () => {
  await confirmed();
  await world().ops(`push ship ${orderNumber} --carrier ヤマト運輸 --number 444413758703`);
  await workPushes(world());
  world().pass(minuteMs);
  await world().ops(`push retry --order ${orderNumber}`);
  const { pushes, parcels } = await facts(true);
  expect(pushes.find(({ kind }) => kind === 'ship')?.state).not.toBe('confirmed');
  expect(parcels.map(({ trackingNumber }) => trackingNumber)).toEqual(['444413758703']);
});

it('a parcel that the mall did not show when the order was read after its report is not at the mall', async () => {
  await confirmed();
  await world().ops(`push ship ${orderNumber} --carrier ヤマト運輸 --number 444413758703`);
  await workPushes(world());
  const { ports } = world();
  const row = (await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber) as StoredOrder;
  const parcelsOf = async (readAt: number) =>
    (await orderFacts(ports, shop, { ...row, readAt }, { isWhole: true })).parcels.length;
  expect([await parcelsOf(row.readAt), await parcelsOf(ports.clock.now() + minuteMs)]).toEqual([1, 0]);
});

it('a list of changes has the shape of their facts', async () => {
  await world().ops(`push memo ${orderNumber} --text-file ${world().write('memo.txt', '様のご希望')}`);
  const { pushes } = await world().json('push list');
  const problems: string[] = [];
  for (const push of pushes) readWhole(changeShape, push, problems);
  expect([pushes.length, problems, JSON.stringify(pushes)]).toEqual([1, [], expect.not.stringContaining('様')]);
});
