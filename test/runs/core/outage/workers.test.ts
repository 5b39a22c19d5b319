import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { standingAgeMaxMs } from '../../../../core/session/gate.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { allRows } from '../../../../proving/memory/index.ts';
import { asIfMany, type HealthWorld, openHealthWorld, start } from '../../../unit/core/outage/world.ts';

const placed = (world: HealthWorld): number =>
  world.rms.control.summary().shops.reduce((sum, { orders }) => sum + orders, 0);
const stored = (world: HealthWorld): number => allRows(world.store).filter(({ kind }) => kind === 'stored').length;
const callsBetween = (world: HealthWorld, from: number, to: number): number =>
  world.calls.workers.filter(({ at }) => at >= from && at < to).length;
const evidence = (world: HealthWorld) => [...world.store.evidenceById.values()];

async function ordersEveryHour(world: HealthWorld, perHour: number): Promise<void> {
  for (const { code } of world.shops) world.rms.control.arrivals(code, { perHour });
}

describe('workers', () => {
  it('workers write no evidence while all is well, nor for keys that are refused', async () => {
    const world = await openHealthWorld(10);
    for (const code of ['shop-1', 'shop-2', 'shop-3']) world.rms.control.expireKey(code);
    await ordersEveryHour(world, 20);
    world.workEveryMinute(30);
    await world.pass(32);
    expect([evidence(world), world.failures]).toEqual([[], []]);
    expect(stored(world)).toBeGreaterThan(20);
  });

  it('workers write what failed, one row a run, and what was answered beside it', async () => {
    const world = await openHealthWorld(10);
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-3' });
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-4' });
    world.workEveryMinute(1);
    await world.pass(3);
    const poll = evidence(world).find(({ answered }) => answered >= 8);
    expect(poll).toMatchObject({ mall: 'rms', capability: 'import', failed: 2, throttled: 0 });
  });

  it('workers of a long run write evidence in between', async () => {
    const world = await openHealthWorld(2);
    world.rms.control.break({ kind: 'timeout-before', shopUrl: 'shop-2' });
    const process = { ports: world.ports('workers'), cache: createProcessCache(world.time) };
    for (const { code } of world.shops) world.rms.control.addOrders(code, { count: 900, at: start - 2 * minuteMs });
    const polls = [0, 1, 2, 3].map(async (minute) => {
      await world.time.sleep(minute * minuteMs);
      await world.poll(process);
    });
    await Promise.all([...polls, world.pass(8)]);
    const moments = evidence(world).map(({ at }) => at);
    expect(moments.length).toBeGreaterThan(1);
    expect(new Set(moments).size).toBe(moments.length);
  });

  it('workers stop within ten seconds of an outage, and no pause is written for it', async () => {
    const world = await openHealthWorld(30);
    await ordersEveryHour(world, 10);
    world.probeEveryMinute(30);
    world.workEveryMinute(30);
    world.rms.control.break({ kind: 'server-error-json', from: start + 5 * minuteMs + 7 * secondMs });
    await world.pass(30);
    const state = world.state('import');
    if (state.kind !== 'down') throw new Error(`import is ${state.kind}`);
    expect(state.detectedAt).toBeLessThanOrEqual(start + 8 * minuteMs + 7 * secondMs);
    expect(callsBetween(world, state.detectedAt + standingAgeMaxMs, start + 60 * minuteMs)).toBe(0);
    expect(callsBetween(world, start, state.detectedAt)).toBeGreaterThan(0);
    expect(world.calls.probes.length).toBeGreaterThan(300);
    expect([world.store.pausesById.size, world.failures]).toEqual([0, []]);
  });

  it.each([1, 20])('workers of %i shops have caught up two minutes after the end of an outage', async (shops) => {
    const world = await openHealthWorld(shops);
    await ordersEveryHour(world, 20);
    world.probeEveryMinute(70);
    world.workEveryMinute(70);
    const until = start + 60 * minuteMs + 17 * secondMs;
    world.rms.control.break({ kind: 'refuse', from: start + 10 * minuteMs, until });
    await world.time.runUntil(until);
    const waiting = placed(world);
    for (const { code } of world.shops) world.rms.control.arrivals(code, null);
    expect(stored(world)).toBeLessThan(waiting - 10 * shops);
    await world.pass(2);
    expect([stored(world), world.failures]).toEqual([waiting, []]);
  });

  it('workers go on within two minutes of the end of an outage, a few shops first, and import everything once', async () => {
    const world = await openHealthWorld(40, asIfMany);
    await ordersEveryHour(world, 6);
    world.probeEveryMinute(100);
    world.workEveryMinute(100);
    const until = start + 60 * minuteMs;
    world.rms.control.break({ kind: 'refuse', from: start + 10 * minuteMs, until });
    await world.time.runUntil(until);
    const before = stored(world);
    await world.pass(2);
    expect(stored(world)).toBeGreaterThan(before);
    const shopsCalled = (from: number, to: number) => callsBetween(world, from, to);
    // Of each minute's 40 shops four at most pass in the first five minutes, each with a listing and its readings.
    expect(shopsCalled(until, until + 5 * minuteMs)).toBeLessThan(5 * 4 * 4);
    await world.pass(38);
    for (const { code } of world.shops) world.rms.control.arrivals(code, null);
    world.workEveryMinute(8);
    await world.pass(10);
    expect(stored(world)).toBe(placed(world));
    expect(world.failures).toEqual([]);
    expect(evidence(world).some(({ at }) => at > until)).toBe(true);
  });

  it.each([
    ['few', 3, {}],
    ['many', 7, asIfMany],
  ])(
    'of %s shops are held again by the first round without an answer, though answered a minute before',
    async (_, minutes, many) => {
      const world = await openHealthWorld(20, many);
      await ordersEveryHour(world, 10);
      world.probeEveryMinute(60);
      world.workEveryMinute(60);
      const back = start + 15 * minuteMs;
      const relapse = back + minutes * minuteMs;
      const until = relapse + 6 * minuteMs;
      world.rms.control.break({ kind: 'refuse', from: start + 5 * minuteMs, until: back });
      world.rms.control.break({ kind: 'html-200', from: relapse, until });
      await world.time.runUntil(relapse);
      expect(world.state('import')).toMatchObject({ kind: 'trickle' });
      expect(callsBetween(world, relapse - minuteMs, relapse)).toBeGreaterThan(5);
      await world.time.runUntil(until);
      // The round of the first minute ends 40 seconds after its beginning.
      expect(callsBetween(world, relapse + 40 * secondMs + standingAgeMaxMs, until)).toBe(0);
      expect(world.failures).toEqual([]);
    },
  );

  it('workers under way make no further call once a person pauses the mall, and that is no failure', async () => {
    const world = await openHealthWorld(2);
    for (const shop of world.shops) {
      world.store.shopsByKey.set(shop.key, { ...shop, callsPerSecond: 1 / 2 });
      // More than is read until a pause is noticed.
      world.rms.control.addOrders(shop.code, { count: 700, at: start - 2 * minuteMs });
    }
    const process = { ports: world.ports('workers'), cache: createProcessCache(world.time) };
    const poll = world.poll(process);
    await world.time.runUntil(start + 15 * secondMs);
    const pause = { cause: 'manual', scope: 'rms', since: world.time.now(), by: 'ops', note: '棚卸し' } as const;
    await process.ports.pauses.set(pause);
    await world.pass(2);
    expect(await poll).toMatchObject({ kind: 'polled', report: { paused: 2, failed: 0 } });
    expect(callsBetween(world, pause.since + standingAgeMaxMs, start + 60 * minuteMs)).toBe(0);
    expect(callsBetween(world, start, pause.since)).toBeGreaterThan(5);
    expect(world.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
    const held = stored(world);
    expect(held).toBeLessThan(placed(world));

    await process.ports.pauses.lift(pause);
    world.workEveryMinute(12);
    await world.pass(14);
    expect(stored(world)).toBe(placed(world));
  });

  it('workers that can wait leave a recovering mall to the poll', async () => {
    const world = await openHealthWorld(40);
    const recovering = { mall: 'rms', capability: 'import', version: 1 } as const;
    await world.ports().health.put({
      ...recovering,
      state: {
        kind: 'trickle',
        since: start,
        detectedAt: start,
        answeredAt: start,
        step: 0,
        stepSince: start,
        silentRounds: 0,
        goodRounds: 0,
      },
    });
    for (const shop of world.shops) world.store.shopsByKey.set(shop.key, { ...shop, scannedAt: 0 });
    world.workEveryMinute(1);
    await world.pass(5);
    expect(callsBetween(world, start, start + 5 * minuteMs)).toBe(3);
  });
});
