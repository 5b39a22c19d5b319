import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { openOneOrder, parcel, ship } from './one-order.ts';

const memo = (text: string) => ({ kind: 'memo', text }) as const;

describe('the last look after a call with an open end', () => {
  it('is made again where it gets one answer that is none: the doubled row goes all the same', async () => {
    const { world, ask, late, shown, of } = await openOneOrder();
    late(100 * minuteMs);
    await ask(ship(parcel('1111')));
    await world.pass(101 * minuteMs);
    expect(shown()).toHaveLength(2);
    await world.pass((of('1111').lookAgainAt ?? 0) - world.time.now() - 2 * secondMs);
    world.rms.control.break({ kind: 'all-well', operations: ['getOrder'], times: 1 });
    await world.pass(12 * hourMs);
    expect(shown()).toEqual(['1111 1001']);
  });

  it('is made again where the order is being changed at the mall: what the late call undid is made again', async () => {
    const { world, number, ask, late, shown, of } = await openOneOrder();
    await ask(ship(parcel('1111')));
    await world.pass(2 * minuteMs);
    late(100 * minuteMs);
    await ask(ship(parcel('1111', undefined, '1002')));
    await world.pass(2 * minuteMs);
    await ask(ship(parcel('1111', undefined, '1003')));
    await world.pass(103 * minuteMs);
    expect(shown()).toEqual(['1111 1002']);
    world.rms.control.moveOrder(world.shop.code, number, 400);
    await world.pass(30 * minuteMs);
    world.rms.control.moveOrder(world.shop.code, number, 300);
    await world.pass(12 * hourMs);
    expect(of('1111', '1003').state.kind).toBe('confirmed');
    expect(shown()).toEqual(['1111 1003']);
  });

  it('is made again where the same is requested at that moment: what the late call undid is made again', async () => {
    let isLast = false;
    const one = await openOneOrder({
      onExchange: ({ request }) => {
        if (!isLast || !request.path.includes('getOrder')) return;
        isLast = false;
        one.world.time.at(one.world.time.now() + 1, () => void one.ask(memo('一')));
      },
    });
    const { world, ask, late } = one;
    await ask(memo('一'));
    await world.pass(minuteMs);
    late(100 * minuteMs, 'updateOrderMemo');
    await ask(memo('二'));
    await world.pass(20 * secondMs);
    await ask(memo('一'));
    await world.pass(102 * minuteMs);
    expect(one.memo()).toBe('二');
    isLast = true;
    await world.pass(24 * hourMs);
    expect([one.memo(), one.states()]).toEqual(['一', ['confirmed', 'withdrawn superseded']]);
  });

  it('finds a cancel that failed, and was carried out all the same', async () => {
    const { world, number, ask, late, refuseOnce, states } = await openOneOrder();
    late(20 * minuteMs, 'cancelOrder');
    await ask({ kind: 'cancel', reason: 'out-of-stock' });
    await world.pass(minuteMs);
    refuseOnce('cancelOrder');
    await world.pass(10 * minuteMs);
    expect(world.push(number).state.kind).toBe('failed');
    await world.pass(6 * hourMs);
    expect(world.rms.control.order(number)?.orderProgress).toBe(900);
    expect(states()).toEqual(['confirmed']);
    expect(world.push(number).lookAgainAt).toBeUndefined();
  });
});
