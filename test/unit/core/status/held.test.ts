import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { nextPush } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const pause = { cause: 'manual', by: 'hanako', note: '棚卸し', since: start } as const;

describe('a pause', () => {
  it('holds due pushes without a call, says so once, and lets them go on when it ends', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    await ports.pauses.set({ ...pause, scope: world.shop.key });
    await world.ask(number, shipment('1'));
    await world.pass(11 * minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'held', cause: 'manual' });
    expect(world.push(number).version).toBe(2);
    // The next run finds it written, and leaves it.
    await world.run();
    expect(world.push(number).version).toBe(2);
    expect(world.calls()).toEqual([]);
    await ports.pauses.lift({ ...pause, scope: world.shop.key });
    await world.pass(6 * minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(world.failures).toEqual([]);
  });

  it('holds what a dead worker had, too, once its claim has run out, and sends nothing again before the mall was looked at', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const { ports } = world.worker();
    const until = start + 6 * minuteMs;
    await putChanges(
      ports.targets,
      nextPush(world.push(number), 'dead', { state: { kind: 'pushing', until, tries: 0 } }),
    );
    await ports.pauses.set({ ...pause, scope: world.shop.key });
    await world.run();
    expect(world.push(number).state.kind).toBe('pushing');
    await world.idle(7 * minuteMs);
    await world.run();
    expect(world.push(number)).toMatchObject({ state: { kind: 'held' }, unknownAt: start + 3 * minuteMs });
    await ports.pauses.lift({ ...pause, scope: world.shop.key });
    await world.run(world.worker());
    expect(world.push(number).state).toMatchObject({ kind: 'retrying', reason: 'unknown' });
    expect(world.calls()).toEqual(['getOrder']);
    await world.pass(2 * minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('keeps no news of what had ended before it', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const worker = world.worker();
    const bus = { ...worker.ports.bus, tellPushes: async () => new Set<string>() };
    await world.run({ ...worker, ports: { ...worker.ports, bus } });
    await worker.ports.pauses.set({ ...pause, scope: world.shop.key });
    await world.idle(3 * minuteMs);
    await world.run(world.worker());
    expect(world.store.pushNews).toHaveLength(1);
    expect(world.push(number).untold).toBeUndefined();
  });

  it('of the import alone holds no push', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    await ports.pauses.set({ ...pause, scope: 'rms', capability: 'import' });
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
  });

  it('that ends step by step lets a shop go on within half a minute of its turn', async () => {
    const [number = ''] = world.orders(1, 300);
    const { ports } = world.worker();
    const common = { mall: 'rms', capability: 'status' } as const;
    const recovering = {
      kind: 'trickle',
      since: start,
      detectedAt: start,
      answeredAt: start,
      stepSince: start,
    } as const;
    const rounds = { step: 0, silentRounds: 0, goodRounds: 0 };
    await ports.health.put({ ...common, version: 1, state: { ...recovering, ...rounds } });
    await world.ask(number, shipment('1'));
    await world.pass(7 * minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'held', cause: 'outage' });
    await ports.health.put({ ...common, version: 2, state: { ...recovering, ...rounds, step: 3 } });
    await world.pass(45_000);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(world.push(number).trail.filter(({ what }) => what === 'held')).toHaveLength(1);
  });

  it('that begins during a run lets no further call start', async () => {
    const numbers = world.orders(20, 300);
    for (const number of numbers) await world.ask(number, shipment('1'));
    world.time.at(world.time.now() + 20_000, () => {
      void world.worker().ports.pauses.set({ ...pause, scope: 'rms' });
    });
    await world.run();
    const after = world.exchanges.filter(({ startedAt }) => startedAt > start + 31_000);
    expect(after).toEqual([]);
    const kinds = new Set(world.pushes().map(({ state }) => state.kind));
    expect(kinds).toEqual(new Set(['held', 'retrying']));
    // What had been called is looked for before it is called again, like anything whose end is not known.
    const called = world.pushes().filter(({ state }) => state.kind === 'retrying');
    expect(called.every(({ unknownAt }) => unknownAt !== undefined)).toBe(true);
    expect(called).toHaveLength(world.writingCalls().length);
  });
});

describe('a refused key', () => {
  it('pauses its shop, holds its pushes, and no other shop’s', async () => {
    const [number = ''] = world.orders(1, 300);
    const other = await world.addShop('yama-no-mise');
    const [others = ''] = world.orders(1, 300, other);
    world.rms.control.expireKey(world.shop.code);
    await world.ask(number, shipment('1'));
    await world.ask(others, shipment('2'), other);
    await world.pass(minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'held', cause: 'credentials' });
    expect(world.push(others).state.kind).toBe('confirmed');
    expect([...world.store.pausesById.values()]).toEqual([
      expect.objectContaining({ cause: 'credentials', scope: world.shop.key, by: 'push-status' }),
    ]);
  });

  it('for one function only fails what needs that function, at once, and nothing else', async () => {
    const [number = ''] = world.orders(1, 300);
    world.rms.control.switchFunction(world.shop.code, 'updateOrderMemo', false);
    await world.ask(number, { kind: 'memo', text: '熨斗あり' });
    await world.ask(number, shipment('1'));
    await world.pass(minuteMs);
    expect(world.push(number, 'memo').state).toMatchObject({
      ...{ kind: 'failed', reason: 'function-off', who: 'merchant' },
      function: 'rpay.order.updateOrderMemo',
    });
    expect(world.push(number, 'ship').state.kind).toBe('confirmed');
    expect(world.store.pausesById.size).toBe(0);
  });
});

describe('trouble of our own', () => {
  it('fails the message of its shop only', async () => {
    const [number = ''] = world.orders(1, 300);
    const other = await world.addShop('yama-no-mise');
    const [others = ''] = world.orders(1, 300, other);
    await world.ask(number, shipment('1'));
    await world.ask(others, shipment('2'), other);
    const worker = world.worker();
    const failing = new TsunagiError('store.failing', 'later', 'The table is away.');
    const targets = {
      ...worker.ports.targets,
      due: (shop: typeof world.shop.key, until: number, limit: number) =>
        shop === world.shop.key ? Promise.reject(failing) : worker.ports.targets.due(shop, until, limit),
    };
    const report = await world.run({ ...worker, ports: { ...worker.ports, targets } }, [world.shop.key, other.key]);
    expect([...report.internalErrors]).toEqual([[world.shop.key, failing]]);
    expect(world.push(others).state.kind).toBe('confirmed');
    expect([...world.store.leasesByName.values()].map(({ held }) => held)).toEqual([null]);
  });
});

describe('a removed shop', () => {
  it('leaves no push that hangs: what was asked for is taken back', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    await world.worker().ports.shops.remove(world.shop.key, 1);
    await world.pass(minuteMs);
    expect(world.push(number).state).toMatchObject({ kind: 'withdrawn', by: 'shop-removed' });
  });
});
