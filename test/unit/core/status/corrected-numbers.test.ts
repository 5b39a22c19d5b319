import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { OrderTarget } from '../../../../core/model/order-target.ts';
import { wantedParcels } from '../../../../core/model/order-words.ts';
import { planParcels } from '../../../../core/model/parcels.ts';
import type { Parcel, PushContent } from '../../../../core/model/push.ts';
import { pushIdOf } from '../../../../core/model/push-row.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import { openPushWorld, type PushWorld } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const parcel = (trackingNumber: string, corrects?: string): Parcel => ({
  carrier: '1001',
  trackingNumber,
  shippedOn: '2026-11-24',
  ...(corrects === undefined ? {} : { corrects }),
});
const ship = (...parcels: Parcel[]): PushContent => ({ kind: 'ship', parcels });
const numbers = (orderNumber: string): (string | null)[] => world.rows(orderNumber).map((row) => row.number);
const states = (): string[] => world.pushes().map(({ state }) => state.kind);

describe('a tracking number that is corrected', () => {
  it('takes the place of the wrong one in its row, by one call', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(minuteMs);
    expect(numbers(number)).toEqual(['2222']);
    expect(world.writingCalls()).toEqual(['updateOrderShipping', 'updateOrderShipping']);
    await world.pass(3 * hourMs);
    expect([numbers(number), states()]).toEqual([['2222'], ['confirmed', 'confirmed']]);
  });

  it('corrects a row that another system wrote, and leaves other parcels alone', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const shippingNumber of ['1111', '9999'])
      world.rms.control.shipOrder(world.shop.code, number, {
        ...{ deliveryCompany: '1002', shippingDate: '2026-11-23' },
        shippingNumber,
      });
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(minuteMs);
    expect(numbers(number)).toEqual(['2222', '9999']);
  });

  it('is sent in place of one that is not at the mall yet', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.idle(1_000);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(minuteMs);
    expect(numbers(number)).toEqual(['2222']);
    expect(states()).toEqual(['withdrawn', 'confirmed']);
    expect(world.writingCalls()).toEqual(['updateOrderShipping']);
  });

  it('does not come back when the wrong one is requested again, as by a file that is read twice', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const content of [ship(parcel('1111')), ship(parcel('2222', '1111')), ship(parcel('1111'))]) {
      await world.ask(number, content);
      await world.pass(minuteMs);
    }
    expect(numbers(number)).toEqual(['2222']);
    expect(states()).toEqual(['confirmed', 'confirmed']);
  });

  it('does not come back when its own correction is requested again, or with another carrier (seed 605706)', async () => {
    const [number = ''] = world.orders(1, 300);
    const again = ship({ ...parcel('2222', '1111'), carrier: '1003' });
    const first = ship(parcel('2222', '1111'));
    for (const content of [ship(parcel('1111')), first, ship(parcel('3333', '2222')), first, again]) {
      await world.ask(number, content);
      await world.pass(minuteMs);
    }
    expect(numbers(number)).toEqual(['3333']);
    await world.pass(6 * hourMs);
    expect(numbers(number)).toEqual(['3333']);
    expect(world.writingCalls()).toHaveLength(3);
    expect(states()).toEqual(['confirmed', 'confirmed', 'confirmed', 'withdrawn']);
  });

  it('that a file gives to the parcel of another line comes back where that one is corrected back', async () => {
    const [number = ''] = world.orders(1, 300);
    const both = ship(parcel('2222', '1111'), parcel('3333', '2222'));
    for (const content of [ship(parcel('1111')), both, ship(parcel('1111', '2222'))]) {
      await world.ask(number, content);
      await world.pass(minuteMs);
    }
    await world.pass(6 * hourMs);
    expect(numbers(number).sort()).toEqual(['1111', '3333']);
  });

  it('is sent, though the wrong one is requested again at once that somebody corrected back before', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const content of [ship(parcel('1111', '2222')), ship(parcel('2222', '1111')), ship(parcel('1111'))]) {
      await world.ask(number, content);
      await world.idle(1_000);
    }
    await world.pass(6 * hourMs);
    expect(numbers(number)).toEqual(['2222']);
  });

  it.each([
    ['1111', '3333', '1111'],
    ['2222', '1111', '2222'],
    // It corrects a number that does not stand, so it says nothing new.
    ['3333', '2222', '1111'],
  ])('of three in a circle is, where %s in place of %s is asked for last, %s', async (right, wrong, shown) => {
    const [number = ''] = world.orders(1, 300);
    const circle = [parcel('2222', '1111'), parcel('3333', '2222'), parcel('1111', '3333')];
    for (const one of [...circle, parcel(right, wrong)]) {
      await world.ask(number, ship(one));
      await world.pass(minuteMs);
    }
    await world.pass(6 * hourMs);
    expect(numbers(number)).toEqual([shown]);
  });

  it('may be corrected again, and back', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const content of [ship(parcel('1111')), ship(parcel('2222', '1111')), ship(parcel('3333', '2222'))]) {
      await world.ask(number, content);
      await world.pass(minuteMs);
    }
    expect(numbers(number)).toEqual(['3333']);
    await world.ask(number, ship(parcel('1111', '3333')));
    await world.pass(3 * hourMs);
    expect(numbers(number)).toEqual(['1111']);
  });

  it('takes along what its predecessor corrected, where that was never sent', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.idle(1_000);
    await world.ask(number, ship(parcel('3333', '2222')));
    await world.pass(3 * hourMs);
    expect(numbers(number)).toEqual(['3333']);
  });

  it('stays, though a call for the wrong one is carried out late', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({
      ...{ kind: 'apply-later', operations: ['updateOrderShipping'], times: 1, applyAfterMs: 20 * minuteMs },
    });
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(15 * minuteMs);
    expect(numbers(number)).toEqual(['2222']);
    await world.pass(6 * hourMs);
    expect(numbers(number)).toEqual(['2222']);
  });

  it('stays, carried out late, where the number that corrected it in turn was taken back (seed 608266)', async () => {
    const [number = ''] = world.orders(1, 300);
    const shipping = { operations: ['updateOrderShipping'] };
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    world.rms.control.break({ ...shipping, kind: 'apply-later', times: 1, applyAfterMs: 10 * minuteMs });
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('3333', '2222')));
    await world.pass(8 * minuteMs);
    expect(numbers(number)).toEqual(['3333']);
    world.rms.control.break({ ...shipping, kind: 'server-error-json' });
    await world.pass(12 * minuteMs);
    const last = world.pushes().find(({ state }) => state.kind === 'retrying');
    if (last === undefined) throw new Error('the number that came last is not asked for again');
    expect(await withdrawPush(world.worker().ports, last, { by: 'taro' })).toMatchObject({ kind: 'withdrawn' });
    world.rms.control.mend();
    await world.pass(6 * hourMs);
    expect([numbers(number), states()]).toEqual([['2222'], ['confirmed', 'confirmed', 'withdrawn']]);
  });

  it('gives its row back where it was carried out after it was taken back, and the first number counts again (seed 610796)', async () => {
    const [number = ''] = world.orders(1, 300);
    const late = { kind: 'apply-later', operations: ['updateOrderShipping'], times: 1 } as const;
    world.rms.control.break({ ...late, applyAfterMs: 10 * minuteMs });
    await world.ask(number, ship(parcel('1111')));
    await world.idle(1_000);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(minuteMs);
    const [, correction] = world.pushes();
    if (correction === undefined) throw new Error('there are not two shipments');
    expect(states()).toEqual(['withdrawn', 'retrying']);
    await withdrawPush(world.worker().ports, correction, { by: 'miyu' });
    await world.pass(3 * hourMs);
    expect([numbers(number), states()]).toEqual([['1111'], ['confirmed', 'withdrawn']]);
  });

  it('leaves the wrong one where it was, when it is taken back before it is sent', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    const correction = world.pushes().find(({ state }) => state.kind === 'requested');
    if (correction === undefined) throw new Error('there is no correction');
    await withdrawPush(world.worker().ports, correction, { by: 'miyu' });
    await world.pass(3 * hourMs);
    expect(numbers(number)).toEqual(['1111']);
  });

  it('concerns one of several parcels of a request', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111'), parcel('5555')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(3 * hourMs);
    expect(numbers(number).sort()).toEqual(['2222', '5555']);
  });

  it('is refused where it corrects nothing, or itself', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const corrects of ['2222', ' ', '1'.repeat(121)]) {
      const asked = await world.ask(number, ship(parcel('2222', corrects)));
      expect(asked).toMatchObject({ kind: 'refused', problems: { length: 1 } });
      expect(String(asked.kind === 'refused' && asked.problems)).toContain('corrects: expected');
    }
  });
});

