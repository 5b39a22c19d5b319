import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { RejectedRequest } from '../../../../core/ports/queues.ts';
import { type IntakePorts, takeIn } from '../../../../core/status/request.ts';
import { nextPush, type Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, start } from '../../../../proving/status-world.ts';

let world: PushWorld;
let kept: RejectedRequest[];
let ports: IntakePorts;
let orderNumbers: readonly string[];
beforeEach(async () => {
  world = await openPushWorld();
  kept = [];
  ports = { ...world.worker().ports, rejected: { keep: async (rejected) => void kept.push(rejected) } };
  orderNumbers = world.orders(2);
});

const confirm = { kind: 'confirm' };
const event = (detail: object = {}, time = new Date(start).toISOString()) => ({
  id: 'event-1',
  source: 'warehouse',
  time,
  detail: {
    format: 1,
    shop: world.shop.key,
    by: 'warehouse-1',
    orders: orderNumbers.map((orderNumber) => ({ orderNumber, change: confirm })),
    ...detail,
  },
});

describe('an event that asks for changes', () => {
  it('cannot pose as a person: whatever name it gives, the row says that an event asked', async () => {
    await takeIn(ports, event({ by: 'tanaka' }));
    expect(world.pushes().map(({ by }) => by)).toEqual(['event:tanaka', 'event:tanaka']);
  });

  it('is a row for each order, asked for at the time of the event, and once when it comes twice', async () => {
    expect(await takeIn(ports, event())).toEqual({ kind: 'taken-in', pushes: 2 });
    const first = world.pushes();
    expect(first.map(({ orderNumber, by, requestedAt }) => [orderNumber, by, requestedAt])).toEqual(
      orderNumbers.map((orderNumber) => [orderNumber, 'event:warehouse-1', start]),
    );
    await world.idle(minuteMs);
    await takeIn(ports, event());
    expect(world.pushes()).toEqual(first);
  });

  it('was not asked for later than now, nor at no time, whatever its sender writes', async () => {
    await takeIn(ports, event({}, '2030-01-01T00:00:00Z'));
    await takeIn(ports, event({ orders: [{ orderNumber: '370001-20261124-0000000001', change: confirm }] }, 'at noon'));
    expect(world.pushes().map(({ requestedAt }) => requestedAt)).toEqual([start, start, start]);
  });

  it('of a sender who writes an old time restarts what has failed since, and has not waited too long', async () => {
    const old = new Date(start - 20 * dayMs).toISOString();
    await takeIn(ports, event({}, old));
    expect(world.pushes().map(({ requestedAt }) => requestedAt)).toEqual([start, start]);
    const [push] = world.pushes();
    const failed = { kind: 'failed', at: start, reason: 'amount-unset', who: 'merchant' } as const;
    await putChanges(ports.targets, nextPush(push as Push, 'w', { state: failed }));
    await world.idle(minuteMs);
    await takeIn(ports, event({}, old));
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['requested', 'requested']);
  });

  it.each([
    ['an honest time', 0],
    ['an old time', -20 * dayMs],
    ['a time to come', dayMs],
  ])('with %s is known when the queue hands it out again, days later, and begins nothing anew', async (_, ahead) => {
    const time = new Date(start + ahead).toISOString();
    await world.idle(minuteMs);
    const arrivedAt = start + secondMs;
    await takeIn(ports, event({}, time), arrivedAt);
    const [push] = world.pushes();
    const failed = { kind: 'failed', at: start + minuteMs, reason: 'amount-unset', who: 'merchant' } as const;
    await putChanges(ports.targets, nextPush(push as Push, 'w', { state: failed }));
    const before = world.pushes();
    await world.idle(3 * dayMs);
    await takeIn(ports, event({}, time), arrivedAt);
    expect(world.pushes()).toEqual(before);
  });

  it('is rejected as a whole with all reasons, in the queue and on the bus, when one order of it is wrong', async () => {
    const parcel = { carrier: '9999', trackingNumber: '1', shippedOn: '2019-01-01' };
    const orders = [
      { orderNumber: orderNumbers[0], change: confirm },
      { orderNumber: orderNumbers[1], change: { kind: 'ship', parcels: [parcel] } },
    ];
    const taken = await takeIn(ports, event({ orders }));
    expect(taken).toMatchObject({
      kind: 'rejected',
      reasons: [expect.stringMatching(/^orders\[1\], parcel 1, carrier/), expect.stringContaining('shipped on')],
    });
    expect(world.pushes()).toEqual([]);
    expect(kept).toMatchObject([{ event: { id: 'event-1', source: 'warehouse' }, detail: { orders } }]);
    expect(world.store.rejected).toEqual(kept);
  });

  it('with a tracking number in the wrong field is reported without the number, in the log, too', async () => {
    const number = '444413758703';
    const parcels = [{ basketId: '1', carrier: number, trackingNumber: '1001', shippedOn: '2026-11-24' }];
    const orders = [
      { orderNumber: orderNumbers[0], change: { kind: 'ship', parcels } },
      { orderNumber: number, change: { kind: 'sub-status', subStatusId: `a${number}` } },
    ];
    await takeIn(ports, event({ orders }));
    const { reasons } = kept[0] as RejectedRequest;
    expect(reasons).toHaveLength(3);
    expect(reasons.join()).not.toContain(number);
    expect(JSON.stringify(world.log.lines)).not.toContain(number);
  });

  it('of an unknown shop is rejected with one reason, and not with one for each of its orders', async () => {
    await takeIn(ports, event({ shop: 'rms#unknown' }));
    expect(kept[0]?.reasons).toEqual([expect.stringContaining('there is no shop "rms#unknown"')]);
  });

  it('of a shop whose merchant has not the feature is rejected', async () => {
    const shop = await world.addShop('sakura-kitchen', { features: ['import'] });
    await takeIn(ports, event({ shop: shop.key }));
    expect(kept[0]?.reasons).toEqual([expect.stringContaining('has not the feature status')]);
  });

  it('comes again when the bus does not take that it was rejected, and is then kept once', async () => {
    const refusing = { ...ports, bus: { ...ports.bus, tellRejected: async () => false } };
    await expect(takeIn(refusing, event({ by: '' }))).rejects.toMatchObject({ code: 'bus.failing', retry: 'later' });
    expect(kept).toEqual([]);
    await takeIn(ports, event({ by: '' }));
    expect(kept).toHaveLength(1);
  });

  it('comes again when the queue does not keep it, and when the store fails', async () => {
    const failure = new TsunagiError('queue.failing', 'later', 'SQS is away.');
    const failing = { ...ports, rejected: { keep: () => Promise.reject(failure) } };
    await expect(takeIn(failing, event({ by: '' }))).rejects.toBe(failure);
    const broken = { ...ports, targets: { ...ports.targets, put: () => Promise.reject(failure) } };
    await expect(takeIn(broken, event())).rejects.toBe(failure);
  });

  it('names no more than a hundred reasons', async () => {
    await takeIn(ports, event({ orders: Array(100).fill({ orderNumber: 'a b', change: { kind: 'ship' } }) }));
    expect(kept[0]?.reasons).toHaveLength(101);
    expect(kept[0]?.reasons.at(-1)).toBe('… and 100 more.');
  });
});
