import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { createCanaryMemory } from '../../../../core/outage/probe.ts';
import { openHealthWorld, start } from './world.ts';

describe('a run of probes', () => {
  it('ends with the first answers while all is well: Lambda bills the time between two rounds', async () => {
    const world = await openHealthWorld(3);
    const process = { ports: world.ports(), memory: createCanaryMemory() };
    let endedAt = Number.POSITIVE_INFINITY;
    await Promise.all([world.probe(process).then(() => (endedAt = world.time.now())), world.pass(1)]);
    expect(world.failures).toEqual([]);
    expect(world.calls.probes).toHaveLength(3);
    expect(endedAt - start).toBeLessThan(5 * secondMs);
  });

  it('waits for nothing where a mall has no shop', async () => {
    const world = await openHealthWorld(0);
    let endedAt = Number.POSITIVE_INFINITY;
    await Promise.all([world.probe().then(() => (endedAt = world.time.now())), world.pass(1)]);
    expect(endedAt - start).toBeLessThan(5 * secondMs);
  });

  it('asks four times as soon as a worker was not answered, though the probe was', async () => {
    const world = await openHealthWorld(3);
    const at = start - minuteMs;
    const seen = { answered: 5, failed: 3, throttled: 0 };
    await world.ports().health.record({ mall: 'rms', capability: 'import', at, writer: 'poll', ...seen });
    await Promise.all([world.probe(), world.pass(1)]);
    expect(world.calls.probes).toHaveLength(12);
  });

  it('asks four times where one of the first answers is missing', async () => {
    const world = await openHealthWorld(3);
    world.rms.control.break({ kind: 'server-error-json', api: 'order' });
    await Promise.all([world.probe(), world.pass(1)]);
    expect(world.calls.probes).toHaveLength(12);
  });

  // docs/concepts/outages.md promises three minutes, whenever it begins: just after a round is the worst moment.
  it.each([4, 13, 30, 58])(
    'finds an outage within three minutes that begins %i seconds after the first one',
    async (seconds) => {
      const world = await openHealthWorld(3);
      world.probeEveryMinute(6);
      const beganAt = start + minuteMs + seconds * secondMs;
      world.time.at(beganAt, () => world.rms.control.break({ kind: 'server-error-json' }));
      await world.pass(6);
      const state = world.state('import');
      if (state.kind !== 'down') throw new Error(`The import is ${state.kind}.`);
      expect(state.detectedAt - beganAt).toBeLessThanOrEqual(3 * minuteMs);
    },
  );
});

describe('a mall that answers slowly, and within every time-out', () => {
  const slowly = { kind: 'slow', delayMs: 8 * secondMs } as const;

  it('is noted as slow, since when and by how much, is healthy, and holds nothing; soon it is over', async () => {
    const world = await openHealthWorld(3);
    world.probeEveryMinute(12);
    world.time.at(start + 90 * secondMs, () => world.rms.control.break(slowly));
    await world.pass(6);
    const states = (['import', 'status', 'stock'] as const).map(world.state);
    for (const state of states) {
      const slow = state.kind === 'healthy' ? state.slow : undefined;
      expect(slow?.answerMs).toBeGreaterThanOrEqual(8 * secondMs);
      expect(slow?.since).toBeGreaterThanOrEqual(start + 90 * secondMs);
      expect(slow?.since).toBeLessThan(start + 3 * minuteMs);
    }
    expect(world.store.incidentsById.size).toBe(0);
    world.rms.control.mend();
    await world.pass(3);
    expect(world.state('import')).toEqual({ kind: 'healthy' });
    expect(world.failures).toEqual([]);
  });

  it('is written down when it begins and when it is over, and not in each round', async () => {
    const world = await openHealthWorld(3);
    world.probeEveryMinute(20);
    world.rms.control.break(slowly);
    await world.pass(18);
    world.rms.control.mend();
    await world.pass(2);
    expect(world.store.healthsById.get('rms#import')?.version).toBe(2);
  });
});
