import { describe, expect, it } from 'vitest';
import { planParcels } from '../../../../core/model/parcels.ts';
import type { OrderState, Parcel } from '../../../../core/model/push.ts';
import { requestProblems } from '../../../../core/status/check-request.ts';
import { companies } from '../../../../malls/shopify/status-traits.ts';
import { shopifyTraits } from '../../../../malls/shopify/traits.ts';
import type { ShopifySettingsChange } from '../../../../simulator/shopify/index.ts';
import { began, code, hourMs, inProcess } from './in-process.ts';

const parcel: Parcel = { carrier: 'YAMATO', trackingNumber: '444413758703', shippedOn: '2026-11-24' };
const other: Parcel = { ...parcel, trackingNumber: '444413758714' };

function opened(settings: ShopifySettingsChange = {}, newShop = {}) {
  const { shopify, shop } = inProcess(settings, newShop);
  const { status: door } = shop;
  if (door === null) throw new Error('The mall has no statuses.');
  const skus = [...new Set(shopify.control.stock(code).map(({ sku }) => sku))];
  const booked = (order: string) =>
    shopify.control
      .books()
      .shops.flatMap(({ orders }) => orders)
      .find(({ name }) => name === order);
  const place = (units: readonly number[], kind: 'plain' | 'pending' | 'hold' = 'plain') => {
    const lines = units.map((one, index) => ({ sku: skus[index] ?? '', units: one }));
    const [id = ''] = shopify.control.addOrders(code, { count: 1, at: began - hourMs, kind, lines });
    return shopify.control.order(id)?.name ?? '';
  };
  const read = async (order: string): Promise<OrderState> => {
    const [state] = (await door.readStates([order])).states;
    if (state === undefined) throw new Error(`${order} cannot be read`);
    return state;
  };
  const ship = async (order: string, ...parcels: Parcel[]) => {
    const state = await read(order);
    const plan = planParcels(parcels, state.baskets);
    if (plan.kind !== 'changes') throw new Error(plan.reason);
    return (await door.ship(order, plan.changes, state)).orders.get(order);
  };
  const sentOf = (order: string) => (booked(order)?.fulfillments ?? []).filter(({ status }) => status === 'SUCCESS');
  const numbersOf = (order: string) => sentOf(order).map(({ tracking }) => tracking.map(({ number }) => number));
  const linesOf = (order: string) => (booked(order)?.lines ?? []).map(({ lineId }) => String(lineId));
  const isThere = async (order: string, ...parcels: Parcel[]): Promise<boolean> => {
    const plan = planParcels(parcels, (await read(order)).baskets);
    return plan.kind === 'changes' && plan.changes.length === 0;
  };
  return { shopify, door, booked, place, read, ship, sentOf, numbersOf, linesOf, isThere };
}

