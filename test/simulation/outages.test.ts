import { describe, expect, it } from 'vitest';
import { importSpan } from '../../core/import/import-span.ts';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { decideByHand } from '../../core/model/pause.ts';
import { pausesOf } from '../../core/model/standing.ts';
import { pauseByHand, resumeByHand } from '../../core/outage/pauses.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { openImportSession } from '../../core/session/import-session.ts';
import { acceptedCounts, memoryPorts } from '../../proving/memory/index.ts';
import { type OutageScenario, outageScenario } from '../../proving/worlds/outage-scenario.ts';
import type { Trouble } from '../../proving/worlds/outages.ts';
import { runSeed } from '../../proving/worlds/run-seed.ts';
import { settingsOf } from '../../proving/worlds/world.ts';

const kinds = ({ world }: OutageScenario): string[] =>
  [...world.store.healthsById.values()].map(({ state }) => state.kind);
const errors = ({ world }: OutageScenario): string[] =>
  world.logs.flatMap(({ lines }) => lines.flatMap(({ level, event }) => (level === 'error' ? [event] : [])));
const pauses = ({ world }: OutageScenario): string[] =>
  [...world.store.pausesById.values()].map(({ cause, scope }) => `${cause} ${scope}`).sort();

describe('what is no outage of the mall', () => {
  it.each([
    ['of the canary', 0, 1],
    ['of 30 % of the shops', 0.3, 3],
  ])('an expired key %s: its shops pause, no incident opens, and new keys end it', async (_, share, expired) => {
    const scenario = await outageScenario(51, [{ kind: 'keys-expired', from: 40 * minuteMs, minutes: 30, share }]);
    await scenario.run(55 * minuteMs);
    expect(pauses(scenario)).toEqual(scenario.shops.slice(0, expired).map(({ key }) => `credentials ${key}`));
    await scenario.run(2 * hourMs);
    expect(scenario.world.store.incidentsById.size + scenario.world.watch.mails.length).toBe(0);
    expect(pauses(scenario)).toEqual([]);
    expect(kinds(scenario).filter((kind) => kind !== 'healthy')).toEqual([]);
    expect(scenario.broken()).toEqual([]);
  });

  it('a broken network of our own opens no incident, and the log says whose it is', async () => {
    for (const minutes of [3, 4, 5, 11]) {
      const until = 40 * minuteMs + minutes * minuteMs + 17_000;
      const scenario = await outageScenario(52, [{ kind: 'own-network', from: 40 * minuteMs + 17_000, until }]);
      await scenario.run(2 * hourMs);
      expect(scenario.world.store.incidentsById.size + scenario.world.watch.mails.length).toBe(0);
      expect(errors(scenario)).toContain('network.ours-broken');
      expect(kinds(scenario).filter((kind) => kind !== 'healthy')).toEqual([]);
    }
  });
});

const outage = (minutes: number): Trouble => ({
  kind: 'whole-outage',
  faults: [{ kind: 'server-error-html', from: 40 * minuteMs, until: (40 + minutes) * minuteMs }],
});

describe('a probe that dies', () => {
  it.each(['incidents.put', 'incidents.tell', 'bus.tellIncident', 'incidents.markTold'])(
    'before %s leaves a state without its consequences, and the next run makes them good',
    async (write) => {
      const scenario = await outageScenario(53, [outage(40)]);
      const { world, dieBefore } = scenario;
      dieBefore(write);
      await scenario.run(45 * minuteMs);
      expect(scenario.died()).toBe(1);
      const [incident] = [...world.store.incidentsById.values()];
      expect(incident).toMatchObject({ stage: { kind: 'open' }, toldVersion: incident?.version });
      expect(world.store.news.map(({ kind }) => kind)[0]).toBe('IncidentOpened');
      await scenario.run(2 * hourMs);
      expect(world.store.incidentsById.get(incident?.id ?? '')?.stage.kind).toBe('closed');
      expect(world.watch.mails.map(({ kind }) => kind).sort()).toEqual([
        ...scenario.merchants.map(() => 'all-clear'),
        ...scenario.merchants.map(() => 'opened'),
      ]);
    },
  );
});

describe('a mall that is paused by hand', () => {
  it('a mall that is paused by hand is imported by hand, and by itself once resumed: every order, once', async () => {
    const scenario = await outageScenario(54, []);
    const { world, shops } = scenario;
    const ports = { ...memoryPorts(world.store), clock: { now: world.time.now, sleep: world.time.sleep } };
    await scenario.run(30 * minuteMs);
    await pauseByHand(ports, { scope: 'rms' }, { by: 'ops', note: '棚卸しのため' });
    await scenario.run(minuteMs);
    const pausedAt = world.time.now();
    const calls = world.watch.runs.length;
    const placed = shops.flatMap(({ code, key }) =>
      world.rms.control
        .addOrders(code, { count: 30, kind: 'plain', at: { from: pausedAt, to: pausedAt + 50 * minuteMs } })
        .map((order) => ({ key, order })),
    );
    await scenario.run(hourMs);
    const missing = (): unknown[] => placed.filter(({ key, order }) => !world.store.rowsByShop.get(key)?.has(order));
    expect(missing()).toHaveLength(placed.length);
    const byWorkers = world.watch.runs.slice(calls).filter(({ kind }) => kind === 'poll' || kind === 'reconcile');
    expect(byWorkers.flatMap((run) => run.calls)).toEqual([]);

    const [shop] = shops;
    if (shop === undefined) throw new Error('The world has no shop.');
    const person = world.startProcess('person');
    const now = person.clock.now();
    expect(decideByHand(pausesOf(await ports.pauses.standing(), now), shop, now)).toMatchObject({ kind: 'allowed' });
    const run = openImportSession({
      ports: person.ports,
      settings: settingsOf(world),
      cache: person.cache,
      shop,
      mall: await person.ports.malls.shop(shop),
      runId: 'by-hand',
      budget: budgetUntil(person.clock, now + hourMs),
      share: 'scan',
      calls: 1_000,
    });
    void importSpan(run, { from: pausedAt, to: now }, () => undefined);
    await scenario.run(5 * minuteMs);
    expect(missing()).toHaveLength(placed.length - 30);

    expect(await resumeByHand(ports, { scope: 'rms' })).toHaveLength(1);
    await scenario.run(20 * minuteMs);
    expect(missing()).toEqual([]);
    expect(world.store.incidentsById.size).toBe(0);
    const ids = [...acceptedCounts(world.store).keys()].filter((id) => placed.some(({ order }) => id.includes(order)));
    expect(ids).toHaveLength(placed.length);
    expect(placed.length).toBeGreaterThan(90);
  });
});

it('a world with outages replays exactly', async () => {
  const [first, second] = [await runSeed(2, { trace: true }), await runSeed(2, { trace: true })];
  expect(first.world.store.incidentsById.size).toBeGreaterThan(0);
  expect(second.trace).toEqual(first.trace);
  expect(second.counts).toEqual(first.counts);
});
