import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { nextPush } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';
import type { SimOutcome } from '../../../../simulator/index.ts';

function answer(status: number, body: string): SimOutcome {
  const headers = { 'content-type': 'application/json;charset=UTF-8' };
  return { ending: 'answer', status, headers, body, delayMs: 100 };
}

/** The times between the beginnings of two calls, in ms. */
function waitsBetweenCalls({ exchanges }: PushWorld): number[] {
  return exchanges.slice(1).map(({ startedAt }, index) => startedAt - (exchanges[index]?.startedAt ?? 0));
}

describe('a worker', () => {
  it('waits for an index that does not show yet what was just asked for', async () => {
    const world = await openPushWorld();
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const { targets } = world.worker().ports;
    const isShown = (): boolean => world.time.now() > start + 1.5 * secondMs;
    const due: typeof targets.due = async (...args) => (isShown() ? targets.due(...args) : []);
    await world.run(world.worker({ targets: { ...targets, due } }));
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('that finds a shop taken leaves, and a request of that time is found by the worker that has it', async () => {
    const world = await openPushWorld();
    const [first = '', second = ''] = world.orders(2, 300);
    await world.ask(first, shipment('1'));
    const running = world.run(world.worker());
    // The lease is taken, and the first order is read.
    await world.idle(2 * secondMs);
    await world.ask(second, shipment('2'));
    const busy = await world.run(world.worker());
    expect(busy).toMatchObject({ shops: 1, busy: 1, claimed: 0 });
    await running;
    await world.pass(minuteMs);
    expect(world.push(second).state.kind).toBe('confirmed');
  });

  it('claims no more than it has time for, and calls for the rest', async () => {
    const world = await openPushWorld({ settings: { reading: { missedShare: 0 } } });
    const numbers = world.orders(100, 300);
    for (const number of numbers) await world.ask(number, shipment('1'));
    world.store.workMessages.length = 0;
    const report = await world.run();
    expect(report.claimed).toBe(report.confirmed);
    expect(report.confirmed).toBeGreaterThan(30);
    expect(world.time.now() - start).toBeLessThan(3 * minuteMs);
    const kinds = Map.groupBy(world.pushes(), ({ state }) => state.kind);
    expect([...kinds.keys()].sort()).toEqual(['confirmed', 'requested']);
    expect(world.store.workMessages).toEqual([{ shop: world.shop.key, afterMs: 0 }]);
    await world.pass(10 * minuteMs);
    expect(world.pushes().every(({ state }) => state.kind === 'confirmed')).toBe(true);
  });

  it('makes few more calls than there are parcels', async () => {
    const world = await openPushWorld();
    const numbers = world.orders(200, 300);
    for (const number of numbers) await world.ask(number, shipment('1'));
    await world.pass(20 * minuteMs);
    expect(world.writingCalls()).toHaveLength(200);
    expect(world.calls().length).toBeLessThanOrEqual(1.1 * (200 + 2 * 2));
  });

  it('keeps to its third of the shop’s rate', async () => {
    const world = await openPushWorld();
    for (const number of world.orders(20, 300)) await world.ask(number, shipment('1'));
    await world.run();
    // The way to the mall takes 20 to 400 ms, the waits between the starts do not.
    expect(Math.min(...waitsBetweenCalls(world))).toBeGreaterThanOrEqual(2_990);
  });

  it('that takes a shop over from another process keeps to the rate with it', async () => {
    const world = await openPushWorld();
    const numbers = world.orders(5, 300);
    for (const number of numbers) {
      await world.ask(number, shipment('1'));
      await world.run(world.worker());
    }
    expect(numbers.map((number) => world.push(number).state.kind)).toEqual(numbers.map(() => 'confirmed'));
    const waits = waitsBetweenCalls(world);
    expect(waits).toHaveLength(5 * 3 - 1);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2_990);
  });

  it('waits for one call at most where the clock of the one before is fast', async () => {
    const world = await openPushWorld();
    const [first = '', second = ''] = world.orders(2, 300);
    await world.ask(first, shipment('1'));
    await world.run(world.worker({}, 20 * minuteMs));
    await world.ask(second, shipment('1'));
    const before = world.exchanges.length;
    const from = world.time.now();
    await world.run(world.worker());
    expect((world.exchanges[before]?.startedAt ?? 0) - from).toBeLessThanOrEqual(3_010);
  });

  it('does not let one order that spoils every answer keep the others from being read', async () => {
    const spoilt: { number: string } = { number: '' };
    const world = await openPushWorld({
      answersInstead: ({ path, body }) =>
        path.includes('/getOrder/') && body.includes(spoilt.number) ? answer(200, '{"OrderModelList":[') : null,
    });
    const numbers = world.orders(8, 300);
    spoilt.number = numbers[3] ?? '';
    for (const number of numbers) await world.ask(number, shipment('1'));
    await world.pass(5 * minuteMs);
    const confirmed = world.pushes().filter(({ state }) => state.kind === 'confirmed');
    expect(confirmed).toHaveLength(7);
    expect(world.push(spoilt.number).state).toMatchObject({ kind: 'retrying', reason: 'mall-changing', tries: 0 });
  });

  it('takes a batch apart that the mall refuses as a whole, so that one order is to blame', async () => {
    const bad: { number: string } = { number: '' };
    const refusal = {
      MessageModelList: [
        {
          messageType: 'ERROR',
          messageCode: 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_011',
          message: 'orderNumberListの書式が不正です。',
        },
      ],
    };
    const world = await openPushWorld({
      answersInstead: ({ path, body }) =>
        path.includes('/confirmOrder/') && body.includes(bad.number) ? answer(400, JSON.stringify(refusal)) : null,
    });
    const numbers = world.orders(8);
    bad.number = numbers[5] ?? '';
    for (const number of numbers) await world.ask(number, { kind: 'confirm' });
    await world.pass(2 * minuteMs);
    expect(world.pushes().filter(({ state }) => state.kind === 'confirmed')).toHaveLength(7);
    expect(world.push(bad.number).state.kind).toBe('failed');
  });

  it('gives a change up that the mall accepts again and again and never shows', async () => {
    const accepted = {
      MessageModelList: [
        { messageType: 'INFO', messageCode: 'ORDER_EXT_API_UPDATE_ORDERMEMO_INFO_101', message: '更新しました。' },
      ],
    };
    const world = await openPushWorld({
      answersInstead: ({ path }) => (path.includes('/updateOrderMemo/') ? answer(200, JSON.stringify(accepted)) : null),
    });
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, { kind: 'memo', text: '熨斗あり' });
    await world.pass(2 * hourMs);
    expect(world.push(number).state).toMatchObject({ kind: 'failed', reason: 'refused-otherwise', who: 'ops' });
    expect(world.writingCalls()).toHaveLength(5);
  });

  it('counts for that no call from before it was seen to take effect', async () => {
    const world = await openPushWorld();
    const [number = ''] = world.orders(1, 300);
    const memo = ['updateOrderMemo'];
    world.rms.control.break({ kind: 'apply-later', operations: memo, times: 1, applyAfterMs: 20 * minuteMs });
    await world.ask(number, { kind: 'memo', text: '一' });
    await world.pass(2 * minuteMs);
    await world.ask(number, { kind: 'memo', text: '二' });
    await world.pass(15 * minuteMs);
    expect(world.rms.control.order(number)?.model.memo).toBe('二');
    world.rms.control.break({ kind: 'lost-write', operations: memo, times: 4 });
    await world.pass(5 * hourMs);
    expect(world.rms.control.order(number)?.model.memo).toBe('二');
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['withdrawn', 'confirmed']);
  });

  it('counts for that no call which the mall was not there to answer, and finds what appears after all', async () => {
    const accepted = {
      MessageModelList: [
        { messageType: 'INFO', messageCode: 'ORDER_EXT_API_UPDATE_ORDERMEMO_INFO_101', message: '更新しました。' },
      ],
    };
    let calls = 0;
    const world = await openPushWorld({
      answersInstead: ({ path }) => {
        if (!path.includes('/updateOrderMemo/')) return null;
        calls++;
        return calls <= 4 ? answer(429, '{}') : calls <= 9 ? answer(200, JSON.stringify(accepted)) : null;
      },
    });
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, { kind: 'memo', text: '熨斗あり' });
    while (calls < 5) await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('retrying');
    while (calls < 9) await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('failed');
    world.rms.control.editOrder(world.shop.code, number, { memo: '熨斗あり' });
    await world.pass(20 * minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('gives up in the end what the mall refuses because it were so, though it never shows that', async () => {
    const refused = {
      MessageModelList: [
        {
          messageType: 'ERROR',
          messageCode: 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_103',
          message: '注文確認待ちではありません。',
        },
      ],
    };
    const world = await openPushWorld({
      answersInstead: ({ path }) => (path.includes('/confirmOrder/') ? answer(200, JSON.stringify(refused)) : null),
    });
    const [number = ''] = world.orders(1);
    await world.ask(number, { kind: 'confirm' });
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('retrying');
    const { ports } = world.worker();
    const push = world.push(number);
    await putChanges(ports.targets, nextPush(push, 'a fortnight ago', { requestedAt: start - 14 * dayMs }));
    await world.pass(10 * minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'failed', reason: 'not-ready-for-too-long' });
  });

  it('sends again what the bus refused, under the same name, and goes on in between', async () => {
    const world = await openPushWorld();
    const numbers = world.orders(3, 300);
    for (const number of numbers) await world.ask(number, shipment('1'));
    const worker = world.worker();
    const bus = { ...worker.ports.bus, tellPushes: async () => new Set<string>() };
    await world.run({ ...worker, ports: { ...worker.ports, bus } });
    expect(world.pushes().every(({ state, untold }) => state.kind === 'confirmed' && untold === 'confirmed')).toBe(
      true,
    );
    await world.pass(8 * minuteMs);
    expect(world.store.pushNews).toHaveLength(3);
    expect(world.pushes().every(({ untold }) => untold === undefined)).toBe(true);
  });
});
