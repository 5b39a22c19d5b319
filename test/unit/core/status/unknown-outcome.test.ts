import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { openPushWorld, type PushWorld, shipment } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const writing = 'updateOrderShipping';
const stateOf = (number: string): Push['state'] => world.push(number).state;

describe('a call without a known outcome', () => {
  it('that was applied is seen at once, and is not made again', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'timeout-after', operations: [writing], times: 1 });
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(stateOf(number).kind).toBe('confirmed');
    expect(world.push(number).lookAgainAt).toBeDefined();
    await world.pass(3 * hourMs);
    expect(world.rows(number)).toHaveLength(1);
    expect(world.writingCalls()).toEqual([writing]);
    expect(world.push(number).lookAgainAt).toBeUndefined();
    expect(world.push(number).unknownAt).toBeUndefined();
  });

  it('that is applied three minutes later is waited for, and is not made again', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 3 * minuteMs });
    await world.ask(number, shipment('1'));
    await world.pass(2 * minuteMs);
    expect(stateOf(number)).toMatchObject({ kind: 'retrying', reason: 'unknown', tries: 1 });
    await world.pass(8 * minuteMs);
    expect(stateOf(number).kind).toBe('confirmed');
    expect(world.rows(number)).toHaveLength(1);
    expect(world.writingCalls()).toEqual([writing]);
  });

  it('that is applied after it was made again leaves one row in the end', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 10 * minuteMs });
    await world.ask(number, shipment('1'));
    await world.pass(9 * minuteMs);
    expect(stateOf(number).kind).toBe('confirmed');
    await world.pass(2 * minuteMs);
    expect(world.rows(number)).toHaveLength(2);
    await world.pass(20 * minuteMs);
    expect(world.rows(number)).toHaveLength(1);
    expect(world.push(number).trail.map(({ what }) => what)).toContain('surplus-removed');
    expect(stateOf(number).kind).toBe('confirmed');
  });

  it('of the removal of a surplus row takes no other row away', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 10 * minuteMs });
    await world.ask(number, shipment('1'));
    await world.pass(12 * minuteMs);
    expect(world.rows(number)).toHaveLength(2);
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 20 * minuteMs });
    await world.pass(4 * hourMs);
    expect(world.rows(number)).toHaveLength(1);
    expect(stateOf(number).kind).toBe('confirmed');
  });

  it('leaves one row, though the mall says it removed the surplus one and did not', async () => {
    const [other = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'apply-later', operations: [writing], times: 1, applyAfterMs: 100 * minuteMs });
    await world.ask(other, shipment('2'));
    // After the last look no worker would come again.
    await world.pass(95 * minuteMs);
    world.rms.control.break({ kind: 'lost-write', operations: [writing], times: 1 });
    await world.pass(2 * hourMs);
    expect(world.rows(other)).toHaveLength(1);
  });

  it('of a dead worker is waited for like any other', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    world.store.workMessages.length = 0;
    const dying = world.worker();
    const { targets } = dying.ports;
    let writes = 0;
    const run = world.run({
      ...dying,
      ports: {
        ...dying.ports,
        targets: {
          ...targets,
          // The claim is written; the outcome never is.
          put: (target) => (writes++ === 0 ? targets.put(target) : Promise.reject(new Error('It died.'))),
        },
      },
    });
    await run;
    expect(stateOf(number).kind).toBe('pushing');
    world.failures.length = 0;
    world.store.leasesByName.clear();
    await world.pass(15 * minuteMs);
    expect(stateOf(number).kind).toBe('confirmed');
    expect(world.writingCalls()).toEqual([writing]);
    expect(world.push(number).lookAgainAt).toBeDefined();
  });

  it('is looked for before an impatient person’s retry makes it again', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 1 });
    await world.ask(number, shipment('1'));
    await world.pass(30 * secondMs);
    const { ports } = world.worker();
    expect((await retryPush(ports, world.push(number), { by: 'hanako' })).kind).toBe('due-now');
    await world.pass(minuteMs);
    expect(world.writingCalls()).toEqual([writing]);
    await world.pass(6 * minuteMs);
    expect(world.writingCalls()).toEqual([writing, writing]);
    expect(world.rows(number)).toHaveLength(1);
  });

  it('of an older sub-status never undoes a newer one for long', async () => {
    const [number = ''] = world.orders(1, 300);
    const ids = subStatuses();
    world.rms.control.break({
      kind: 'apply-later',
      operations: ['updateOrderSubStatus'],
      times: 1,
      applyAfterMs: 7 * minuteMs,
    });
    await world.ask(number, { kind: 'sub-status', subStatusId: ids[0] });
    await world.pass(minuteMs);
    await world.ask(number, { kind: 'sub-status', subStatusId: ids[1] });
    await world.pass(8 * minuteMs);
    expect(subStatusOf(number)).toBe(ids[0]);
    await world.pass(20 * minuteMs);
    expect(subStatusOf(number)).toBe(ids[1]);
    expect(
      world
        .pushes()
        .map(({ state }) => state.kind)
        .sort(),
    ).toEqual(['confirmed', 'withdrawn']);
  });

  it('of a sub-status that was taken back gives way to the one that stands', async () => {
    const [number = ''] = world.orders(1, 300);
    const [first, second] = subStatuses();
    await world.ask(number, { kind: 'sub-status', subStatusId: first });
    await world.pass(minuteMs);
    const operations = ['updateOrderSubStatus'];
    world.rms.control.break({ kind: 'apply-later', operations, times: 1, applyAfterMs: 9 * minuteMs });
    await world.ask(number, { kind: 'sub-status', subStatusId: second });
    await world.pass(minuteMs);
    const taken = world.pushes().find(({ state }) => state.kind === 'retrying') as Push;
    await withdrawPush(world.worker().ports, taken, { by: 'taro' });
    await world.pass(9 * minuteMs);
    expect(subStatusOf(number)).toBe(second);
    await world.pass(3 * hourMs);
    expect(subStatusOf(number)).toBe(first);
    expect(
      world
        .pushes()
        .map(({ state }) => state.kind)
        .sort(),
    ).toEqual(['confirmed', 'withdrawn']);
  });

  it('is looked for when one before it has shown already: it may undo what was asked for since', async () => {
    const [number = ''] = world.orders(1, 300);
    const [first, second] = subStatuses();
    const late = { kind: 'apply-later', operations: ['updateOrderSubStatus'], times: 1 } as const;
    world.rms.control.break({ ...late, applyAfterMs: 9 * minuteMs });
    await world.ask(number, { kind: 'sub-status', subStatusId: first });
    await world.pass(2 * minuteMs);
    world.rms.control.break({ ...late, applyAfterMs: 30 * minuteMs });
    await world.pass(5 * minuteMs);
    expect(world.writingCalls()).toHaveLength(2);
    await withdrawPush(world.worker().ports, world.push(number), { by: 'taro' });
    await world.pass(18 * minuteMs);
    expect(stateOf(number)).toMatchObject({ kind: 'failed', reason: 'done-after-withdrawal' });
    await world.ask(number, { kind: 'sub-status', subStatusId: second });
    await world.pass(12 * minuteMs);
    expect(subStatusOf(number)).toBe(first);
    await world.pass(3 * hourMs);
    expect(subStatusOf(number)).toBe(second);
  });
});

/** The two sub-statuses that an order in 300 may have. */
function subStatuses(): [string, string] {
  const [shop] = world.rms.control.shops();
  return [`${(shop?.shopId ?? 0) * 10 + 1}`, `${(shop?.shopId ?? 0) * 10 + 3}`];
}

function subStatusOf(number: string): string {
  return String(world.rms.control.order(number)?.model.subStatusId);
}
