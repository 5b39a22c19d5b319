import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { wantedParcels } from '../../../../core/model/order-words.ts';
import { retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

const by = 'taro';
let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
});

/** Asks for shipments, each once the one before it was worked on. */
async function askEach(...contents: ReturnType<typeof ship>[]): Promise<void> {
  for (const content of contents) {
    await one.ask(content);
    await one.world.pass(minuteMs);
  }
}

describe('a wrong number that is corrected twice', () => {
  it('is one parcel: the second correction takes the place of the first', async () => {
    await askEach(ship(parcel('1111')), ship(parcel('2222', '1111')), ship(parcel('3333', '1111')));
    expect(one.shown()).toEqual(['3333 1001']);
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.states()]).toEqual([['3333 1001'], ['confirmed', 'confirmed', 'confirmed']]);
  });

  it('keeps one row where the first correction failed, and is carried out after the second', async () => {
    await askEach(ship(parcel('1111')));
    one.late(14 * minuteMs);
    await askEach(ship(parcel('2222', '1111')));
    one.refuseOnce();
    await one.world.pass(6 * minuteMs);
    expect(one.of('2222').state.kind).toBe('failed');
    await askEach(ship(parcel('3333', '1111')));
    expect(one.shown()).toEqual(['3333 1001']);
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.states()]).toEqual([['3333 1001'], ['confirmed', 'failed content-refused', 'confirmed']]);
  });

  it('keeps the second where the first is tried again by hand', async () => {
    await askEach(ship(parcel('1111')));
    one.refuseOnce();
    await askEach(ship(parcel('2222', '1111')), ship(parcel('3333', '1111')));
    expect(await retryPush(one.ports, one.of('2222'), { by })).toMatchObject({ kind: 'replaced' });
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['3333 1001']);
  });

  it.each([
    ['first', ['2222', '3333']],
    ['second', ['3333', '2222']],
  ] as const)('keeps one row where the %s was taken back, and is carried out late', async (_, [takenBack, right]) => {
    await askEach(ship(parcel('1111')));
    if (takenBack === '3333') await askEach(ship(parcel(right, '1111')));
    one.late(10 * minuteMs);
    await askEach(ship(parcel(takenBack, '1111')));
    await withdrawPush(one.ports, one.of(takenBack), { by });
    if (takenBack === '2222') await askEach(ship(parcel(right, '1111')));
    expect(one.shown()).toEqual([`${right} 1001`]);
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual([`${right} 1001`]);
  });

  it('is one parcel, too, where the first correction was corrected in between, or is afterwards', async () => {
    await askEach(ship(parcel('1111')), ship(parcel('2222', '1111')), ship(parcel('4444', '2222')));
    await askEach(ship(parcel('3333', '1111')));
    expect(one.shown()).toEqual(['3333 1001']);
    await askEach(ship(parcel('5555', '2222')));
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['5555 1001']);
  });

  it('is one with a parcel of its own whose number was said to be the right one', async () => {
    await askEach(ship(parcel('2222')), ship(parcel('1111')));
    one.refuseOnce();
    await askEach(ship(parcel('2222', '1111')), ship(parcel('3333', '1111')));
    await one.world.pass(6 * hourMs);
    // Until the correction is taken back the two are one parcel.
    expect(one.shown()).toEqual(['3333 1001']);
  });

  it('is two parcels at two destinations', async () => {
    const at = (basketId: string, number: string) => ship({ ...parcel(number, '1111'), basketId });
    for (const [first, second] of [[at('1', '2222'), at('2', '3333')]] as const) {
      const { ask, world } = await openOneOrder();
      await ask(first);
      await world.idle(1);
      await ask(second);
      const [row] = [...world.store.targetsByShop.values()].flatMap((ofShop) => [...ofShop.values()]);
      const wanted = row === undefined ? [] : wantedParcels(row);
      expect(wanted.map((one) => [one.parcel.trackingNumber, one.outdated])).toEqual([
        ['2222', ['1111']],
        ['3333', ['1111']],
      ]);
    }
  });
});

describe('a parcel that is reported four ways before the first call', () => {
  it('is sent as it was asked for last', async () => {
    for (const content of [
      ship(parcel('1111')),
      ship(parcel('2222', '1111')),
      ship(parcel('1111', '2222')),
      ship(parcel('1111', undefined, '1002')),
    ]) {
      await one.ask(content);
      await one.world.time.runUntil(one.world.time.now() + secondMs);
    }
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['1111 1002']);
    expect(one.of('1111', '1001').state.kind).toBe('withdrawn');
    expect(one.states().filter((state) => state === 'confirmed')).toHaveLength(1);
  });
});

describe('corrections that go round in a circle before the first call', () => {
  it('lose no parcel: the last that corrects what stands counts', async () => {
    for (const content of [
      ship(parcel('1111', '4444')),
      ship(parcel('4444', '3333', '1002')),
      ship(parcel('2222', '3333')),
      ship(parcel('4444', '3333')),
    ]) {
      await one.ask(content);
      await one.world.idle(secondMs);
    }
    await one.world.pass(6 * hourMs);
    // The last one corrects a number that was corrected before, so it says nothing new.
    expect(one.shown()).toEqual(['2222 1001']);
    expect(one.states().sort()).toEqual(['confirmed', ...Array(3).fill('withdrawn superseded')]);
  });
});

