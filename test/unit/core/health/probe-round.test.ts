import { describe, expect, it } from 'vitest';
import { createCanaryMemory } from '../../../../core/health/canaries.ts';
import { type Capability, capabilities } from '../../../../core/health/capability.ts';
import type { HealthState } from '../../../../core/health/health.ts';
import { minuteMs, secondMs } from '../../../../core/units.ts';
import type { Fault } from '../../../../simulator/faults/fault.ts';
import { type HealthWorld, openHealthWorld, start } from './world.ts';

const kinds = (world: HealthWorld): string[] => capabilities.map((capability) => world.state(capability).kind);
const changes = (world: HealthWorld, capability: Capability): unknown[] =>
  world.log.lines
    .filter(({ event, fields }) => event === 'health.changed' && fields.capability === capability)
    .map(({ fields }) => fields.to);
const credentialPauses = (world: HealthWorld): string[] =>
  [...world.store.pausesById.values()].map(({ cause, scope }) => `${cause} ${scope}`).sort();
const stateOf = <Kind extends HealthState['kind']>(world: HealthWorld, capability: Capability, kind: Kind) => {
  const state = world.state(capability);
  if (state.kind !== kind) throw new Error(`${capability} is ${state.kind}, not ${kind}`);
  return state as Extract<HealthState, { kind: Kind }>;
};

