import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Capability, HealthState } from '../../../../core/model/health.ts';
import type { Fault } from '../../../../simulator/rms/index.ts';
import {
  asIfMany,
  type HealthWorld,
  kindsIn,
  openHealthWorld,
  saidIn,
  start,
} from '../../../unit/core/outage/world.ts';

const changes = (world: HealthWorld, capability: Capability): unknown[] =>
  world.log.lines
    .filter(({ event, fields }) => event === 'health.changed' && fields.capability === capability)
    .map(({ fields }) => fields.to);
const stateOf = <Kind extends HealthState['kind']>(world: HealthWorld, capability: Capability, kind: Kind) => {
  const state = world.state(capability);
  if (state.kind !== kind) throw new Error(`${capability} is ${state.kind}, not ${kind}`);
  return state as Extract<HealthState, { kind: Kind }>;
};

/** No row that a probe has left. */
const isTheirs = ({ manageNumber }: { readonly manageNumber: string }): boolean => !manageNumber.startsWith('tsunagi');

describe('probing a mall that is well', () => {
  it('probing a healthy mall writes nothing, logs its figures alone, and calls another shop every minute', async () => {
    const world = await openHealthWorld(30);
    world.probeEveryMinute(10);
    await world.pass(10);
    expect(world.failures).toEqual([]);
    expect(saidIn(world)).toEqual([]);
    const figures = world.log.lines.filter(({ fields }) => fields.mall === 'rms').map(({ fields }) => fields);
    expect(figures).toHaveLength(10);
    for (const one of figures) expect(one).toMatchObject({ ProbesMade: 3, OutageOpen: 0, CapabilitiesOut: 0 });
    expect(world.store.healthsById.size + world.store.evidenceById.size + world.store.incidentsById.size).toBe(0);
    expect(world.calls.probes).toHaveLength(10 * 3);
    const calls = world.rms.control.books().shops.map((shop) => Object.values(shop.calls).reduce((a, b) => a + b, 0));
    expect(Math.max(...calls)).toBeLessThanOrEqual(3);
    expect(calls.filter((count) => count > 0)).toHaveLength(12);
  });

  it('probing works with one shop, and with none', async () => {
    for (const shops of [0, 1]) {
      const world = await openHealthWorld(shops);
      world.probeEveryMinute(3);
      await world.pass(3);
      expect([world.failures, saidIn(world), kindsIn(world)]).toEqual([[], [], ['healthy', 'healthy', 'healthy']]);
    }
  });

  it('probing reads once what workers saw of each capability, and again only where a probe failed', async () => {
    const world = await openHealthWorld(5);
    const { health } = world.ports();
    const reads: string[] = [];
    const counting: typeof health = {
      ...health,
      async since(mall, capability, from) {
        reads.push(`${mall} ${capability}`);
        return health.since(mall, capability, from);
      },
    };
    world.probeEveryMinute(2, { health: counting });
    world.rms.control.break({ kind: 'reset', api: 'order', times: 1, from: start + minuteMs });
    await world.pass(2);
    // The first run asks what workers saw of each capability: an answer to its probes is then enough. The second finds one that failed.
    const doubts = ['rms import', 'rms status', 'rms stock'];
    expect(reads.toSorted()).toEqual([...doubts, ...doubts, 'rms import'].toSorted());
  });

  it('probing leaves out the probes that its time does not suffice for', async () => {
    const world = await openHealthWorld(2);
    world.rms.control.break({ kind: 'refuse' });
    await Promise.all([world.probe(undefined, 30 * secondMs), world.pass(1)]);
    expect(world.calls.probes).toHaveLength(2 * 3);
  });

  it('probing ends before its time does', async () => {
    const world = await openHealthWorld(2);
    world.rms.control.break({ kind: 'timeout-before' });
    await Promise.all([world.probe(), world.pass(1)]);
    const last = world.calls.probes.at(-1)?.at ?? 0;
    expect(last - start).toBeLessThan(40 * secondMs);
    expect(stateOf(world, 'import', 'suspect').since).toBe(start);
  });
});