describe('a number that is corrected back', () => {
  it('is not sent again while a call for it may still be applied', async () => {
    const [number = ''] = world.orders(1, 300);
    const late = { kind: 'apply-later', operations: ['updateOrderShipping'], times: 1 } as const;
    world.rms.control.break({ ...late, applyAfterMs: 3 * minuteMs });
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.idle(1_000);
    await world.ask(number, ship(parcel('1111', '2222')));
    await world.pass(minuteMs);
    expect(world.writingCalls()).toEqual(['updateOrderShipping']);
    await world.pass(3 * hourMs);
    expect([numbers(number), world.writingCalls()]).toEqual([['1111'], ['updateOrderShipping']]);
  });
});

describe('the parcels of an order', () => {
  const rows = (...shown: string[]) => [
    {
      basketId: '1',
      rows: shown.map((trackingNumber, index) => ({
        ...{ rowId: String(index + 1), carrier: '1001', shippedOn: '2026-11-24' },
        trackingNumber,
      })),
    },
  ];

  it('need no change once the right number is there and the wrong one is gone', () => {
    const corrected = parcel('2222', '1111');
    expect(planParcels([corrected], rows('2222', '9999'))).toEqual({ kind: 'changes', changes: [] });
    expect(planParcels([corrected], rows('1111', '9999'))).toMatchObject({ changes: [{ kind: 'update', rowId: '1' }] });
    expect(planParcels([corrected], rows('1111', '2222'))).toMatchObject({ changes: [{ kind: 'remove', rowId: '1' }] });
    expect(planParcels([corrected], rows('9999'))).toMatchObject({ changes: [{ kind: 'add' }] });
  });

  it('have a request id of their own, and those without a correction keep the one that they had', () => {
    expect(pushIdOf(ship(parcel('2222')))).not.toBe(pushIdOf(ship(parcel('2222', '1111'))));
    expect(pushIdOf(ship(parcel('2222', ' 1111 ')))).toBe(pushIdOf(ship(parcel('2222', '1111'))));
    expect(pushIdOf({ kind: 'ship', parcels: [{ ...parcel('444413758703') }] })).toBe('ship-18423ca25fa7');
  });

  it('stand in place of every number that was corrected on the way, and of none in a circle', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.ask(number, ship(parcel('1111', '2222')));
    await world.ask(number, ship(parcel('3333', '1111')));
    await world.ask(number, ship(parcel('4444')));
    const [rows] = [...world.store.targetsByShop.values()];
    const wanted = wantedParcels(rows?.get(number) as OrderTarget);
    expect(wanted.map((one) => [one.parcel.trackingNumber, [...one.outdated].sort()])).toEqual([
      ['3333', ['1111', '2222']],
      ['4444', []],
    ]);
  });

  it('stand in place of the first number, too, where the correction that they correct was withdrawn', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, ship(parcel('1111')));
    await world.pass(minuteMs);
    await world.ask(number, ship(parcel('2222', '1111')));
    for (const push of world.pushes().filter(({ state }) => state.kind === 'requested'))
      await withdrawPush(world.worker().ports, push, { by: 'taro' });
    await world.ask(number, ship(parcel('3333', '2222')));
    await world.pass(minuteMs);
    expect(numbers(number)).toEqual(['3333']);
  });
});
