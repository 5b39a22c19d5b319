import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { OrderTarget } from '../../../../core/model/order-target.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import type { OrderTargets } from '../../../../core/ports/order-targets.ts';
import { forgetPushes, retryPush, withdrawPush } from '../../../../core/status/by-hand.ts';
import { requestPushes } from '../../../../core/status/request.ts';
import { takeMessages } from '../../../../proving/memory/index.ts';
import type { Worker } from '../../../../proving/status-world.ts';
import { type OneOrder, openOneOrder, parcel, ship, writing } from './one-order.ts';

const by = 'taro';
let one: OneOrder;
beforeEach(async () => {
  one = await openOneOrder();
});

const row = (): OrderTarget => {
  const [rows] = [...one.world.store.targetsByShop.values()];
  return [...(rows?.values() ?? [])][0] as OrderTarget;
};

/** A worker whose writes of rows are seen, or changed. */
function workerWith(put: (targets: OrderTargets) => OrderTargets['put']): Worker {
  const worker = one.world.worker();
  const targets = worker.ports.targets;
  return { ...worker, ports: { ...worker.ports, targets: { ...targets, put: put(targets) } } };
}

const requestAll = (...contents: PushContent[]) =>
  requestPushes(
    one.ports,
    contents.map((content) => ({ shop: one.world.shop.key, orderNumber: one.number, content })),
    { by, now: one.world.time.now() },
  );

describe('what is asked of one order', () => {
  it('is one row: a confirm and a shipment of one event are stored by one write, and made under one claim', async () => {
    const { world } = one;
    const [number = ''] = world.orders(1, 100);
    const requests = [{ kind: 'confirm' } as const, ship(parcel('1111'))].map((content) => ({
      ...{ shop: world.shop.key, orderNumber: number },
      content,
    }));
    const versions: number[] = [];
    const watched = workerWith((targets) => async (target) => {
      versions.push(target.version);
      return targets.put(target);
    });
    await requestPushes(watched.ports, requests, { by, now: world.time.now() });
    expect(versions).toEqual([1]);
    await world.run(watched);
    expect(world.push(number, 'confirm').state.kind).toBe('confirmed');
    // The claim, the outcome, and that its news was published.
    expect(versions).toEqual([1, 2, 3, 4]);
  });

  it('takes what is asked while a worker calls, and the worker’s facts after it', async () => {
    await one.ask(ship(parcel('1111')));
    let isFirst = true;
    const slow = workerWith((targets) => async (target) => {
      if (target.claim === undefined && isFirst) {
        isFirst = false;
        await one.ask({ kind: 'memo', text: 'のし' });
      }
      return targets.put(target);
    });
    await one.world.run(slow);
    await one.world.pass(minuteMs);
    expect(one.states()).toEqual(['confirmed', 'confirmed']);
    expect(one.world.writingCalls()).toEqual([writing, 'updateOrderMemo']);
  });

  it('of a number that is replaced while a worker calls for it shows the right one in the end', async () => {
    await one.ask(ship(parcel('1111')));
    let isFirst = true;
    const slow = workerWith((targets) => async (target) => {
      if (target.claim === undefined && isFirst) {
        isFirst = false;
        await one.ask(ship(parcel('2222', '1111')));
      }
      return targets.put(target);
    });
    await one.world.run(slow);
    await one.world.pass(4 * hourMs);
    expect([one.shown(), one.states()]).toEqual([['2222 1001'], ['withdrawn superseded', 'confirmed']]);
  });

  it('of a worker that died is called for again once it cannot come any more, and was looked at', async () => {
    const { world } = one;
    await one.ask(ship(parcel('1111')));
    const dying = workerWith((targets) => async (target) => {
      if (target.claim === undefined) throw new Error('It was killed.');
      return targets.put(target);
    });
    await world.run(dying).catch(() => undefined);
    world.failures.length = 0;
    expect([row().claim === undefined, one.shown()]).toEqual([false, ['1111 1001']]);
    world.store.leasesByName.clear();
    await world.pass(20 * minuteMs);
    expect([one.states(), one.shown(), world.writingCalls()]).toEqual([['confirmed'], ['1111 1001'], [writing]]);
    expect(row().requests[0]?.mayBeDoubled).toBe(true);
  });

  it('is refused in words beyond a hundred requests', async () => {
    const memo = (text: number) => ({ kind: 'memo', text: `${text}` }) as const;
    const [first] = await requestAll(...Array.from({ length: 100 }, (_, text) => memo(text)));
    const [, other] = await requestAll(memo(1), memo(100));
    expect([first?.kind, other?.kind]).toEqual(['stored', 'refused']);
    expect(other?.kind === 'refused' && String(other.problems[0])).toContain('has 100 requests');
  });
});