describe('an outage', () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ['a closed door', { kind: 'refuse' }],
    ['503', { kind: 'server-error-json' }],
    ['a page with 503', { kind: 'server-error-html' }],
    ['a page with 200', { kind: 'html-200' }],
    ['silence', { kind: 'timeout-before' }],
    ['a system error under 200', { kind: 'system-error-200' }],
    ['a system error under 500', { kind: 'system-error-500' }],
    ['connections that break', { kind: 'reset' }],
  ];
  // The worst moments: just after the first and just after the last probe of a minute.
  it.each(faults.flatMap(([name, fault]) => [1, 13, 37, 59].map((second) => [name, second, fault] as const)))(
    'of %s that begins at second %i is certain within three minutes, and over within two after its end',
    async (_name, second, fault) => {
      const world = await openHealthWorld(12, asIfMany);
      world.probeEveryMinute(40);
      const from = start + 2 * minuteMs + second * secondMs;
      const until = from + 10 * minuteMs;
      world.rms.control.break({ ...fault, from, until });
      await world.time.runUntil(from + 3 * minuteMs);
      expect(kindsIn(world)).toEqual(['down', 'down', 'down']);
      const { since, detectedAt } = stateOf(world, 'import', 'down');
      expect(since).toBeGreaterThanOrEqual(from - 10 * secondMs);
      // A mall that is well is asked once a minute.
      expect(since).toBeLessThanOrEqual(from + minuteMs);
      expect(detectedAt - from).toBeLessThanOrEqual(3 * minuteMs);
      expect(world.store.incidentsById.size).toBe(1);

      await world.time.runUntil(until + 2 * minuteMs);
      expect(kindsIn(world)).toEqual(['trickle', 'trickle', 'trickle']);
      await world.pass(20);
      expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
      expect(changes(world, 'import')).toEqual([
        'suspect',
        'down',
        'trickle',
        'trickle',
        'trickle',
        'trickle',
        'healthy',
      ]);
      expect(world.failures).toEqual([]);
    },
  );

  it('an outage of the writes alone leaves the import going', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(6);
    world.rms.control.break({ kind: 'system-error-200', api: 'order', writesOnly: true, from: start + minuteMs });
    await world.pass(6);
    expect(kindsIn(world)).toEqual(['healthy', 'down', 'healthy']);
  });

  it('an outage of the stock API pauses stock alone', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(6);
    world.rms.control.break({ kind: 'server-error-json', api: 'inventory', from: start + minuteMs });
    await world.pass(6);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'down']);
  });

  it('an outage of setting stock is found once a worker has met it, and held until stock can be set again', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(40);
    const [from, until] = [start + minuteMs, start + 20 * minuteMs];
    world.rms.control.break({ kind: 'server-error-json', api: 'inventory', writesOnly: true, from, until });
    const sets = () => world.calls.probes.filter(({ path }) => path.endsWith('/bulk-upsert')).length;
    await world.time.runUntil(start + 5 * minuteMs);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(sets()).toBe(0);
    const met = { mall: 'rms', capability: 'stock', at: world.time.now() - secondMs, writer: 'a worker' } as const;
    await world.ports().health.record({ ...met, answered: 3, failed: 1, throttled: 0 });
    await world.pass(3);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'down']);
    await world.time.runUntil(until);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'down']);
    await world.pass(2);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'trickle']);
    await world.pass(15);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    const made = sets();
    await world.pass(2);
    expect(sets()).toBe(made);
    expect(world.store.incidentsById.size).toBe(1);
    expect(world.rms.control.books().shops.every(({ inventory }) => inventory.every(isTheirs))).toBe(true);
    expect(world.failures).toEqual([]);
  });

  it('an outage of reading stock lasts until stock can be read, though it can be set', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(20);
    world.rms.control.break({ kind: 'server-error-json', api: 'inventory', readsOnly: true, from: start + minuteMs });
    await world.pass(20);
    expect(changes(world, 'stock')).toEqual(['suspect', 'down']);
  });

  it('a failure shorter than two bad minutes is no outage', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(8);
    world.rms.control.break({ kind: 'refuse', from: start + 2 * minuteMs, until: start + 3 * minuteMs });
    await world.pass(8);
    expect(changes(world, 'import')).toEqual(['suspect', 'healthy']);
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('an outage of three minutes is not announced, though evidence of workers comes late', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(30);
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 4 * minuteMs });
    await world.time.runUntil(start + 8 * minuteMs);
    // A run of workers only now records what it saw a minute ago.
    const late = { mall: 'rms', capability: 'import', at: start + 7 * minuteMs, writer: 'late' } as const;
    await world.ports().health.record({ ...late, answered: 0, failed: 12, throttled: 0 });
    await world.pass(1);
    expect(stateOf(world, 'import', 'trickle').goodSince).toBeUndefined();
    await world.pass(21);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect([...world.store.incidentsById.values()].map(({ noticedAt }) => noticedAt)).toEqual([undefined]);
  });

  it('an outage that ends in hours of half answers is one, and imports in all of them', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(7 * 60);
    world.rms.control.break({ kind: 'refuse', from: start + 5 * minuteMs, until: start + 140 * minuteMs });
    world.rms.control.break({ kind: 'grey', from: start + 140 * minuteMs, until: start + 400 * minuteMs });
    await world.pass(150);
    expect(world.state('import').kind).not.toBe('suspect');
    await world.pass(7 * 60 - 150);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(world.store.incidentsById.size).toBe(1);
    const [incident] = world.store.incidentsById.values();
    expect(incident?.openedAt).toBe(start + 5 * minuteMs);
  });
});

