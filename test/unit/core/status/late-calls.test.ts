import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../../../core/model/push.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { openPushWorld, type PushWorld, shipment, type Worker } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const writing = 'updateOrderShipping';
const parcel = (trackingNumber: string, carrier = '1001'): Parcel => ({
  carrier,
  trackingNumber,
  shippedOn: '2026-11-24',
});
const ship = (...parcels: Parcel[]): PushContent => ({ kind: 'ship', parcels });
const late = (applyAfterMs: number, operation = writing) =>
  world.rms.control.break({ kind: 'apply-later', operations: [operation], times: 1, applyAfterMs });
const shown = (number: string): string[] =>
  world
    .rows(number)
    .map((row) => `${row.number} ${row.company}`)
    .sort();
const pushOf = (of: (push: Push) => boolean): Push => {
  const found = world.pushes().find(of);
  if (found === undefined) throw new Error('There is no such push.');
  return found;
};
const hasCarrier =
  (carrier: string) =>
  ({ content }: Push): boolean =>
    content.kind === 'ship' && content.parcels.some((one) => one.carrier === carrier);

describe('a call that is applied late', () => {
  it('overwrites no parcel of another shipment: the empty row that it fills was left to it', async () => {
    const [number = ''] = world.orders(1, 300);
    const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
    world.rms.control.shipOrder(world.shop.code, number, empty);
    late(8 * minuteMs);
    await world.ask(number, shipment('1111'));
    await world.pass(4 * minuteMs);
    await world.ask(number, shipment('2222'));
    await world.pass(3 * minuteMs);
    // Cancelled at the mall after this, nothing could be mended any more.
    expect(shown(number)).toContain('2222 1001');
    await world.pass(3 * minuteMs);
    expect(shown(number)).toContain('2222 1001');
    await world.pass(3 * hourMs);
    expect(shown(number)).toEqual(['1111 1001', '2222 1001']);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
  });

  it('overwrites no parcel that is sent in the same run', async () => {
    const [number = ''] = world.orders(1, 300);
    const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
    world.rms.control.shipOrder(world.shop.code, number, empty);
    late(3 * minuteMs);
    await world.ask(number, shipment('1111'));
    await world.ask(number, shipment('2222'));
    await world.pass(4 * minuteMs);
    expect(shown(number)).toEqual(['1111 1001', '2222 1001']);
  });

  it('fills the empty row where an order has no room for another', async () => {
    const [number = ''] = world.orders(1, 300);
    for (let row = 0; row < 20; row++)
      world.rms.control.shipOrder(world.shop.code, number, {
        deliveryCompany: '1000',
        shippingNumber: row < 18 ? `HAND-${row}` : null,
        shippingDate: row < 18 ? '2026-11-24' : null,
      });
    world.rms.control.break({ kind: 'timeout-after', operations: [writing], times: 1 });
    const another = { another: true } as const;
    await world.ask(number, { ...ship(parcel('1111')), ...another });
    await world.pass(minuteMs);
    await world.ask(number, { ...ship(parcel('2222')), ...another });
    await world.pass(minuteMs);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
  });

  it('leaves one row, though the mall was away for longer than all the looks', async () => {
    const [number = ''] = world.orders(1, 300);
    late(8 * minuteMs);
    await world.ask(number, ship(parcel('1111'), parcel('2222')));
    await world.pass(2 * minuteMs);
    late(8 * minuteMs);
    await world.pass(5 * minuteMs);
    expect(world.writingCalls()).toEqual([writing, writing]);
    const until = world.time.now() + 3 * hourMs;
    world.rms.control.break({ kind: 'html-200', operations: ['getOrder'], until });
    await world.pass(3 * hourMs);
    expect(shown(number)).toHaveLength(4);
    await world.pass(15 * minuteMs);
    expect(shown(number)).toEqual(['1111 1001', '2222 1001']);
    expect(world.push(number).state.kind).toBe('confirmed');
    await world.pass(3 * hourMs);
    expect(world.push(number).lookAgainAt).toBeUndefined();
  });

  it('for a correction that was taken back leaves no second row of the number', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 1 });
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    late(8 * minuteMs);
    await world.ask(number, ship(parcel('1111', '1002')));
    await world.pass(2 * minuteMs);
    await withdrawPush(world.worker().ports, pushOf(hasCarrier('1002')), { by: 'taro' });
    await world.pass(8 * minuteMs);
    expect(shown(number)).toEqual(['1111 1001', '1111 1002']);
    await world.pass(4 * hourMs);
    expect(shown(number)).toEqual(['1111 1001']);
    expect(pushOf(hasCarrier('1001')).state.kind).toBe('confirmed');
    expect(pushOf(hasCarrier('1002')).state.kind).toBe('withdrawn');
  });

  it('leaves one row of a number, though the shipment was corrected and the correction taken back', async () => {
    const [number = ''] = world.orders(1, 300);
    late(9 * minuteMs);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    late(11 * minuteMs);
    await world.ask(number, ship(parcel('1111', '1002')));
    await world.pass(2 * minuteMs);
    await world.run();
    await withdrawPush(world.worker().ports, pushOf(hasCarrier('1002')), { by: 'taro' });
    await withdrawPush(world.worker().ports, pushOf(hasCarrier('1001')), { by: 'taro' });
    await world.pass(10 * minuteMs);
    await world.pass(3 * hourMs);
    expect(shown(number)).toEqual(['1111 1002']);
    expect(pushOf(hasCarrier('1002')).state).toMatchObject({ kind: 'failed', reason: 'done-after-withdrawal' });
  });

  it('for a correction that was taken back gives its row back to the parcel that stands', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    late(8 * minuteMs);
    await world.ask(number, ship(parcel('1111', '1002')));
    await world.pass(2 * minuteMs);
    await withdrawPush(world.worker().ports, pushOf(hasCarrier('1002')), { by: 'taro' });
    await world.pass(8 * minuteMs);
    expect(shown(number)).toEqual(['1111 1002']);
    await world.pass(3 * hourMs);
    expect(shown(number)).toEqual(['1111 1001']);
    expect(pushOf(hasCarrier('1001')).state.kind).toBe('confirmed');
    expect(pushOf(hasCarrier('1002')).state.kind).toBe('withdrawn');
  });
});

/** A worker that has lost the lease of the shop without having noticed. */
function leaseless(): Worker {
  const worker = world.worker();
  const leases = { take: async () => ({ left: null }), release: async () => undefined };
  return { ...worker, ports: { ...worker.ports, leases: { ...worker.ports.leases, ...leases } } };
}

describe('two workers at one order', () => {
  it('do not both add a parcel and its correction', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    const first = world.run(leaseless());
    // It has read the requests of the order, and waits for its turn to call.
    await world.time.runUntil(world.time.now() + 500);
    expect(world.push(number).state.kind).toBe('pushing');
    await world.ask(number, ship(parcel('1111', '1002')));
    await Promise.all([first, world.run(leaseless())]);
    await world.pass(10 * minuteMs);
    expect(shown(number)).toEqual(['1111 1002']);
  });

  it('do not take a number for sent again that one of them is about to correct (seed 608716)', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship({ ...parcel('2222'), corrects: '1111' }));
    const first = world.run(leaseless());
    await world.time.runUntil(world.time.now() + 500);
    await world.ask(number, ship({ ...parcel('1111'), corrects: '2222' }));
    await Promise.all([first, world.run(leaseless())]);
    await world.pass(10 * minuteMs);
    expect(shown(number)).toEqual(['1111 1001']);
  });
});
