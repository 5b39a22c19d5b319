import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../../core/model/health-settings.ts';
import { answered, failed, through } from './rounds.ts';
import { kindsIn, openHealthWorld, start } from './world.ts';

describe('a shop that the mall goes on to fail after an outage', () => {
  it.each([3, 12, 20, 40])('keeps no incident open, where it is one of %i', async (shops) => {
    const world = await openHealthWorld(shops);
    const over = start + 11 * minuteMs;
    world.rms.control.break({ kind: 'server-error-json', from: start + minuteMs, until: over });
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2', from: over });
    world.probeEveryMinute(90);
    world.workEveryMinute(90);
    await world.pass(90);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    const [incident, another] = world.store.incidentsById.values();
    expect(another).toBeUndefined();
    const ends = incident?.affected.map(({ to }) => to ?? Number.POSITIVE_INFINITY) ?? [];
    expect(Math.max(...ends)).toBeLessThan(over + 10 * minuteMs);
  });

  it.each([1, 2, 3, 4, 5])('holds no other shop for longer, where it is shop %i of five', async (failing) => {
    const world = await openHealthWorld(5);
    const over = start + 11 * minuteMs;
    world.rms.control.break({ kind: 'server-error-json', from: start + minuteMs, until: over });
    world.rms.control.break({ kind: 'server-error-json', shopUrl: `shop-${failing}`, from: over });
    world.probeEveryMinute(20);
    await world.time.runUntil(over + 2 * minuteMs);
    const step = defaultHealthSettings.ramp.length - 1;
    const states = capabilities.map((capability) => world.state(capability));
    expect(states).toMatchObject(Array(3).fill({ kind: 'trickle', step }));
  });

  it('is no reason to tell merchants of an outage that was over within minutes', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ kind: 'server-error-json', from: start + minuteMs, until: start + 4 * minuteMs });
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2', from: start + 7 * minuteMs });
    world.probeEveryMinute(30);
    await world.pass(30);
    expect([...world.store.incidentsById.values()].map(({ noticedAt }) => noticedAt)).toEqual([undefined]);
  });
});

describe('a mall that serves every fourth call badly', () => {
  it('is not well: another shop fails in each round', () => {
    const grey = ['rms#a', 'rms#b', 'rms#a', 'rms#b'] as const;
    const rounds = [...Array(8)].map((_, index) => ({
      probes: { answered: 3, failed: 1, throttled: 0 },
      failingShop: grey[index % 4] ?? null,
    }));
    const states = through([failed, failed, answered, ...rounds]);
    expect(states.slice(2).map(({ state }) => state.kind)).toEqual(Array(9).fill('trickle'));
  });
});

describe('a shop that the mall fails while it wants fewer calls of all others', () => {
  it('is no outage', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2' });
    world.rms.control.break({ kind: 'throttle', from: start + 2 * minuteMs, until: start + 20 * minuteMs });
    world.probeEveryMinute(20);
    world.workEveryMinute(20);
    await world.pass(20);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('holds no other shop while the mall comes back', () => {
    const round = { probes: { answered: 0, failed: 1, throttled: 3 }, failingShop: 'rms#b' } as const;
    const states = through([failed, failed, answered, round, round, round]);
    expect(states.slice(2).map(({ state }) => [state.kind, 'silentRounds' in state && state.silentRounds])).toEqual(
      Array(4).fill(['trickle', 0]),
    );
  });

  it('is told as an outage where the mall had failed for all before, and has answered nobody since', async () => {
    const world = await openHealthWorld(5);
    const [from, after] = [start + minuteMs, start + 4 * minuteMs];
    world.rms.control.break({ kind: 'server-error-json', from, until: after });
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2', from: after });
    world.rms.control.break({ kind: 'throttle', from: after });
    world.probeEveryMinute(20);
    await world.pass(20);
    const [incident] = world.store.incidentsById.values();
    expect(incident?.noticedAt).toBeLessThan(start + 10 * minuteMs);
  });
});
