import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';
import type { SimOutcome } from '../../../../simulator/index.ts';
import { storedOrder } from '../../../contract/fixtures.ts';

const writing = 'updateOrderShipping';

let world: PushWorld;
let number: string;
/** Called with the operation of each exchange. */
let heard: (operation: string) => void;
beforeEach(async () => {
  heard = () => undefined;
  world = await openPushWorld({
    settings: { reading: { missedShare: 0 } },
    onExchange: ({ request }) => heard(request.path.split('/').at(-2) ?? ''),
  });
  [number = ''] = world.orders(1, 300);
});

const state = (): Push['state'] => world.push(number).state;

/** Stores an order as the import does, with nothing of it that matters here but when it was placed. */
async function storeOrder(orderNumber: string, orderedAt = start): Promise<void> {
  const row = storedOrder({ shop: world.shop.key, orderNumber, progress: '300', orderedAt });
  await world.worker().ports.orders.put(row, null);
}

describe('an order that the mall leaves out of an answer', () => {
  it('before the call is read again, and shipped once the mall shows it', async () => {
    world.rms.control.hideOrder(number);
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(state()).toMatchObject({ kind: 'retrying', reason: 'not-shown', tries: 0 });
    expect(world.push(number).missed?.times).toBe(1);
    world.rms.control.showOrder(number);
    await world.pass(3 * minuteMs);
    expect(state().kind).toBe('confirmed');
    expect(world.push(number).missed).toBeUndefined();
    expect(world.rows(number)).toHaveLength(1);
  });

  it('after the call is read again, and neither reported as unknown nor shipped twice', async () => {
    heard = (operation) => operation === writing && world.rms.control.hideOrder(number);
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(state()).toMatchObject({ kind: 'retrying', reason: 'not-shown', tries: 1 });
    world.rms.control.showOrder(number);
    await world.pass(3 * minuteMs);
    expect(state().kind).toBe('confirmed');
    expect(world.writingCalls()).toEqual([writing]);
    expect(world.rows(number)).toHaveLength(1);
  });

  it('after a call is not unknown, however often it was left out before the call', async () => {
    world.rms.control.hideOrder(number);
    await world.ask(number, shipment('1'));
    await world.pass(9 * minuteMs);
    expect(world.push(number).missed?.times).toBeGreaterThan(2);
    world.rms.control.showOrder(number);
    heard = (operation) => operation === writing && world.rms.control.hideOrder(number);
    await world.pass(11 * minuteMs);
    expect(world.writingCalls()).toEqual([writing]);
    expect(state()).toMatchObject({ kind: 'retrying', reason: 'not-shown', tries: 1 });
    world.rms.control.showOrder(number);
    await world.pass(hourMs);
    expect(state().kind).toBe('confirmed');
    expect(world.rows(number)).toHaveLength(1);
  });

  it('is not unknown while the mall lists it, however long no answer has it', async () => {
    await storeOrder(number);
    world.rms.control.hideOrder(number);
    await world.ask(number, shipment('1'));
    await world.pass(5 * hourMs);
    expect(state()).toMatchObject({ kind: 'retrying', reason: 'not-shown' });
    expect(world.calls()).toContain('searchOrder');
    world.rms.control.showOrder(number);
    await world.pass(2 * hourMs);
    expect(state().kind).toBe('confirmed');
  });

  it('is unknown after several answers without it, where the mall does not list it either', async () => {
    number = '100001-20261124-0000000009';
    await storeOrder(number);
    await world.ask(number, shipment('1'));
    await world.pass(9 * minuteMs);
    expect(state().kind).toBe('retrying');
    await world.pass(11 * minuteMs);
    expect(state()).toMatchObject({ kind: 'failed', reason: 'order-unknown', who: 'merchant' });
    expect(world.calls().filter((call) => call === 'searchOrder')).toHaveLength(1);
    expect(world.writingCalls()).toEqual(['searchOrder']);
  });

  it('and that was never imported is unknown after several answers, without a search for it', async () => {
    number = '100001-20261124-0000000009';
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(state()).toMatchObject({ kind: 'retrying', reason: 'not-shown' });
    await world.pass(20 * minuteMs);
    expect(state()).toMatchObject({ kind: 'failed', reason: 'order-unknown' });
    expect(new Set(world.calls())).toEqual(new Set(['getOrder']));
  });

  it('when it is looked at again uses up no look', async () => {
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 100 * minuteMs });
    await world.ask(number, shipment('1'));
    await world.pass(30 * minuteMs);
    expect(state().kind).toBe('confirmed');
    const { lookAgainAt = 0 } = world.push(number);
    await world.pass(lookAgainAt - world.time.now() - secondMs);
    expect(world.rows(number)).toHaveLength(2);
    world.rms.control.hideOrder(number);
    await world.pass(minuteMs);
    world.rms.control.showOrder(number);
    await world.pass(5 * hourMs);
    expect(world.rows(number)).toHaveLength(1);
    expect(state().kind).toBe('confirmed');
  });
});

it('an order that does not exist is looked at no more in the end, though what was requested of it was taken back after a call of unknown outcome', async () => {
  world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 100 * minuteMs });
  await world.ask(number, shipment('1'));
  await world.pass(minuteMs);
  await withdrawPush(world.worker().ports, world.push(number), { by: 'taro' });
  expect(world.push(number).lookAgainAt).toBeDefined();
  // Nothing else tells an order that never was from one that answers leave out.
  world.rms.control.hideOrder(number);
  await world.pass(20 * hourMs);
  expect(world.push(number)).not.toHaveProperty('lookAgainAt');
});

it('an order that a call finds unknown, and every reading shows, is tried again', async () => {
  let refusals = 1;
  world = await openPushWorld({
    settings: { reading: { missedShare: 0 } },
    answersInstead: ({ path }) => (path.includes(`/${writing}/`) && refusals-- > 0 ? notFound(number) : null),
  });
  [number = ''] = world.orders(1, 300);
  await world.ask(number, shipment('1'));
  await world.pass(5 * minuteMs);
  expect(state().kind).toBe('confirmed');
  expect(world.writingCalls()).toEqual([writing, writing]);
});

/** RMS's answer that an order is none of the shop. */
function notFound(orderNumber: string): SimOutcome {
  const message = { messageType: 'ERROR', messageCode: 'ORDER_EXT_API_UPDATE_ORDERSHIPPING_ERROR_016', orderNumber };
  const body = JSON.stringify({ MessageModelList: [{ ...message, message: '他店舗の注文です。' }] });
  const headers = { 'content-type': 'application/json;charset=UTF-8' };
  return { ending: 'answer', status: 400, headers, body, delayMs: 100 };
}

it('a shipment that the mall carries out 20 minutes late is sent again ever more rarely', async () => {
  world.rms.control.break({ kind: 'apply-later', operations: [writing], applyAfterMs: 20 * minuteMs });
  await world.ask(number, shipment('1'));
  await world.pass(22 * minuteMs);
  world.rms.control.mend();
  expect(state().kind).toBe('confirmed');
  expect(world.writingCalls()).toHaveLength(3);
  await world.pass(6 * hourMs);
  expect(world.rows(number)).toHaveLength(1);
});
