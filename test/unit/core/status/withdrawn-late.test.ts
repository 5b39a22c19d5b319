import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import { retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

/** Asks, lets the mall carry the call out later without an answer, and takes the request back in between. */
async function takenBackInBetween(number: string, content: PushContent, operation: string, applyAfterMs: number) {
  world.rms.control.break({ kind: 'apply-later', operations: [operation], times: 1, applyAfterMs });
  await world.ask(number, content);
  await world.pass(2 * minuteMs);
  expect(world.push(number).state.kind).toBe('retrying');
  await withdrawPush(world.worker().ports, world.push(number), { by: 'taro' });
}

/** The same with two calls: the first is carried out before the next look, the second after it. */
async function takenBackAfterTwoCalls(number: string): Promise<void> {
  const fault = { kind: 'apply-later', operations: ['updateOrderShipping'], times: 1 } as const;
  world.rms.control.break({ ...fault, applyAfterMs: 13 * minuteMs });
  await world.ask(number, shipment('1'));
  await world.pass(2 * minuteMs);
  world.rms.control.break({ ...fault, applyAfterMs: 20 * minuteMs });
  await world.pass(5 * minuteMs);
  expect(world.writingCalls()).toHaveLength(2);
  await withdrawPush(world.worker().ports, world.push(number), { by: 'taro' });
}

const warnings = () => world.log.lines.filter(({ event }) => event === 'push.done-after-withdrawal');

describe('a call that is carried out after its request was taken back', () => {
  it.each([
    ['shipment', shipment('1'), 300, 'updateOrderShipping'],
    ['confirm', { kind: 'confirm' }, 100, 'confirmOrder'],
    ['cancel', { kind: 'cancel', reason: 'out-of-stock' }, 300, 'cancelOrder'],
  ] as const)('is found, told and warned of: a %s', async (_, content, progress, operation) => {
    const [number = ''] = world.orders(1, progress);
    await takenBackInBetween(number, content, operation, 9 * minuteMs);
    await world.pass(6 * minuteMs);
    expect(world.push(number).state.kind).toBe('withdrawn');
    await world.pass(3 * hourMs);
    const push = world.push(number);
    expect(push.state).toMatchObject({ kind: 'failed', reason: 'done-after-withdrawal', who: 'ops' });
    const failedAt = push.trail.findIndex(({ what }) => what === 'failed');
    expect(push.trail.slice(failedAt - 1, failedAt + 1)).toMatchObject([
      { what: 'looked-again', progress: expect.any(String), detail: 'it is so' },
      { what: 'failed', reason: 'done-after-withdrawal' },
    ]);
    expect(world.writingCalls()).toEqual([operation]);
    expect(world.store.pushNews.map(({ kind }) => kind)).toEqual(['StatusPushWithdrawn', 'StatusPushFailed']);
    expect(warnings()).toHaveLength(1);
    // So ops stuck shows it.
    expect(await world.worker().ports.changes.failed(world.shop.key, start, 10)).toMatchObject([{ id: push.id }]);
    // A retry states that the change may stay.
    await retryPush(world.worker().ports, push, { by: 'taro' });
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('is looked for again when another call may follow: the twin of a parcel that was taken back goes', async () => {
    const [number = ''] = world.orders(1, 300);
    await takenBackAfterTwoCalls(number);
    await world.pass(30 * minuteMs);
    expect(world.rows(number)).toHaveLength(2);
    await world.pass(4 * hourMs);
    expect(world.rows(number)).toHaveLength(1);
    expect(world.push(number).state).toMatchObject({ kind: 'failed', reason: 'done-after-withdrawal' });
    expect(warnings()).toHaveLength(1);
  });

  it('is no trouble where another request wants the same, or where it never comes', async () => {
    const [number = '', other = ''] = world.orders(2, 300);
    await takenBackInBetween(other, shipment('3'), 'updateOrderShipping', 100 * hourMs);
    await takenBackInBetween(number, shipment('1'), 'updateOrderShipping', 9 * minuteMs);
    const { parcels } = shipment('1') as Extract<PushContent, { kind: 'ship' }>;
    const more = parcels.map((parcel) => ({ ...parcel, trackingNumber: '2' }));
    await world.ask(number, { kind: 'ship', parcels: [...parcels, ...more] });
    await world.pass(3 * hourMs);
    const kinds = world.pushes().map(({ state }) => state.kind);
    expect(kinds.sort()).toEqual(['confirmed', 'withdrawn', 'withdrawn']);
    expect(warnings()).toEqual([]);
    expect(world.pushes().every(({ lookAgainAt }) => lookAgainAt === undefined)).toBe(true);
  });
});
