import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, secondMs } from '../../../../core/kernel/time.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
  one.world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 1 });
});

const bothAreSent = () => [
  ['1111 1001', '2222 1001'],
  ['confirmed', 'confirmed'],
];

describe('two shipments of an order that share a parcel, after a call without an answer', () => {
  it('do not wait for each other for ever: the second wants one of the two parcels of the first', async () => {
    const { world, ask } = one;
    await ask(ship(parcel('1111'), parcel('2222')));
    await world.pass(20 * secondMs);
    await ask(ship(parcel('1111')));
    await world.pass(2 * dayMs);
    expect([one.shown(), one.states()]).toEqual(bothAreSent());
  });

  it.each([1, 30, 200])('do not either where the second wants one more, %i seconds later', async (seconds) => {
    const { world, ask } = one;
    await ask(ship(parcel('1111')));
    await world.pass((20 + seconds) * secondMs);
    await ask(ship(parcel('1111'), parcel('2222')));
    await world.pass(hourMs);
    // All that was asked first is asked again, so the first one is replaced.
    const [shown] = bothAreSent();
    expect([one.shown(), one.states()]).toEqual([shown, ['withdrawn superseded', 'confirmed']]);
  });
});