describe('a pause', () => {
  it('is written into the row once, and lets it go on', async () => {
    const { world, ports } = one;
    const pause = { scope: world.shop.key, cause: 'manual', by, note: '' } as const;
    await ports.pauses.set({ ...pause, since: world.time.now() });
    await requestAll(ship(parcel('1111')), { kind: 'memo', text: 'のし' });
    const { version } = row();
    await world.run();
    await world.run();
    expect([row().version - version, one.states()]).toEqual([1, ['held', 'held']]);
    expect(row().requests.map(({ heldAt }) => heldAt !== undefined)).toEqual([true, true]);
    await ports.pauses.lift(pause);
    await world.pass(6 * minuteMs);
    expect(one.states()).toEqual(['confirmed', 'confirmed']);
  });

  it('of a shop that is removed takes back what was asked, and says so', async () => {
    const { world, ports } = one;
    await requestAll(ship(parcel('1111')), { kind: 'memo', text: 'のし' });
    await ports.shops.remove(world.shop.key, 1);
    await world.run();
    expect(one.states()).toEqual(['withdrawn shop-removed', 'withdrawn shop-removed']);
    expect(world.store.pushNews.map(({ kind }) => kind)).toEqual(['StatusPushWithdrawn', 'StatusPushWithdrawn']);
    expect(row().dueAt).toBeUndefined();
  });
});

describe('what people do by hand', () => {
  it('is told as under way while a worker has the order, and nothing is taken back', async () => {
    const { world, ports } = one;
    await one.ask(ship(parcel('1111')));
    const running = world.run();
    await world.time.runUntil(world.time.now() + 500);
    expect((await withdrawPush(ports, one.of('1111'), { by })).kind).toBe('under-way');
    await running;
    expect(one.states()).toEqual(['confirmed']);
  });

  it('reports each parcel that is at the mall after its shipment was taken back', async () => {
    one.late(7 * minuteMs);
    await one.ask(ship(parcel('1111'), parcel('2222')));
    await one.world.pass(minuteMs);
    await withdrawPush(one.ports, one.of('1111'), { by });
    await one.world.pass(8 * minuteMs);
    const [basket] = one.world.rms.control.order(one.number)?.model.PackageModelList ?? [];
    expect(basket?.ShippingModelList).toHaveLength(2);
    await one.world.pass(6 * hourMs);
    expect(one.states()).toEqual(['failed done-after-withdrawal']);
  });

  it('removes what people wrote once it is over, and says how much is still needed', async () => {
    const { world, ports } = one;
    const key = { shop: world.shop.key, orderNumber: one.number };
    await one.ask({ kind: 'memo', text: '花子様へ' });
    const own = { by, now: world.time.now(), runId: 'forget' };
    expect(await forgetPushes(ports, key, own)).toEqual({ forgotten: 0, underWay: 1 });
    await world.pass(minuteMs);
    expect(await forgetPushes(ports, key, own)).toEqual({ forgotten: 1, underWay: 0 });
    expect(JSON.stringify(row())).not.toContain('花子');
    await expect(retryPush(ports, world.push(one.number), { by })).rejects.toThrow("was removed on the buyer's wish");
  });

  it('names the order whose request is not there', async () => {
    const key = { shop: one.world.shop.key, orderNumber: one.number, id: 'ship-0' };
    await expect(retryPush(one.ports, key, { by })).rejects.toThrow(`There is no push ship-0 of ${one.number}`);
  });
});

describe('what was seen below a word that failed', () => {
  it('is looked after: a late call that undid it is undone', async () => {
    const { world } = one;
    one.late(47 * minuteMs);
    await one.ask(ship(parcel('1111')));
    await world.pass(8 * minuteMs);
    expect(one.states()).toEqual(['confirmed']);
    one.refuseOnce();
    await one.ask(ship(parcel('1111', undefined, '1002')));
    await world.pass(30 * secondMs);
    expect(one.states()).toEqual(['confirmed', 'failed content-refused']);
    await world.pass(4 * hourMs);
    expect(one.shown()).toEqual(['1111 1001']);
  });
});

describe('a message', () => {
  it('is sent for what is due later, and none for what another worker has', async () => {
    const { world } = one;
    await one.ask(ship(parcel('1111')));
    takeMessages(world.store);
    one.world.rms.control.break({ kind: 'timeout-before', operations: [writing], times: 1 });
    await world.run();
    expect(takeMessages(world.store).map(({ afterMs }) => afterMs > 0)).toEqual([true]);
  });
});