describe('probing a mall that is well', () => {
  it('writes nothing and logs nothing, and asks every shop in its turn, two calls a second at most', async () => {
    const world = await openHealthWorld(30);
    world.probeEveryMinute(10);
    await world.pass(10);
    expect(world.failures).toEqual([]);
    expect(world.log.lines).toEqual([]);
    expect(world.store.healthsById.size + world.store.evidenceById.size + world.store.incidentsById.size).toBe(0);
    expect(world.calls.probes).toHaveLength(10 * 4 * 3);
    const calls = world.rms.control.books().shops.map((shop) => Object.values(shop.calls).reduce((a, b) => a + b, 0));
    expect(Math.max(...calls)).toBeLessThanOrEqual(8);
    expect(calls.filter((count) => count > 0)).toHaveLength(20);
  });

  it('is content with one shop, and with none', async () => {
    for (const shops of [0, 1]) {
      const world = await openHealthWorld(shops);
      world.probeEveryMinute(3);
      await world.pass(3);
      expect([world.failures, world.log.lines, kinds(world)]).toEqual([[], [], ['healthy', 'healthy', 'healthy']]);
    }
  });

  it('reads what workers saw only where a probe failed', async () => {
    const world = await openHealthWorld(5);
    const { health } = world.ports();
    const reads: string[] = [];
    const counting: typeof health = {
      ...health,
      async since(mall, capability, from) {
        reads.push(capability);
        return health.since(mall, capability, from);
      },
    };
    world.probeEveryMinute(2, { health: counting });
    world.rms.control.break({ kind: 'reset', api: 'inventory', times: 1, from: start + minuteMs });
    await world.pass(2);
    expect(reads).toEqual(['stock']);
  });

  it('leaves out the probes that its time does not suffice for', async () => {
    const world = await openHealthWorld(2);
    await Promise.all([world.probe(undefined, 30 * secondMs), world.pass(1)]);
    expect(world.calls.probes).toHaveLength(2 * 3);
  });

  it('ends before its time does', async () => {
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
      const world = await openHealthWorld(12);
      world.probeEveryMinute(40);
      const from = start + 2 * minuteMs + second * secondMs;
      const until = from + 10 * minuteMs;
      world.rms.control.break({ ...fault, from, until });
      await world.time.runUntil(from + 3 * minuteMs);
      expect(kinds(world)).toEqual(['down', 'down', 'down']);
      const { since, detectedAt } = stateOf(world, 'import', 'down');
      expect(since).toBeGreaterThanOrEqual(from - 10 * secondMs);
      expect(since).toBeLessThanOrEqual(from + 25 * secondMs);
      expect(detectedAt - from).toBeLessThanOrEqual(3 * minuteMs);
      expect(world.store.incidentsById.size).toBe(1);

      await world.time.runUntil(until + 2 * minuteMs);
      expect(kinds(world)).toEqual(['trickle', 'trickle', 'trickle']);
      await world.pass(20);
      expect(kinds(world)).toEqual(['healthy', 'healthy', 'healthy']);
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

  it('of the writes alone leaves the import in peace', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(6);
    world.rms.control.break({ kind: 'system-error-200', api: 'order', writesOnly: true, from: start + minuteMs });
    await world.pass(6);
    expect(kinds(world)).toEqual(['healthy', 'down', 'healthy']);
  });

  it('of the stock API alone is that', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(6);
    world.rms.control.break({ kind: 'server-error-json', api: 'inventory', from: start + minuteMs });
    await world.pass(6);
    expect(kinds(world)).toEqual(['healthy', 'healthy', 'down']);
  });

  it('shorter than two bad minutes is none', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(8);
    world.rms.control.break({ kind: 'refuse', from: start + 2 * minuteMs, until: start + 3 * minuteMs });
    await world.pass(8);
    expect(changes(world, 'import')).toEqual(['suspect', 'healthy']);
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('that ends in hours of half answers is one, and imports in all of them', async () => {
    const world = await openHealthWorld(12);
    world.probeEveryMinute(7 * 60);
    world.rms.control.break({ kind: 'refuse', from: start + 5 * minuteMs, until: start + 140 * minuteMs });
    world.rms.control.break({ kind: 'grey', from: start + 140 * minuteMs, until: start + 400 * minuteMs });
    await world.pass(150);
    expect(world.state('import').kind).not.toBe('suspect');
    await world.pass(7 * 60 - 150);
    expect(kinds(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(world.store.incidentsById.size).toBe(1);
    const [incident] = world.store.incidentsById.values();
    expect(incident?.openedAt).toBe(stateOf(world, 'import', 'healthy').after?.since);
  });
});

describe('what is no outage', () => {
  it('is an expired key of a canary: its shop pauses, and the others bear witness', async () => {
    const world = await openHealthWorld(3);
    world.rms.control.expireKey('shop-1');
    world.probeEveryMinute(5);
    await world.pass(5);
    expect(kinds(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(credentialPauses(world)).toEqual(['credentials rms#shop-1']);
    expect(world.store.healthsById.size + world.store.incidentsById.size).toBe(0);
  });

  it('are expired keys of a third of the shops, nor of all of them', async () => {
    for (const expired of [9, 30]) {
      const world = await openHealthWorld(30);
      for (let index = 1; index <= expired; index++) world.rms.control.expireKey(`shop-${index}`);
      world.probeEveryMinute(10);
      await world.pass(10);
      expect(kinds(world)).toEqual(['healthy', 'healthy', 'healthy']);
      expect(world.store.healthsById.size + world.store.incidentsById.size).toBe(0);
      expect(credentialPauses(world).length).toBeGreaterThanOrEqual(Math.min(expired, 9));
      expect(credentialPauses(world).every((pause) => pause.startsWith('credentials '))).toBe(true);
      expect(world.failures).toEqual([]);
    }
  });

  it('is a new key: the old one is not held against the shop', async () => {
    const world = await openHealthWorld(2);
    const process = { ports: world.ports(), memory: createCanaryMemory() };
    await Promise.all([world.probe(process), world.pass(1)]);
    const shop = world.shops[0];
    if (!shop) throw new Error('there is a shop');
    const licenseKey = world.rms.control.rotateKey(shop.code);
    const { serviceSecret = '' } = world.rms.control.shops()[0] ?? {};
    const sealed = await process.ports.vault.seal(shop.key, 0, 2, { serviceSecret, licenseKey });
    await process.ports.shops.replaceCredential(shop.key, sealed);
    await Promise.all([world.probe(process), world.pass(1)]);
    expect(credentialPauses(world)).toEqual([]);
    await Promise.all([world.probe(process), world.pass(1)]);
    expect(world.rms.control.books().shops[0]?.calls.searchOrder).toBeGreaterThan(3);
  });

  it('is a switched off stock function: the shop is asked for the rest, and is not paused', async () => {
    const world = await openHealthWorld(2);
    world.rms.control.switchFunction('shop-1', 'inventory.bulk.get', false);
    world.probeEveryMinute(3);
    await world.pass(3);
    expect([credentialPauses(world), kinds(world)]).toEqual([[], ['healthy', 'healthy', 'healthy']]);
    expect(world.rms.control.books().shops[0]?.calls.searchOrder).toBeGreaterThan(2);
  });

  it('is one shop that RMS serves badly', async () => {
    for (const shops of [2, 3, 12]) {
      const world = await openHealthWorld(shops);
      world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2' });
      world.probeEveryMinute(10);
      await world.pass(10);
      expect(kinds(world)).toEqual(['healthy', 'healthy', 'healthy']);
      expect(world.store.incidentsById.size).toBe(0);
    }
  });

  it('is throttling', async () => {
    const world = await openHealthWorld(3);
    world.rms.control.break({ kind: 'throttle' });
    world.probeEveryMinute(10);
    await world.pass(10);
    expect(world.store.healthsById.size).toBe(0);
    expect(world.log.lines).toEqual([]);
  });

  it('is a broken network of our own, which is said', async () => {
    const world = await openHealthWorld(3);
    world.reference = 'silent';
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 5 * minuteMs });
    world.probeEveryMinute(8);
    await world.pass(8);
    expect(world.store.healthsById.size + world.store.incidentsById.size).toBe(0);
    expect(world.log.lines.map(({ level, event }) => `${level} ${event}`)).toEqual(
      Array.from({ length: 4 }, () => 'error network.ours-broken'),
    );
  });

  it('is one again as soon as the independent address answers, or the mall says a word', async () => {
    const world = await openHealthWorld(3);
    world.reference = 'answers';
    world.rms.control.break({ kind: 'refuse' });
    world.probeEveryMinute(3);
    await world.pass(3);
    expect(kinds(world)).toEqual(['down', 'down', 'down']);

    const speaking = await openHealthWorld(3);
    speaking.reference = 'silent';
    speaking.rms.control.break({ kind: 'server-error-json' });
    speaking.probeEveryMinute(3);
    await speaking.pass(3);
    expect(kinds(speaking)).toEqual(['down', 'down', 'down']);
  });

  it('is a shop that a person has paused: it is left alone', async () => {
    const world = await openHealthWorld(3);
    const { pauses } = world.ports();
    await pauses.set({ cause: 'manual', scope: 'rms#shop-1', since: start, by: 'ops', note: 'n' });
    world.probeEveryMinute(5);
    await world.pass(5);
    expect(world.rms.control.books().shops[0]?.calls).toEqual({});
  });
});

describe('a planned maintenance', () => {
  const from = start + 2 * minuteMs;
  const to = from + 60 * minuteMs;
  const plan = async (world: HealthWorld): Promise<void> => {
    const maintenance = {
      id: 'x',
      mall: 'rms',
      capabilities: ['import', 'stock'],
      from,
      to,
      note: 'n',
      by: 'ops',
    } as const;
    await world.ports().pauses.plan(maintenance);
  };
  const window = (world: HealthWorld) => [...world.store.maintenancesById.values()][0];

  it('is no outage, and ends with the first answer after its end', async () => {
    const world = await openHealthWorld(5);
    await plan(world);
    world.rms.control.break({ kind: 'server-error-html', from, until: to + 10 * minuteMs });
    world.probeEveryMinute(90);
    await world.time.runUntil(to + 9 * minuteMs);
    expect(window(world)?.endedAt).toBeUndefined();
    expect(world.store.healthsById.has('rms#import') || world.store.healthsById.has('rms#stock')).toBe(false);
    // It was not to concern the statuses, so of those it is an outage.
    expect(world.state('status').kind).toBe('down');
    await world.time.runUntil(to + 12 * minuteMs);
    expect(window(world)?.endedAt).toBeLessThan(to + 12 * minuteMs);
    expect(world.failures).toEqual([]);
  });

  it('that runs over for long becomes an outage, which holds in its place', async () => {
    const world = await openHealthWorld(5);
    await plan(world);
    world.rms.control.break({ kind: 'refuse', from, until: to + 120 * minuteMs });
    world.probeEveryMinute(100);
    await world.time.runUntil(to + 14 * minuteMs);
    expect(world.state('import').kind).toBe('healthy');
    await world.time.runUntil(to + 18 * minuteMs);
    expect(world.state('import').kind).toBe('down');
    expect(window(world)?.endedAt).toBeGreaterThan(to + 15 * minuteMs);
  });

  it('lets go what answers, though the rest stays silent', async () => {
    const world = await openHealthWorld(5);
    await plan(world);
    world.rms.control.break({ kind: 'refuse', from, until: to });
    world.rms.control.break({ kind: 'refuse', api: 'inventory', from, until: to + 60 * minuteMs });
    world.probeEveryMinute(80);
    await world.time.runUntil(to + 2 * minuteMs);
    expect(Object.keys(window(world)?.ended ?? {})).toEqual(['import']);
  });
});

describe('a process that dies or has a twin', () => {
  it('between a state and what follows from it: the next run makes it true', async () => {
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

  it('that writes in between: the round is judged again on what it wrote', async () => {
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

  it('at the same time comes to the same, once', async () => {
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
