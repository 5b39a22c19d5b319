import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import { checkPushes, requestPushes } from '../../../../core/status/request.ts';
import { nextPush } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const subStatusOf = (index: 1 | 3): string => {
  const [shop] = world.rms.control.shops();
  return String((shop?.shopId ?? 0) * 10 + index);
};

describe('a request', () => {
  it.each([
    '370001-20261124',
    '37001-2026112-0203456789',
    '370001-20261124-0203456789x',
    '０70001-20261124-0203456789',
  ])('for an order number that the mall gives to no order is refused at once: %s', async (orderNumber) => {
    const asked = await world.ask(orderNumber, { kind: 'confirm' });
    expect(asked).toMatchObject({ kind: 'refused', problems: { length: 1 } });
    expect(String(asked.kind === 'refused' && asked.problems)).toMatch(
      /^order number: got \d+ characters, expected a number of 楽天 such as 370001-/,
    );
  });

  it.each([[{ kind: 'pay', paidOn: '2026-11-24' } as const], [{ kind: 'complete' } as const]])(
    'for a change that the mall lacks is refused at once, in words: %j',
    async (content) => {
      const [number = ''] = world.orders(1, 300);
      const asked = await world.ask(number, content);
      expect(String(asked.kind === 'refused' && asked.problems)).toBe(
        `${content.kind}: rms has no such change; it has confirm, sub-status, memo, ship, cancel`,
      );
      expect(world.pushes()).toEqual([]);
    },
  );

  it('for a reason that the mall lacks is refused with those that it has', async () => {
    const [number = ''] = world.orders(1, 300);
    const asked = await world.ask(number, { kind: 'cancel', reason: 'buyer-duplicate' });
    expect(String(asked.kind === 'refused' && asked.problems)).toMatch(
      /^reason: got "buyer-duplicate", expected one of buyer-cancelled, .*, shipping-delayed$/,
    );
  });

  it('of another release for a change that the mall lacks fails, and holds up no other of its shop', async () => {
    const [one = '', other = ''] = world.orders(2, 300);
    await world.ask(one, shipment('1'));
    const row = world.push(one);
    const { ports } = world.worker();
    await putChanges(ports.targets, { ...row, orderNumber: other, id: 'complete-1', content: { kind: 'complete' } });
    await world.pass(minuteMs);
    expect(world.push(other).state).toMatchObject({ kind: 'failed', reason: 'refused-otherwise', who: 'ops' });
    expect(world.push(one).state.kind).toBe('confirmed');
    expect(world.writingCalls()).toEqual(['updateOrderShipping']);
  });

  it('is stored before the queue is asked to look', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    const seen: number[] = [];
    const statusQueue = { look: async () => void seen.push(world.pushes().length) };
    const requests = [{ shop: world.shop.key, orderNumber: number, content: shipment('1') }];
    await requestPushes({ ...ports, statusQueue }, requests, { by: 'hanako', now: start });
    expect(seen).toEqual([1]);
  });

  it('is stored although its message is lost, and the sweep sends another', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    world.store.workMessages.length = 0;
    await world.pass(4 * minuteMs);
    expect(world.push(number).state.kind).toBe('requested');
    await world.pass(2 * minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('for the same in other words is the same', async () => {
    const [number = ''] = world.orders(1, 300);
    const one = { carrier: '1001', trackingNumber: ' 1 ', shippedOn: '2026-11-24' };
    const two = { carrier: '1001', trackingNumber: '2', shippedOn: '2026-11-24' };
    expect((await world.ask(number, { kind: 'ship', parcels: [one, two] })).kind).toBe('stored');
    const turned = { kind: 'ship', parcels: [two, { ...one, trackingNumber: '1' }] } as const;
    expect((await world.ask(number, turned)).kind).toBe('standing');
    expect((await world.ask(number, { kind: 'ship', parcels: [two] })).kind).toBe('stored');
  });

  it('is refused with everything that is wrong with it, and keeps no other from being stored', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    const idle = await world.addShop('yama-no-mise', { features: ['import'] });
    const wrong = {
      kind: 'ship',
      parcels: [
        { carrier: '9999', trackingNumber: '1'.repeat(121), shippedOn: '2026-02-30' },
        { carrier: '1001', trackingNumber: '1', shippedOn: '2016-11-24' },
      ],
    } as const;
    const requests = [
      { shop: world.shop.key, orderNumber: 'no number', content: wrong },
      { shop: idle.key, orderNumber: number, content: { kind: 'confirm' } },
      { shop: 'rms#unknown', orderNumber: number, content: { kind: 'confirm' } },
      { shop: world.shop.key, orderNumber: number, content: shipment('1') },
    ] as const;
    const results = await requestPushes(ports, requests, { by: 'hanako', now: start });
    expect(results.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused', 'stored']);
    const problems = results.map((result) => (result.kind === 'refused' ? result.problems : []));
    expect(problems[0]?.map((problem) => String(problem).replace(/: .*/, ''))).toEqual([
      'order number',
      'parcel 1, carrier',
      'parcel 1, tracking number',
      'parcel 1, shipped on',
      'parcel 2, shipped on',
    ]);
    expect(problems[1]?.map(String)).toEqual([expect.stringContaining('has not the feature status')]);
    expect(problems[2]?.map(String)).toEqual([expect.stringContaining('there is no shop')]);
    expect(await checkPushes(ports, requests, start)).toEqual(problems);
    expect(world.pushes()).toHaveLength(1);
  });

  it('restarts what had failed, and does nothing when the same event comes twice', async () => {
    const [number = ''] = world.orders(1);
    const { ports } = world.worker();
    const requests = [{ shop: world.shop.key, orderNumber: number, content: shipment('1') }];
    const asked = { by: 'warehouse-1', now: start };
    await requestPushes(ports, requests, asked);
    await world.pass(minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'failed', reason: 'not-confirmed-yet', who: 'merchant' });
    expect((await requestPushes(ports, requests, asked))[0]?.kind).toBe('standing');
    world.rms.control.moveOrder(world.shop.code, number, 300);
    expect((await world.ask(number, shipment('1'))).kind).toBe('reopened');
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(new Set(world.store.pushNews.map(({ id }) => id)).size).toBe(2);
  });

  it('for what was so, and was changed by a later request, makes it so again', async () => {
    const [number = ''] = world.orders(1, 300);
    const kinds: string[] = [];
    for (const id of [subStatusOf(1), subStatusOf(3), subStatusOf(1), subStatusOf(1)]) {
      kinds.push((await world.ask(number, { kind: 'sub-status', subStatusId: id })).kind);
      await world.pass(minuteMs);
    }
    expect(kinds).toEqual(['stored', 'stored', 'reopened', 'standing']);
    expect(String(world.rms.control.order(number)?.model.subStatusId)).toBe(subStatusOf(1));
    expect(world.writingCalls()).toHaveLength(3);
  });

  it('for what a later request has taken the place of means the first again, also before anything is done', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const day of ['2026-11-24', '2026-11-25', '2026-11-24']) {
      await world.ask(number, shipment('1', day));
      await world.idle(1);
    }
    await world.pass(minuteMs);
    expect(world.rows(number)).toMatchObject([{ number: '1', date: '2026-11-24' }]);
    for (const day of ['2026-11-25', '2026-11-24']) {
      await world.ask(number, shipment('1', day));
      await world.pass(minuteMs);
      expect(world.rows(number)).toMatchObject([{ number: '1', date: day }]);
    }
  });

  it('for what a worker has in hand, and another request replaced in between, makes no call at once', async () => {
    const [number = ''] = world.orders(1, 300);
    const [first, second] = [subStatusOf(1), subStatusOf(3)];
    await world.ask(number, { kind: 'sub-status', subStatusId: first });
    await world.idle(1);
    const { ports } = world.worker();
    const [push] = world.pushes();
    if (push === undefined) throw new Error('It is not stored.');
    const until = world.time.now() + minuteMs;
    await putChanges(ports.targets, nextPush(push, 'a worker', { state: { kind: 'pushing', until, tries: 0 } }));
    await world.ask(number, { kind: 'sub-status', subStatusId: second });
    await world.idle(1);
    expect((await world.ask(number, { kind: 'sub-status', subStatusId: first })).kind).toBe('reopened');
    await world.pass(4 * minuteMs);
    expect(world.writingCalls()).toEqual([]);
    await world.pass(10 * minuteMs);
    expect(String(world.rms.control.order(number)?.model.subStatusId)).toBe(first);
    expect(world.writingCalls()).toHaveLength(1);
  });
});

