import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import { requestPushes } from '../../../../core/status/request.ts';
import { openPushWorld, type PushWorld, shipment } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const told = (): (readonly [string, string | undefined])[] =>
  world.store.pushNews.map(({ kind, reason }) => [kind, reason] as const);

describe('a system that waits for the outcome of a push is informed', () => {
  it('that a person took it back, once the bus takes it', async () => {
    const [number = ''] = world.orders(1);
    await world.ask(number, { kind: 'confirm' });
    const { ports } = world.worker();
    await withdrawPush(ports, world.push(number), { by: 'taro' });
    await world.idle(3 * minuteMs);
    const refusing = { ...ports.bus, tellPushes: async () => new Set<string>() };
    await world.run(world.worker({ bus: refusing }));
    expect(world.push(number).untold).toBe('withdrawn');
    // It pages where that lasts, like what the bus refuses of orders.
    expect(world.log.lines.filter(({ event }) => event === 'bus.refused').map(({ fields }) => fields)).toEqual([
      { what: 'pushes', mall: 'rms', refused: 1, of: 1, BusWaitSeconds: 180 },
    ]);
    await world.pass(8 * minuteMs);
    expect(told()).toEqual([['StatusPushWithdrawn', 'taken-back']]);
    expect(world.push(number).untold).toBeUndefined();
    expect(world.calls()).toEqual([]);
  });

  it('that a later request took its place', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, { kind: 'memo', text: '熨斗あり' });
    await world.idle(1);
    await world.ask(number, { kind: 'memo', text: '熨斗なし' });
    await world.pass(minuteMs);
    expect(told()).toContainEqual(['StatusPushWithdrawn', 'superseded']);
    expect(told()).toContainEqual(['StatusPushConfirmed', undefined]);
  });

  it('that its shop was removed', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    await world.worker().ports.shops.remove(world.shop.key, 1);
    await world.pass(minuteMs);
    expect(told()).toEqual([['StatusPushWithdrawn', 'shop-removed']]);
    expect(world.push(number).untold).toBeUndefined();
  });

  it('that it is confirmed, however late they ask, by the same news; and nothing where one event comes twice', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const { requestedAt, content } = world.push(number);
    await world.pass(10 * minuteMs);
    const request = { shop: world.shop.key, orderNumber: number, content };
    await requestPushes(world.worker().ports, [request], { by: 'hanako', now: requestedAt });
    await world.pass(10 * minuteMs);
    expect(told()).toHaveLength(1);
    expect((await world.ask(number, shipment('1'))).kind).toBe('standing');
    await world.pass(minuteMs);
    expect(told()).toHaveLength(2);
    expect(new Set(world.store.pushNews.map(({ id }) => id)).size).toBe(1);
    expect(world.writingCalls()).toHaveLength(1);
  });
});
