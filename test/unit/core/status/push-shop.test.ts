import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { openPushWorld, type PushWorld, shipment } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

describe('a push', () => {
  it('confirms an order with one reading, one call and one reading back, and reports it to the bus', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, { kind: 'confirm' });
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(world.calls()).toEqual(['getOrder', 'confirmOrder', 'getOrder']);
    expect(world.store.pushNews.map(({ kind, pushKind }) => [kind, pushKind])).toEqual([
      ['StatusPushConfirmed', 'confirm'],
    ]);
    expect(world.push(number).untold).toBeUndefined();
    expect(world.push(number).trail).toContainEqual(
      expect.objectContaining({ what: 'called', operation: 'confirmOrder', requestId: expect.any(String) }),
    );
    expect(world.failures).toEqual([]);
  });

  it('confirms a hundred orders with three calls', async () => {
    world.rms.control.changeSettings({ reading: { missedShare: 0 } });
    const numbers = world.orders(100);
    for (const number of numbers) await world.ask(number, { kind: 'confirm' });
    await world.run();
    expect(world.calls()).toEqual(['getOrder', 'confirmOrder', 'getOrder']);
    expect(world.pushes().every(({ state }) => state.kind === 'confirmed')).toBe(true);
  });

  it('ships an order once, however often it is asked for', async () => {
    const [number = ''] = world.orders(1, 300);
    for (const kind of ['stored', 'standing', 'standing']) {
      expect((await world.ask(number, shipment('1234-5678'))).kind).toBe(kind);
      await world.pass(minuteMs);
    }
    expect(world.rows(number)).toEqual([{ number: '1234-5678', company: '1001', date: '2026-11-24' }]);
    expect(world.writingCalls()).toEqual(['updateOrderShipping']);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('ships what is confirmed first, and waits for the mall in between', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, shipment('1234-5678'));
    await world.ask(number, { kind: 'confirm' });
    await world.pass(minuteMs);
    expect(world.push(number, 'confirm').state.kind).toBe('confirmed');
    expect(world.push(number, 'ship').state).toMatchObject({ kind: 'retrying', reason: 'mall-processing', tries: 0 });
    await world.pass(10 * minuteMs);
    expect(world.push(number, 'ship').state.kind).toBe('confirmed');
    expect(world.rows(number)).toHaveLength(1);
  });
});
