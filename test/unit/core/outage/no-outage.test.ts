import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../../core/model/health.ts';
import { createCanaryMemory } from '../../../../core/outage/probe.ts';
import { isPlanned } from '../../../../core/outage/round.ts';
import { type HealthWorld, kindsIn, openHealthWorld, saidIn, start } from './world.ts';

const credentialPauses = (world: HealthWorld): string[] =>
  [...world.store.pausesById.values()].map(({ cause, scope }) => `${cause} ${scope}`).sort();

describe('what is no outage', () => {
  it('is an expired key of a canary: its shop pauses, and the others bear witness', async () => {
    const world = await openHealthWorld(3);
    world.rms.control.expireKey('shop-1');
    world.probeEveryMinute(5);
    await world.pass(5);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(credentialPauses(world)).toEqual(['credentials rms#shop-1']);
    expect(world.store.healthsById.size + world.store.incidentsById.size).toBe(0);
  });

  it('are expired keys of a third of the shops, nor of all of them', async () => {
    for (const expired of [9, 30]) {
      const world = await openHealthWorld(30);
      for (let index = 1; index <= expired; index++) world.rms.control.expireKey(`shop-${index}`);
      world.probeEveryMinute(10);
      await world.pass(10);
      expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
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
    const askedFor = () => world.rms.control.books().shops[0]?.calls.searchOrder ?? 0;
    const before = askedFor();
    // The shops take turns.
    for (let run = 0; run < 2; run++) await Promise.all([world.probe(process), world.pass(1)]);
    expect(askedFor()).toBeGreaterThan(before);
  });

  it('is a switched off stock function: the shop is asked for the rest, and is not paused', async () => {
    const world = await openHealthWorld(2);
    world.rms.control.switchFunction('shop-1', 'inventory.bulk.get', false);
    world.probeEveryMinute(6);
    await world.pass(6);
    expect([credentialPauses(world), kindsIn(world)]).toEqual([[], ['healthy', 'healthy', 'healthy']]);
    expect(world.rms.control.books().shops[0]?.calls.searchOrder).toBeGreaterThan(2);
  });

  it('is one shop that RMS serves badly', async () => {
    for (const shops of [2, 3, 12]) {
      const world = await openHealthWorld(shops);
      world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2' });
      world.probeEveryMinute(10);
      await world.pass(10);
      expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
      expect(world.store.incidentsById.size).toBe(0);
    }
  });

  it('is throttling', async () => {
    const world = await openHealthWorld(3);
    world.rms.control.break({ kind: 'throttle' });
    world.probeEveryMinute(10);
    await world.pass(10);
    expect(world.store.healthsById.size).toBe(0);
    expect(saidIn(world)).toEqual([]);
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
  const plan = async (world: HealthWorld, capabilities: readonly Capability[] = ['import', 'stock']): Promise<void> => {
    await world.ports().pauses.plan({ id: 'x', mall: 'rms', capabilities, from, to, note: 'n', by: 'ops' });
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

  it('follows the mall’s clock, whatever the clock of the probing process shows', async () => {
    for (const skewMs of [hourMs, -hourMs]) {
      const world = await openHealthWorld(5);
      await plan(world, capabilities);
      world.rms.control.break({ kind: 'server-error-html', from, until: to });
      const clock = { ...world.time, now: () => world.time.now() + skewMs };
      world.probeEveryMinute(80, { clock });
      await world.time.runUntil(to - minuteMs);
      expect([kindsIn(world), window(world)?.ended]).toEqual([['healthy', 'healthy', 'healthy'], undefined]);
      await world.time.runUntil(to + 3 * minuteMs);
      expect(Math.abs((window(world)?.endedAt ?? 0) - to)).toBeLessThan(3 * minuteMs);
      expect([kindsIn(world), world.store.incidentsById.size]).toEqual([['healthy', 'healthy', 'healthy'], 0]);
      expect(world.failures).toEqual([]);
    }
  });

  it('follows our clock where the mall’s is hours ahead, as an import does', async () => {
    const world = await openHealthWorld(5);
    await plan(world, capabilities);
    world.rms.control.changeSettings({ transport: { clockAheadMs: 3 * hourMs } });
    world.rms.control.break({ kind: 'server-error-html', from, until: to });
    world.probeEveryMinute(80);
    await world.time.runUntil(to - minuteMs);
    expect([kindsIn(world), window(world)?.ended]).toEqual([['healthy', 'healthy', 'healthy'], undefined]);
    await world.time.runUntil(to + 3 * minuteMs);
    expect(Math.abs((window(world)?.endedAt ?? 0) - to)).toBeLessThan(3 * minuteMs);
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('does not end by a round in which the mall goes down once more', async () => {
    const world = await openHealthWorld(5);
    await plan(world);
    // The first probe after the window is answered, and none after it.
    const up = [to + 58 * secondMs, to + minuteMs + 8 * secondMs] as const;
    world.rms.control.break({ kind: 'server-error-html', from, until: up[0] });
    world.rms.control.break({ kind: 'server-error-html', from: up[1], until: to + 8 * minuteMs });
    world.probeEveryMinute(90);
    await world.time.runUntil(to + 7 * minuteMs);
    expect(window(world)?.endedAt).toBeUndefined();
    await world.time.runUntil(to + 10 * minuteMs);
    expect(window(world)?.endedAt).toBeLessThan(to + 10 * minuteMs);
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

  /** A short outage, and a window that begins later and takes ten minutes longer than it was planned to. */
  const outageAndWindow = async (begin: number, end: number): Promise<HealthWorld> => {
    const world = await openHealthWorld(5);
    const all = { capabilities: ['import', 'status', 'stock'], from: begin, to: end } as const;
    await world.ports().pauses.plan({ id: 'x', mall: 'rms', ...all, note: 'n', by: 'ops' });
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 4 * minuteMs });
    world.rms.control.break({ kind: 'server-error-html', from: begin, until: end + 10 * minuteMs });
    world.probeEveryMinute(80);
    await world.time.runUntil(begin);
    expect(kindsIn(world)).toEqual(['trickle', 'trickle', 'trickle']);
    return world;
  };

  it('that begins while the mall recovers makes no outage longer that was over', async () => {
    const [begin, end] = [start + 9 * minuteMs, start + 40 * minuteMs];
    const world = await outageAndWindow(begin, end);
    await world.time.runUntil(end + 9 * minuteMs);
    expect(kindsIn(world)).toEqual(['trickle', 'trickle', 'trickle']);
    expect(window(world)?.endedAt).toBeUndefined();
    await world.time.runUntil(start + 80 * minuteMs);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    const [incident, ...others] = [...world.store.incidentsById.values()];
    expect([incident?.noticedAt, others]).toEqual([undefined, []]);
    for (const { to: over } of incident?.affected ?? []) expect(over).toBeLessThan(begin);
    expect(world.failures).toEqual([]);
  });

  it('is no reason to tell of an outage that was short', async () => {
    // The first run that was answered again is followed by none that could say that nothing fails any more.
    const world = await outageAndWindow(start + 4 * minuteMs + 55 * secondMs, start + 40 * minuteMs);
    await world.time.runUntil(start + 80 * minuteMs);
    expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
    expect([...world.store.incidentsById.values()].map(({ noticedAt }) => noticedAt)).toEqual([undefined]);
  });

  it('that the mall enters early and leaves late is no reason to tell, unless it runs over for long', async () => {
    for (const [overrun, notices] of [
      [3, 0],
      [30, 1],
    ] as const) {
      const world = await openHealthWorld(5);
      const [begin, end] = [start + 6 * minuteMs, start + 66 * minuteMs];
      const all = { capabilities, from: begin, to: end } as const;
      await world.ports().pauses.plan({ id: 'x', mall: 'rms', ...all, note: 'n', by: 'ops' });
      world.rms.control.break({
        kind: 'server-error-html',
        from: begin - 3 * minuteMs,
        until: end + overrun * minuteMs,
      });
      world.probeEveryMinute(120);
      await world.time.runUntil(end + 14 * minuteMs);
      const noticed = () => [...world.store.incidentsById.values()].flatMap(({ noticedAt }) => noticedAt ?? []);
      expect([noticed(), window(world)?.endedAt === undefined]).toEqual([[], overrun > 14]);
      await world.time.runUntil(start + 120 * minuteMs);
      expect(noticed()).toHaveLength(notices);
      expect([kindsIn(world), world.failures]).toEqual([['healthy', 'healthy', 'healthy'], []]);
    }
  });

  it('excuses what a run heard before another run ended it, and nothing after', () => {
    const ended = { import: to + minuteMs };
    const maintenance = {
      id: 'x',
      mall: 'rms',
      capabilities: ['import'],
      from,
      to,
      note: 'n',
      by: 'ops',
      ended,
    } as const;
    const failedAt = (at: number) =>
      [{ shop: 'rms#shop-1', at, verdict: 'failed', unheard: true, mallAheadMs: null, tookMs: 0 }] as const;
    const isExcused = (at: number): boolean => {
      const seen = { results: failedAt(at), mallAheadMs: 0 };
      return isPlanned([maintenance], { mall: 'rms', capability: 'import' }, seen, to + 2 * minuteMs);
    };
    expect([isExcused(to + 59 * secondMs), isExcused(to + minuteMs)]).toEqual([true, false]);
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

it('reads the latest incident of each mall that the installation names once in a run', async () => {
  const world = await openHealthWorld(1);
  const ports = world.ports();
  const asked: string[] = [];
  const incidents: typeof ports.incidents = {
    ...ports.incidents,
    latest: (mall) => {
      asked.push(mall);
      return ports.incidents.latest(mall);
    },
  };
  world.probeEveryMinute(1, { incidents });
  await world.pass(2);
  expect(world.failures).toEqual([]);
  expect(asked).toEqual(['rms']);
});
