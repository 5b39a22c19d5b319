import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type HealthWorld, kindsIn, openHealthWorld, saidIn, start } from './world.ts';

describe('a broken network of our own', () => {
  it('is no outage, and is said', async () => {
    const world = await openHealthWorld(3);
    world.reference = 'silent';
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 5 * minuteMs });
    world.probeEveryMinute(8);
    await world.pass(8);
    expect(world.store.healthsById.size + world.store.incidentsById.size).toBe(0);
    expect(saidIn(world).map(({ level, event }) => `${level} ${event}`)).toEqual(
      Array.from({ length: 4 }, () => ['error network.ours-broken', 'error mall.unheard']).flat(),
    );
  });

  /** The network is back in the middle of a run; `probeMinutely` lets the runs begin. */
  const networkThenOutage = async (probeMinutely: (world: HealthWorld) => void, brokenMs: number): Promise<void> => {
    const world = await openHealthWorld(3);
    world.reference = 'silent';
    const [back, out] = [start + 4 * minuteMs + 20 * secondMs, start + 5 * minuteMs];
    world.rms.control.break({ kind: 'refuse', from: back - brokenMs, until: back });
    world.rms.control.break({ kind: 'server-error-json', from: out });
    probeMinutely(world);
    await world.pass(8);
    const sinces = [...world.store.healthsById.values()].map(({ state }) =>
      state.kind === 'down' ? state.since : null,
    );
    expect(sinces).toHaveLength(3);
    for (const since of sinces) expect(since).toBeGreaterThanOrEqual(out);
  };

  it('lets no outage that begins just after it be dated back into it', async () => {
    await networkThenOutage((world) => world.probeEveryMinute(8), 200 * secondMs);
  });

  it('does so neither for half a minute, nor if each run is of a fresh process', async () => {
    await networkThenOutage((world) => world.probeEveryMinute(8), 30 * secondMs);
    const freshly = (world: HealthWorld): void => {
      for (let minute = 1; minute <= 8; minute++) world.time.at(start + minute * minuteMs, () => void world.probe());
    };
    await networkThenOutage(freshly, 200 * secondMs);
  });

  it('is no reason to tell merchants of an outage that was found before it', async () => {
    const world = await openHealthWorld(3);
    world.reference = 'answers';
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 20 * minuteMs });
    world.time.at(start + 3.5 * minuteMs, () => {
      world.reference = 'silent';
    });
    world.probeEveryMinute(15);
    await world.pass(15);
    expect(kindsIn(world)).toEqual(['down', 'down', 'down']);
    expect([...world.store.incidentsById.values()].map(({ noticedAt }) => noticedAt)).toEqual([undefined]);
  });

  it('is an outage as soon as the independent address answers, or the mall says a word', async () => {
    const world = await openHealthWorld(3);
    world.reference = 'answers';
    world.rms.control.break({ kind: 'refuse' });
    world.probeEveryMinute(3);
    await world.pass(3);
    expect(kindsIn(world)).toEqual(['down', 'down', 'down']);

    const speaking = await openHealthWorld(3);
    speaking.reference = 'silent';
    speaking.rms.control.break({ kind: 'server-error-json' });
    speaking.probeEveryMinute(3);
    await speaking.pass(3);
    expect(kindsIn(speaking)).toEqual(['down', 'down', 'down']);
  });
});