describe('by hand', () => {
  it('a failed push is tried again at once, whatever was asked before', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    world.rms.control.moveOrder(world.shop.code, number, 300);
    const { ports } = world.worker();
    expect((await retryPush(ports, world.push(number), { by: 'taro' })).kind).toBe('reopened');
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(world.push(number).trail).toContainEqual(expect.objectContaining({ what: 'retried-by-hand', by: 'taro' }));
    expect((await retryPush(ports, world.push(number), { by: 'taro' })).kind).toBe('confirmed');
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('a failed push is not tried again where it would undo what was asked for in its place since', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, shipment('1', '2026-11-24'));
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('failed');
    world.rms.control.moveOrder(world.shop.code, number, 300);
    await world.ask(number, shipment('1', '2026-11-25'));
    await world.pass(minuteMs);
    const { ports } = world.worker();
    expect((await retryPush(ports, world.push(number), { by: 'taro' })).kind).toBe('replaced');
    await world.pass(minuteMs);
    expect(world.rows(number)).toMatchObject([{ date: '2026-11-25' }]);
    expect((await world.ask(number, shipment('1', '2026-11-24'))).kind).toBe('reopened');
    await world.pass(minuteMs);
    expect(world.rows(number)).toMatchObject([{ date: '2026-11-24' }]);
  });

  it('of one second, A, then B, then A again means A', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    // The one with the greater id counts as the later of two of one time.
    const [a, b] = [shipment('1111', '2026-11-24', '1001'), shipment('1111', '2026-11-24', '1002')];
    const second = world.time.now();
    for (const [content, now] of [
      [a, second],
      [b, second],
      [a, second + minuteMs],
    ] as const) {
      await requestPushes(ports, [{ shop: world.shop.key, orderNumber: number, content }], { by: 'event:w', now });
      await world.pass(minuteMs);
    }
    expect(world.rows(number)).toMatchObject([{ company: '1001' }]);
  });

  it('what is confirmed is looked at again where that is wanted, and made again where it was undone at the mall', async () => {
    const [kept = '', undone = ''] = world.orders(2, 300);
    const { ports } = world.worker();
    for (const number of [kept, undone]) await world.ask(number, { kind: 'memo', text: '熨斗あり' });
    await world.pass(minuteMs);
    world.rms.control.editOrder(world.shop.code, undone, { memo: '' });
    const calls = world.writingCalls().length;
    for (const number of [kept, undone]) {
      const { kind } = await retryPush(ports, world.push(number), { by: 'taro', looksAtConfirmed: true });
      expect(kind).toBe('confirmed');
    }
    await world.pass(minuteMs);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
    expect(world.rms.control.order(undone)?.model.memo).toBe('熨斗あり');
    expect(world.writingCalls()).toHaveLength(calls + 1);
  });

  it('a push is taken back before it is done, and nothing is called for it any more', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, { kind: 'confirm' });
    const { ports } = world.worker();
    expect((await withdrawPush(ports, world.push(number), { by: 'taro' })).kind).toBe('withdrawn');
    await world.pass(minuteMs);
    expect(world.calls()).toEqual([]);
    expect((await withdrawPush(ports, world.push(number), { by: 'taro' })).kind).toBe('ended');
  });

  it('a push that does not exist is not found', async () => {
    const { ports } = world.worker();
    const key = { shop: world.shop.key, orderNumber: 'unknown', id: 'confirm-1' };
    await expect(retryPush(ports, key, { by: 'taro' })).rejects.toMatchObject({ code: 'push.unknown' });
    await expect(withdrawPush(ports, key, { by: 'taro' })).rejects.toBeInstanceOf(TsunagiError);
  });
});
