import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../../../core/model/push.ts';
import { openPushWorld, type PushWorld } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const parcel = (trackingNumber: string, shippedOn = '2026-11-24'): Parcel => ({
  carrier: '1001',
  trackingNumber,
  shippedOn,
});
const ship = (...parcels: Parcel[]): PushContent => ({ kind: 'ship', parcels });

describe('several shipments of one order in one run', () => {
  it('add a parcel that they share once', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.ask(number, ship(parcel('1111'), parcel('2222')));
    await world.run();
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['withdrawn', 'confirmed']);
    expect(world.rows(number).map((row) => row.number)).toEqual(['1111', '2222']);
    await world.pass(3 * hourMs);
    expect(world.rows(number)).toHaveLength(2);
  });

  it('do not take the same empty row', async () => {
    const [number = ''] = world.orders(1, 300);
    const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
    world.rms.control.shipOrder(world.shop.code, number, empty);
    await world.ask(number, ship(parcel('1111')));
    await world.ask(number, ship(parcel('2222')));
    await world.pass(minuteMs);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
    expect(
      world
        .rows(number)
        .map((row) => row.number)
        .sort(),
    ).toEqual(['1111', '2222']);
    expect(world.writingCalls()).toHaveLength(2);
  });
});