describe('shipments of Shopify', () => {
  it('are everything that is left of the order, where it is not said what is in the parcel', async () => {
    const { place, ship, sentOf, read } = opened();
    const order = place([2, 1]);
    expect(await ship(order, parcel)).toEqual({ kind: 'accepted', code: 'HTTP 200' });
    expect(sentOf(order)).toMatchObject([
      { units: 3, tracking: [{ company: 'Yamato (JA)', number: '444413758703', url: null }] },
    ]);
    expect(await read(order)).toMatchObject({ progress: 'FULFILLED', stage: 'shipped' });
  });

  it('are there whatever day is wanted: Shopify has the day on which it was told', async () => {
    const { place, ship, isThere } = opened();
    const order = place([1]);
    const yesterday = { ...parcel, shippedOn: '2026-11-23' };
    await ship(order, yesterday);
    expect(await isThere(order, yesterday)).toBe(true);
  });

  it('can be parts of an order, and what follows without contents is the rest', async () => {
    const { place, ship, linesOf, read, sentOf } = opened();
    const order = place([3]);
    const [lineId = ''] = linesOf(order);
    const part = { ...parcel, contents: [{ lineId, quantity: 1 }] };
    // A part that arrives twice would be sent twice.
    expect(await ship(order, part)).toEqual({ kind: 'accepted', code: 'HTTP 200', mayBeDoubled: true });
    expect(await read(order)).toMatchObject({ progress: 'PARTIALLY_FULFILLED', stage: 'to-ship' });
    const tooMuch = { ...other, contents: [{ lineId, quantity: 3 }] };
    expect(await ship(order, tooMuch)).toMatchObject({ kind: 'refused', code: 'too-many' });
    expect(await ship(order, other)).toEqual({ kind: 'accepted', code: 'HTTP 200' });
    expect(sentOf(order).map(({ units }) => units)).toEqual([1, 2]);
    const nothingLeft = { kind: 'refused', reason: 'wrong-progress', code: 'nothing-left' };
    expect(await ship(order, { ...parcel, trackingNumber: '1' })).toMatchObject(nothingLeft);
    expect(await ship(order, { ...part, trackingNumber: '1' })).toMatchObject(nothingLeft);
  });

  it('are of the location whose stock is linked alone', async () => {
    const { place, ship, booked, shopify } = opened({}, { locations: 2 });
    const [first] = shopify.control.stock(code);
    const sku = first?.sku ?? '';
    const all = shopify.control.stock(code).filter((one) => one.sku === sku);
    const locationId = all.find(({ isFirstLocation }) => !isFirstLocation)?.locationId ?? '';
    shopify.control.setStock(code, { sku, quantity: 0 });
    shopify.control.setStock(code, { sku, locationId, quantity: 9 });
    const order = place([2]);
    expect(await ship(order, parcel)).toMatchObject({ kind: 'refused', code: 'nothing-left' });
    expect(booked(order)?.fulfillmentOrders).toMatchObject([{ locationId, remaining: 2 }]);
  });

  it('are one fulfillment of a call that comes twice: it has pieces, and finds them gone', async () => {
    const { door, place, read, sentOf } = opened();
    const order = place([2]);
    const state = await read(order);
    const added = [{ kind: 'add', basketId: '1', parcel }] as const;
    await door.ship(order, added, state);
    expect((await door.ship(order, added, state)).orders.get(order)).toMatchObject({
      ...{ kind: 'refused', reason: 'look-again' },
    });
    expect(sentOf(order)).toHaveLength(1);
  });

  it('are corrected in their place, beside the other numbers of a fulfillment that a person made', async () => {
    const { place, ship, numbersOf, isThere, sentOf } = opened();
    const order = place([2]);
    await ship(order, parcel);
    const right = { ...other, corrects: '444413758703' };
    expect(await ship(order, right)).toMatchObject({ kind: 'accepted' });
    expect(numbersOf(order)).toEqual([['444413758714']]);
    expect(await isThere(order, right)).toBe(true);
    const [{ tracking = [] } = {}] = sentOf(order);
    tracking.push({ company: 'Yamato (JA)', number: '2', url: null });
    await ship(order, { ...parcel, corrects: '444413758714' });
    expect(numbersOf(order)).toEqual([['444413758703', '2']]);
  });

  it('give their number to what a person marked as sent without one', async () => {
    const { shopify, booked, place, ship, numbersOf } = opened();
    const order = place([2]);
    shopify.control.moveOrder(code, booked(order)?.orderId ?? '', 'FULFILLED');
    expect(await ship(order, parcel)).toMatchObject({ kind: 'accepted' });
    expect(numbersOf(order)).toEqual([['444413758703']]);
  });

  it('of one part go beside what a person marked as sent of another part, and never into its place', async () => {
    const { place, ship, linesOf, numbersOf, isThere, read } = opened();
    const order = place([1, 1]);
    const [first = '', second = ''] = linesOf(order);
    await ship(order, { ...parcel, trackingNumber: null, contents: [{ lineId: first, quantity: 1 }] });
    const rest = { ...parcel, contents: [{ lineId: second, quantity: 1 }] };
    expect(await isThere(order, { ...rest, trackingNumber: null })).toBe(false);
    expect(await ship(order, rest)).toMatchObject({ kind: 'accepted' });
    expect(numbersOf(order)).toEqual([[null], ['444413758703']]);
    expect(await read(order)).toMatchObject({ stage: 'shipped' });
  });

  it('without a number are sent, too, where a part without one was sent before', async () => {
    const { place, ship, linesOf, sentOf, isThere } = opened();
    const order = place([1, 2]);
    const [first = ''] = linesOf(order);
    const numberless = { ...parcel, trackingNumber: null };
    const part = { ...numberless, contents: [{ lineId: first, quantity: 1 }] };
    await ship(order, part);
    expect([await isThere(order, part), await isThere(order, numberless)]).toEqual([true, false]);
    await ship(order, numberless);
    expect(sentOf(order).map(({ units }) => units)).toEqual([1, 2]);
    expect(await isThere(order, numberless)).toBe(true);
  });

  it('that may have been doubled are looked at again, whichever of several parcels it was', async () => {
    const { place, ship, linesOf } = opened();
    const order = place([3]);
    const [lineId = ''] = linesOf(order);
    const parts = [1, 2].map((quantity) => ({
      ...(quantity === 1 ? parcel : other),
      contents: [{ lineId, quantity }],
    }));
    expect(await ship(order, ...parts)).toEqual({ kind: 'accepted', code: 'HTTP 200', mayBeDoubled: true });
  });

  it('that may have been doubled are looked at again, too, where one that follows them is refused', async () => {
    const { shopify, place, ship, linesOf, numbersOf } = opened();
    const order = place([3]);
    const contents = [{ lineId: linesOf(order)[0] ?? '', quantity: 1 }];
    shopify.control.break({ kind: 'delivered-twice', operations: ['fulfillmentCreate'], times: 2 });
    const answer = await ship(order, { ...parcel, contents }, { ...other, contents });
    expect(answer).toMatchObject({ kind: 'refused', reason: 'look-again', mayBeDoubled: true });
    expect(numbersOf(order)).toEqual([['444413758703'], ['444413758703'], ['444413758714']]);
  });

  it('are taken back where there is one too many', async () => {
    const { door, place, ship, read, linesOf, numbersOf } = opened();
    const order = place([3]);
    const contents = [{ lineId: linesOf(order)[0] ?? '', quantity: 1 }];
    await ship(order, { ...parcel, contents }, { ...other, contents });
    const state = await read(order);
    const rowId = state.baskets[0]?.rows[1]?.rowId ?? '';
    await door.ship(order, [{ kind: 'remove', basketId: '1', rowId }], state);
    expect(numbersOf(order)).toEqual([['444413758703']]);
    expect(await ship(order, other)).toMatchObject({ kind: 'accepted' });
  });

  it('show their carrier, and one whose name is none of ours may be any', async () => {
    const { place, ship, isThere, booked } = opened();
    for (const carrier of Object.keys(companies)) {
      const order = place([1]);
      await ship(order, { ...parcel, carrier });
      expect([carrier, await isThere(order, { ...parcel, carrier })]).toEqual([carrier, true]);
    }
    const order = place([1]);
    await ship(order, parcel);
    expect(await isThere(order, { ...parcel, carrier: 'SAGAWA' })).toBe(false);
    expect(booked(order)?.fulfillments).toHaveLength(1);
  });

  it('are made of an order that is not paid, as 代金引換, and refused in words of one that is held back', async () => {
    const { place, ship } = opened();
    expect(await ship(place([1], 'pending'), parcel)).toMatchObject({ kind: 'accepted' });
    expect(await ship(place([1], 'hold'), parcel)).toMatchObject({
      ...{ kind: 'refused', reason: 'wrong-progress', code: 'held' },
    });
    const { place: placeHeld, ship: shipHeld, linesOf } = opened();
    const held = placeHeld([1], 'hold');
    const contents = [{ lineId: linesOf(held)[0] ?? '', quantity: 1 }];
    expect(await shipHeld(held, { ...parcel, contents })).toMatchObject({ kind: 'refused', code: 'held' });
  });

  it('are refused at once of an order of which nothing is left to send, because all of it was refunded', async () => {
    const { shopify, place, ship, read, booked } = opened();
    const order = place([2]);
    shopify.control.refundOrder(code, booked(order)?.orderId ?? '');
    const state = await read(order);
    expect(state).toMatchObject({ progress: 'FULFILLMENT_NOT_REQUIRED', stage: 'shipped' });
    expect(shopifyTraits.isSettled(state.progress)).toBe(true);
    expect(await ship(order, parcel)).toMatchObject({
      kind: 'refused',
      reason: 'wrong-progress',
      code: 'nothing-left',
    });
  });

  it('are reported of an order whose money is gone, because a parcel that left has left', async () => {
    const { shopify, place, ship, read, booked } = opened();
    const order = place([2]);
    shopify.control.loseMoney(code, booked(order)?.orderId ?? '', 'VOIDED');
    expect(await read(order)).toMatchObject({ progress: 'PAYMENT_VOIDED', stage: 'to-ship' });
    expect(await ship(order, parcel)).toMatchObject({ kind: 'accepted' });
  });

  it('are read of an order with more fulfillment orders and lines than come at once', async () => {
    const { place, ship, sentOf } = opened({}, { skus: 120 });
    const order = place(Array.from({ length: 110 }, () => 1));
    expect(await ship(order, parcel)).toMatchObject({ kind: 'accepted' });
    expect(sentOf(order)).toMatchObject([{ units: 110 }]);
  });

  it('wait for an order whose number another shares: neither is read', async () => {
    const { shopify, door } = opened({ orders: { sameNames: true } });
    shopify.control.addOrders(code, { count: 10, at: began - hourMs });
    const names = shopify.control.books().shops.flatMap(({ orders }) => orders.map(({ name }) => name));
    const shared = names.find((name, index) => names.indexOf(name) !== index) ?? '';
    expect(await door.readStates([shared])).toEqual({ states: [], absent: [], unreadable: [shared] });
  });

  it('need the scope, which the fault names', async () => {
    const { shopify, place, ship } = opened();
    const order = place([1]);
    shopify.control.setScopes(code, ['read_orders', 'read_merchant_managed_fulfillment_orders']);
    await expect(ship(order, parcel)).rejects.toMatchObject({
      code: 'key.function-off',
      context: { function: 'write_merchant_managed_fulfillment_orders' },
    });
  });
});

describe('a request for Shopify', () => {
  const traits = { ...shopifyTraits, status: shopifyTraits.status as NonNullable<typeof shopifyTraits.status> };
  const problems = (...parcels: Parcel[]) =>
    requestProblems({ orderNumber: '#1001', content: { kind: 'ship', parcels } }, traits, began).map(String);

  it('is good with a parcel, also without a number, and of several each has to say what is in it', () => {
    expect(problems(parcel)).toEqual([]);
    expect(problems({ ...parcel, trackingNumber: null })).toEqual([]);
    expect(problems(parcel, other)).toMatchObject([expect.stringContaining('expected the lines and pieces of each')]);
  });
});
