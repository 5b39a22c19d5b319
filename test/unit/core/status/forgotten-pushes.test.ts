import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { forgetPushes } from '../../../../core/status/by-hand.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
});

async function forget(): Promise<void> {
  const { world, number, ports } = one;
  const key = { shop: world.shop.key, orderNumber: number };
  await forgetPushes(ports, key, { by: 'taro', now: world.time.now(), runId: 'forget' });
}

describe('a change whose content was removed on the buyer’s wish', () => {
  it('is not sent again without its number, when another of its order is looked at', async () => {
    const { world, ask, shown } = one;
    await ask(ship(parcel('1111')));
    await world.pass(minuteMs);
    world.rms.control.break({ kind: 'timeout-after', operations: [writing], times: 1 });
    await ask(ship(parcel('2222')));
    await world.pass(minuteMs);
    await forget();
    await world.pass(6 * hourMs);
    expect(shown()).toEqual(['1111 1001', '2222 1001']);
  });

  it('does not empty the memo that a late call has set in the meantime', async () => {
    const { world, ask, late, memo } = one;
    late(8 * minuteMs, 'updateOrderMemo');
    await ask({ kind: 'memo', text: '一' });
    await world.pass(minuteMs);
    await ask({ kind: 'memo', text: '二' });
    await world.pass(2 * minuteMs);
    await forget();
    await world.pass(6 * hourMs);
    expect(memo()).toBe('一');
  });
});