describe('a process that dies or has a twin', () => {
  it('a prober that dies between a state and what follows from it is completed by the next run', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ kind: 'refuse' });
    const { incidents } = world.ports();
    const died = async (): Promise<never> => {
      throw new Error('killed');
    };
    world.probeEveryMinute(3, { incidents: { ...incidents, put: died } });
    await world.pass(3);
    expect(world.state('import').kind).toBe('down');
    expect([world.store.incidentsById.size, world.failures.length]).toEqual([0, 2]);
    world.probeEveryMinute(1);
    await world.pass(1);
    expect(world.store.incidentsById.size).toBe(1);
    expect([...world.store.incidentsById.values()][0]?.openedAt).toBe(stateOf(world, 'import', 'down').since);
  });

  it('a round of probes is judged again on what another process wrote in between', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ kind: 'refuse' });
    const { health } = world.ports();
    const suspect = (version: number) =>
      ({
        mall: 'rms',
        capability: 'import',
        version,
        state: { kind: 'suspect', since: start - 2 * minuteMs, badRounds: 1 },
      }) as const;
    await health.put(suspect(1));
    let isFirst = true;
    const put: typeof health.put = async (next) => {
      if (isFirst) await health.put(suspect(2));
      isFirst = false;
      return health.put(next);
    };
    world.probeEveryMinute(1, { health: { ...health, put } });
    await world.pass(1);
    expect(world.store.healthsById.get('rms#import')).toMatchObject({ version: 3, state: { kind: 'down' } });
  });

  it('two probers at the same time come to the same result, once', async () => {
    const alone = await openHealthWorld(5);
    const twins = await openHealthWorld(5);
    for (const world of [alone, twins]) {
      world.rms.control.break({ kind: 'server-error-json', from: start + 90 * secondMs, until: start + 20 * minuteMs });
      world.probeEveryMinute(40);
    }
    twins.probeEveryMinute(40);
    for (const world of [alone, twins]) await world.pass(40);
    expect(changes(twins, 'import')).toEqual(changes(alone, 'import'));
    expect(twins.store.incidentsById.size).toBe(1);
    expect([...twins.store.incidentsById.keys()]).toEqual([...alone.store.incidentsById.keys()]);
    expect(twins.failures).toEqual([]);
  });
});
