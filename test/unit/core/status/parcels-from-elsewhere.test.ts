import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../../../core/model/push.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
});

/** Another installation, or a person, adds a row at the mall. */
function addElsewhere(trackingNumber: string): void {
  const { control } = one.world.rms;
  control.shipOrder(one.world.shop.code, one.number, {
    ...{ shippingNumber: trackingNumber, deliveryCompany: '1001', shippingDate: '2026-11-24' },
  });
}

const trail = (number: string): string[] => one.of(number).trail.flatMap(({ detail }) => detail ?? []);
const another = (...parcels: readonly Parcel[]): PushContent => ({ kind: 'ship', parcels, another: true });

describe('a parcel of an order that shows one from elsewhere', () => {
  it('is not sent beside it, and the failure says so to the merchant', async () => {
    addElsewhere('9999');
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    expect(one.states()).toEqual(['failed parcel-beside']);
    expect(one.of('1111').state).toMatchObject({ who: 'merchant' });
    expect(one.world.writingCalls()).toEqual([]);
    expect(one.shown()).toEqual(['9999 1001']);
  });

  it('is sent where it was asked for as another one, and the other is named', async () => {
    addElsewhere('9999');
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    expect((await one.ask(another(parcel('1111')))).kind).toBe('reopened');
    await one.world.pass(minuteMs);
    expect(one.states()).toEqual(['confirmed']);
    expect(one.shown()).toEqual(['1111 1001', '9999 1001']);
    expect(trail('1111')).toContain('parcels not requested here: 1');
  });

  it('is sent where it is asked for as another one before its turn', async () => {
    addElsewhere('9999');
    await one.ask(ship(parcel('1111')));
    expect((await one.ask(another(parcel('1111')))).kind).toBe('standing');
    await one.world.pass(minuteMs);
    expect(one.states()).toEqual(['confirmed']);
  });

  it('takes its place where it corrects that number', async () => {
    addElsewhere('9999');
    await one.ask(ship(parcel('1111', '9999')));
    await one.world.pass(minuteMs);
    expect([one.states(), one.shown()]).toEqual([['confirmed'], ['1111 1001']]);
  });

  it('is confirmed without a call where it is that parcel', async () => {
    addElsewhere('1111');
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    expect([one.states(), one.world.writingCalls()]).toEqual([['confirmed'], []]);
  });

  it('is sent beside parcels that were requested here, whatever became of these', async () => {
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    await one.ask(ship(parcel('2222')));
    await one.world.pass(minuteMs);
    expect(one.shown()).toEqual(['1111 1001', '2222 1001']);
    expect(trail('2222').some((detail) => detail.includes('not requested here'))).toBe(false);
  });
});

describe('two installations that report one parcel at the same moment', () => {
  it('both add it, and the row that was not made here is named, and left alone', async () => {
    let calls = 0;
    // The other one has read the order before this one's call, and calls right after it.
    const both = await openOneOrder({
      onExchange: ({ request }) => {
        if (request.path.includes(`/${writing}/`) && calls++ === 0) both.world.rms.handle(request);
      },
    });
    one = both;
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    expect(one.shown()).toEqual(['1111 1001', '1111 1001']);
    expect(one.states()).toEqual(['confirmed']);
    expect(trail('1111')).toContain('rows of it not made here: 1');
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toHaveLength(2);
  });
});
