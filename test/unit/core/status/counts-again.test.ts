import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

const by = 'taro';
let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
});

describe('a superseded shipment that is carried out late', () => {
  it('is not reported while what took its place is yet to be made', async () => {
    one.late(14 * minuteMs);
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    one.world.rms.control.break({ kind: 'refuse', operations: [writing], until: one.world.time.now() + 40 * minuteMs });
    await one.ask(ship(parcel('1111', undefined, '1002')));
    await one.world.pass(30 * minuteMs);
    expect([one.shown(), one.of('1111', '1001').state]).toMatchObject([['1111 1001'], { kind: 'withdrawn' }]);
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.states().sort()]).toEqual([['1111 1002'], ['confirmed', 'withdrawn superseded']]);
  });

  it.each([
    ['itself', 20, 0],
    ['what had taken its place (seed 619378)', 0, 20],
  ])('is confirmed, and not reported, where it counts again and a run looks first at %s', async (_, before, after) => {
    one.late(14 * minuteMs);
    await one.ask(ship(parcel('1111')));
    await one.world.pass(minuteMs);
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing] });
    await one.ask(ship(parcel('1111', undefined, '1002')));
    await one.world.pass(8 * minuteMs);
    expect(one.of('1111', '1001').state).toMatchObject({ kind: 'withdrawn', reason: 'superseded' });
    // The late call is carried out, and both are due, before a run looks.
    await whilePaused(async () => {
      await one.world.pass(before * minuteMs);
      one.world.rms.control.mend();
      await withdrawPush(one.ports, one.of('1111', '1002'), { by });
      await one.world.pass(after * minuteMs);
    });
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.states().sort()]).toEqual([['1111 1001'], ['confirmed', 'withdrawn taken-back']]);
    expect(one.world.store.pushNews.map(({ kind }) => kind)).not.toContain('StatusPushFailed');
  });

  it('is confirmed where the rest of it counts again, though a part is of a request that failed', async () => {
    one.late(18 * minuteMs);
    await one.ask(ship(parcel('1111'), parcel('2222')));
    await one.world.pass(minuteMs);
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing] });
    await one.ask(ship(parcel('3333', '1111')));
    await one.ask(ship(parcel('2222', undefined, '1002')));
    await one.world.pass(5 * minuteMs);
    one.world.rms.control.mend();
    one.world.rms.control.break({ kind: 'refusal', operations: [writing] });
    await one.world.pass(9 * minuteMs);
    one.world.rms.control.mend();
    expect(one.states().slice(1)).toEqual(['failed content-refused', 'failed content-refused']);
    await whilePaused(async () => {
      await one.world.pass(20 * minuteMs);
      await withdrawPush(one.ports, one.of('3333'), { by });
    });
    await one.world.pass(6 * hourMs);
    expect([one.of('1111').state.kind, one.of('2222', '1002').state.kind]).toEqual(['confirmed', 'failed']);
  });

  it.each([
    ['itself', 20, 0],
    ['what had the place of a part', 0, 20],
  ])('is confirmed where another still has a part of it, and a run looks first at %s', async (_, before, after) => {
    one.late(14 * minuteMs);
    await one.ask(ship(parcel('1111'), parcel('2222')));
    await one.world.pass(minuteMs);
    await one.ask(ship(parcel('3333', '1111')));
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing] });
    await one.ask(ship(parcel('4444', '2222')));
    await one.world.pass(8 * minuteMs);
    await whilePaused(async () => {
      await one.world.pass(before * minuteMs);
      one.world.rms.control.mend();
      await withdrawPush(one.ports, one.of('4444'), { by });
      await one.world.pass(after * minuteMs);
    });
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.of('1111').state.kind]).toEqual([['2222 1001', '3333 1001'], 'confirmed']);
    expect(one.world.store.pushNews.map(({ kind }) => kind)).not.toContain('StatusPushFailed');
  });

  it('counts again when what took its place is taken back, and none before it is made', async () => {
    one.world.rms.control.break({ kind: 'refuse', operations: [writing], times: 1 });
    await one.ask(ship(parcel('1111')));
    await one.world.idle(secondMs);
    await one.world.run();
    one.late(20 * minuteMs);
    await one.ask(ship(parcel('1111', undefined, '1002')));
    await one.world.pass(minuteMs);
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing] });
    await one.ask(ship(parcel('1111', undefined, '1003')));
    await one.world.pass(8 * minuteMs);
    one.world.rms.control.mend();
    one.refuseOnce();
    await one.world.pass(3 * hourMs);
    expect(one.states()).toEqual(['withdrawn superseded', 'withdrawn superseded', 'failed content-refused']);
    await withdrawPush(one.ports, one.of('1111', '1003'), { by });
    await one.world.pass(6 * hourMs);
    expect([one.shown(), one.of('1111', '1001').state]).toMatchObject([['1111 1002'], { kind: 'withdrawn' }]);
  });
});

describe('a superseded 備考, when a person takes back the one that took its place', () => {
  const [first, second]: PushContent[] = ['あ', 'い'].map((text) => ({ kind: 'memo', text }));
  const ofText = (text: string): Push =>
    one.world.pushes().find(({ content }) => content.kind === 'memo' && content.text === text) as Push;

  it('is not made again, where it was never sent: the shop may have written otherwise by then', async () => {
    one.world.rms.control.break({ kind: 'refuse', operations: ['updateOrderMemo'], times: 1 });
    await one.ask(first as PushContent);
    await one.world.idle(secondMs);
    await one.world.run();
    one.world.rms.control.break({ kind: 'timeout-before', operations: ['updateOrderMemo'] });
    await one.ask(second as PushContent);
    await one.world.pass(8 * minuteMs);
    one.world.rms.control.mend();
    one.refuseOnce('updateOrderMemo');
    await one.world.pass(10 * minuteMs);
    expect(one.states()).toEqual(['withdrawn superseded', 'failed content-refused']);
    one.world.rms.control.editOrder(one.world.shop.code, one.number, { memo: '店で書いた' });
    await withdrawPush(one.ports, ofText('い'), { by });
    await one.world.pass(6 * hourMs);
    expect(one.memo()).toBe('店で書いた');
  });
});

/** No run works on the shop meanwhile. */
async function whilePaused(happens: () => Promise<unknown>): Promise<void> {
  const pause = {
    cause: 'manual',
    by,
    note: '棚卸し',
    since: one.world.time.now(),
    scope: one.world.shop.key,
  } as const;
  await one.ports.pauses.set(pause);
  await happens();
  await one.ports.pauses.lift(pause);
}