describe('a shipment that was superseded before it was made, by one that is taken back', () => {
  const lastOf = (corrects: string | undefined, carrier = '1001') =>
    one.world
      .pushes()
      .find(
        ({ content }) =>
          content.kind === 'ship' &&
          content.parcels.some(
            (own) => own.corrects === corrects && own.carrier === carrier && own.trackingNumber === '1111',
          ),
      );
  const withdraw = async (push = lastOf('3333')) => {
    if (push === undefined) throw new Error('There is no such shipment.');
    expect(await withdrawPush(one.ports, push, { by })).toMatchObject({ kind: 'withdrawn' });
  };

  it('counts again: a number that was corrected, and corrected back', async () => {
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 2 });
    for (const content of [ship(parcel('1111'), parcel('2222')), ship(parcel('3333', '1111'))]) {
      await one.ask(content);
      await one.world.idle(secondMs);
    }
    await one.ask(ship(parcel('1111', '3333')));
    await one.world.pass(2 * minuteMs);
    expect(one.of('3333').state).toMatchObject({ kind: 'withdrawn', reason: 'superseded' });
    await withdraw();
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['2222 1001', '3333 1001']);
    expect(one.of('3333', '1001').state.kind).toBe('confirmed');
  });

  it('counts again where it was refused before it was taken back', async () => {
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 1 });
    for (const carrier of ['1001', '1002', '1003']) {
      await one.ask(ship(parcel('1111', undefined, carrier)));
      await one.world.idle(secondMs);
    }
    await one.world.pass(minuteMs);
    one.refuseOnce();
    await one.world.pass(8 * minuteMs);
    expect(one.states().sort()).toEqual(['failed content-refused', 'withdrawn superseded', 'withdrawn superseded']);
    await withdraw(lastOf(undefined, '1003'));
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['1111 1002']);
    expect(one.states().sort()).toEqual(['confirmed', 'withdrawn superseded', 'withdrawn taken-back']);
  });

  it('counts again in part, where another has the place of the rest', async () => {
    one.world.rms.control.break({ kind: 'refuse', operations: [writing], times: 2 });
    for (const content of [
      ship(parcel('1111'), parcel('2222')),
      ship(parcel('3333', '1111')),
      ship(parcel('4444', '2222')),
    ]) {
      await one.ask(content);
      await one.world.idle(secondMs);
    }
    await one.world.run();
    await withdrawPush(one.ports, one.of('4444'), { by });
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['2222 1001', '3333 1001']);
    expect(one.states().sort()).toEqual(['confirmed', 'confirmed', 'withdrawn taken-back']);
  });

  it('counts again, too, where that had its place over another', async () => {
    one.world.rms.control.break({ kind: 'refuse', operations: [writing], times: 2 });
    for (const content of [ship(parcel('1111')), ship(parcel('2222', '1111')), ship(parcel('3333', '1111'))]) {
      await one.ask(content);
      await one.world.idle(secondMs);
    }
    await one.ask(ship(parcel('4444', '2222')));
    await one.world.run();
    expect(one.of('3333').state).toMatchObject({ kind: 'withdrawn', reason: 'superseded' });
    await withdrawPush(one.ports, one.of('4444'), { by });
    await one.world.pass(6 * hourMs);
    expect(one.shown()).toEqual(['3333 1001']);
  });

  it('counts again where its order still waits for its 注文確認, and is made after that', async () => {
    const { world } = one;
    const [number = ''] = world.orders(1, 100);
    world.rms.control.break({ kind: 'refuse', operations: ['confirmOrder'], times: 3 });
    await world.ask(number, { kind: 'confirm' });
    await world.ask(number, ship(parcel('1111')));
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(2.5 * minuteMs);
    expect(one.of('1111').state).toMatchObject({ kind: 'withdrawn', reason: 'superseded' });
    expect((await withdrawPush(one.ports, one.of('2222'), { by })).kind).toBe('withdrawn');
    await world.pass(6 * hourMs);
    expect(world.rows(number)).toMatchObject([{ number: '1111' }]);
    expect(one.of('1111').state.kind).toBe('confirmed');
  });

  it('counts again, and fails, where its order cannot be sent: that nothing of it is at the mall is told', async () => {
    const { world } = one;
    const [number = ''] = world.orders(1, 100);
    world.rms.control.break({ kind: 'refuse', operations: ['getOrder'], times: 1 });
    await world.ask(number, ship(parcel('1111')));
    await world.ask(number, ship(parcel('2222', '1111')));
    await world.pass(8 * minuteMs);
    await withdrawPush(one.ports, one.of('2222'), { by });
    await world.pass(6 * hourMs);
    expect(one.of('1111').state).toMatchObject({ kind: 'failed', reason: 'not-confirmed-yet' });
  });
});
