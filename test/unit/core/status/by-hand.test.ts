import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import { openOneOrder, parcel, ship, writing } from './one-order.ts';

const by = 'taro';

describe('a change that is taken back', () => {
  it('gives back its place to a parcel without which a shipment was confirmed', async () => {
    const { world, ask, ports, shown, states, of } = await openOneOrder();
    await ask(ship(parcel('1111'), parcel('5555')));
    await world.idle(secondMs);
    // No mall takes this number.
    await ask(ship(parcel('①2222', '1111')));
    await world.pass(minuteMs);
    expect([shown(), states()]).toEqual([['5555 1001'], ['confirmed', 'failed content-refused']]);
    await withdrawPush(ports, of('①2222'), { by });
    await world.pass(hourMs);
    expect([shown(), states()]).toEqual([
      ['1111 1001', '5555 1001'],
      ['confirmed', 'withdrawn taken-back'],
    ]);
  });

  it('gives back its place, too, where it was requested again, or where another had its place before', async () => {
    const { world, ask, ports, shown, of } = await openOneOrder();
    const refused = ship(parcel('①2222', '1111'));
    await ask(ship(parcel('1111'), parcel('5555')));
    await world.idle(secondMs);
    await ask(refused);
    await world.pass(minuteMs);
    await ask(refused);
    await world.pass(minuteMs);
    await withdrawPush(ports, of('①2222'), { by });
    // It waits, and stands, while the order is looked at.
    world.rms.control.break({ kind: 'refuse', operations: [writing], times: 1 });
    await ask(ship(parcel('①3333', '1111')));
    await world.pass(10 * minuteMs);
    expect([shown(), of('5555').state.kind, of('①3333').state.kind]).toEqual([['5555 1001'], 'confirmed', 'failed']);
    await withdrawPush(ports, of('①3333'), { by });
    await world.pass(hourMs);
    expect(shown()).toEqual(['1111 1001', '5555 1001']);
  });

  it('leaves an order alone that showed the parcel before: its merchant may have corrected it at the mall', async () => {
    const { world, ask, ports, of } = await openOneOrder();
    await ask(ship(parcel('1111'), parcel('5555')));
    await world.pass(minuteMs);
    await ask(ship(parcel('①2222', '1111')));
    await world.pass(minuteMs);
    await withdrawPush(ports, of('①2222'), { by });
    const calls = world.writingCalls().length;
    await world.pass(3 * hourMs);
    expect([of('①2222').state.kind, world.writingCalls().length]).toEqual(['withdrawn', calls]);
  });

  it('does not count as not made where it was confirmed, and is only checked by hand', async () => {
    const { world, ask, ports, shown, states, of } = await openOneOrder();
    await ask(ship(parcel('1111')));
    await world.pass(minuteMs);
    await retryPush(ports, of('1111'), { by, looksAtConfirmed: true });
    await withdrawPush(ports, of('1111'), { by });
    await world.pass(6 * hourMs);
    expect([shown(), states()]).toEqual([['1111 1001'], ['failed done-after-withdrawal']]);
    expect(of('1111').lookAgainAt).toBeUndefined();
    await withdrawPush(ports, of('1111'), { by });
    await world.pass(6 * hourMs);
    expect(states()).toEqual(['withdrawn taken-back']);
  });

  it('is reported where the mall had accepted it, and the reading after that was spoilt', async () => {
    const { world, ask, ports, shown, states, of } = await openOneOrder({
      onExchange: ({ request }) => {
        const isCall = request.path.includes(writing);
        if (isCall) world.rms.control.break({ kind: 'all-well', operations: ['getOrder'], times: 1 });
      },
    });
    await ask(ship(parcel('1111')));
    await world.pass(20 * secondMs);
    expect([shown(), states()]).toEqual([['1111 1001'], ['retrying mall-changing']]);
    await withdrawPush(ports, of('1111'), { by });
    await world.pass(12 * hourMs);
    expect([shown(), states()]).toEqual([['1111 1001'], ['failed done-after-withdrawal']]);
  });
});

describe('a doubled row that the mall kept', () => {
  it.each(['tried again by hand', 'requested again'])('is removed once its shipment is %s', async (how) => {
    const { world, ask, late, ports, shown, states, of } = await openOneOrder();
    late(8 * minuteMs);
    await ask(ship(parcel('1111')));
    await world.pass(9 * minuteMs);
    world.rms.control.break({ kind: 'refusal', operations: [writing], times: 5 });
    await world.pass(50 * minuteMs);
    expect([shown().length, states()]).toEqual([2, ['failed refused-otherwise']]);
    if (how === 'requested again') await ask(ship(parcel('1111')));
    else await retryPush(ports, of('1111'), { by });
    await world.pass(6 * hourMs);
    expect([shown(), states()]).toEqual([['1111 1001'], ['confirmed']]);
  });
});
