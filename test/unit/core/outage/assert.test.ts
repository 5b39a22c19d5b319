import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { ShopAudit } from '../../../../core/model/audit.ts';
import { type Capability, type Health, type HealthState, healthyAtFirst } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { assertConsequences } from '../../../../core/outage/assert-incidents.ts';
import type { Laggards } from '../../../../core/outage/recovery-progress.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { createMemoryStore, type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';

const start = Date.UTC(2020, 1, 10, 6, 45);
const id = 'rms-20200210-154500';
const downState: HealthState = { kind: 'down', since: start, detectedAt: start + 2 * minuteMs };
const wellState = (until: number): HealthState => ({
  kind: 'healthy',
  after: { since: start, detectedAt: start + 2 * minuteMs, until },
});

function setUp(faults: Partial<MemoryPorts['incidents'] & MemoryPorts['bus']> = {}) {
  const store = createMemoryStore();
  const real = memoryPorts(store);
  let now = start;
  const ports = {
    ...real,
    incidents: { ...real.incidents, ...faults },
    bus: { ...real.bus, ...faults },
    clock: { now: () => now, sleep: async () => undefined },
  };
  const laggards: Laggards = new Map();
  const assertAt = async (minutes: number, state: HealthState, capability: Capability = 'import') => {
    now = start + minutes * minuteMs;
    const health: Health = { ...healthyAtFirst('rms', capability), state };
    return assertConsequences(ports, 'rms', [health], settings, laggards);
  };
  return { store, ports, assertAt };
}

function shop(code: string, cursor: number): Shop {
  const wanted = { mall: 'rms', code, name: code, merchant: code, shard: 3, importFrom: start - hourMs } as const;
  return { ...newShop({ ...wanted, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() }), cursor };
}

function auditOf(shopAudited: Shop, audit = id): ShopAudit {
  const result = {
    kind: 'audited',
    atMall: 4,
    placed: 2,
    missing: [],
    missingCount: 0,
    doubled: [],
    doubledCount: 0,
  } as const;
  return { audit, shop: shopAudited.key, from: start, to: start, at: start, result };
}

describe('what the health of a mall implies', () => {
  it('is nothing while all is well', async () => {
    const { store, assertAt } = setUp();
    await assertAt(1, { kind: 'healthy' });
    expect(store.incidentsById.size + store.news.length).toBe(0);
  });

  it('is an incident, announced once on the bus and in its timeline, however often it is asserted', async () => {
    const { store, assertAt } = setUp();
    const mailMinute = settings.openedMailAfterMs / minuteMs;
    for (let minute = 2; minute < mailMinute; minute++) await assertAt(minute, downState);
    expect(store.news.map(({ kind }) => kind)).toEqual(['IncidentOpened']);
    expect([...(store.timelinesByIncident.get(id)?.values() ?? [])].map(({ text }) => text)).toEqual([
      'The mall failed for the first time.',
      'It is certain: workers are held, the mall is probed.',
      'import is out.',
    ]);
    await assertAt(mailMinute, downState);
    expect(store.news.map(({ kind }) => kind)).toEqual(['IncidentOpened', 'IncidentUpdated']);
  });

  it('tells in the timeline the first answer, the steps of the ramp, that it is silent again, and relapses', async () => {
    const { store, assertAt } = setUp();
    const at = (minutes: number): number => start + minutes * minuteMs;
    const counts = { silentRounds: 0, goodRounds: 0 };
    const back = { kind: 'trickle', since: start, detectedAt: at(2), answeredAt: at(20), ...counts } as const;
    const toldAt = () =>
      [...(store.timelinesByIncident.get(id)?.values() ?? [])]
        .sort((one, other) => one.at - other.at)
        .map((line) => `${(line.at - start) / minuteMs} ${line.text}`);
    for (const minute of [2, 5]) await assertAt(minute, downState);
    await assertAt(20, { ...back, step: 0, stepSince: at(20) });
    await assertAt(21, { ...back, step: 0, stepSince: at(20) });
    await assertAt(22, { ...back, step: 1, stepSince: at(22) });
    const lastRound = { at: at(24), answered: 0, failed: 4 };
    await assertAt(24, { ...back, step: 1, stepSince: at(22), silentRounds: 1, lastRound });
    await assertAt(25, downState);
    // A small installation goes on at once.
    const last = { ...back, answeredAt: at(30), step: 3, stepSince: at(30) };
    await assertAt(30, last);
    await assertAt(31, last);
    expect(toldAt().slice(4)).toEqual([
      '20 import: first answer; step 1 of 4: at most 3 shops.',
      '22 import: step 2 of 4: 10 % of the shops.',
      '24 import is silent again: every shop is held.',
      '30 import: first answer; step 4 of 4: every shop.',
    ]);
    await assertAt(40, wellState(at(30)));
    await assertAt(45, { kind: 'down', since: at(43), detectedAt: at(45) });
    expect(toldAt()).toContain('43 import is out again.');
  });

  it('is read once while all is well, and handed on as it was left', async () => {
    let readings = 0;
    const real = setUp();
    const { assertAt } = setUp({
      latest: (mall) => {
        readings++;
        return real.ports.incidents.latest(mall);
      },
    });
    expect(await assertAt(1, { kind: 'healthy' })).toBeNull();
    expect(readings).toBe(1);
    expect(await real.assertAt(2, downState)).toMatchObject({ id, stage: { kind: 'open' } });
    expect(await real.assertAt(3, downState)).toEqual(await real.ports.incidents.latest('rms'));
  });

  it('is reported by the next run when this one died, or the bus refused', async () => {
    let refuse = true;
    const { store, ports, assertAt } = setUp({
      tellIncident: async (news) => {
        if (refuse) return false;
        store.news.push(news);
        return true;
      },
    });
    await assertAt(2, downState);
    expect(store.news).toEqual([]);
    refuse = false;
    await assertAt(3, downState);
    expect(store.news.map(({ kind }) => kind)).toEqual(['IncidentOpened']);
    expect(await ports.incidents.latest('rms')).toMatchObject({ version: 1, toldVersion: 1 });
  });

  it('is first announced as opened, also when the bus refused until more was known of it', async () => {
    let refuse = true;
    const { store, assertAt } = setUp({
      tellIncident: async (news) => {
        if (!refuse) store.news.push(news);
        return !refuse;
      },
    });
    await assertAt(2, downState);
    await assertAt(5, downState);
    refuse = false;
    for (const minute of [6, 7]) await assertAt(minute, downState);
    expect(store.news.map(({ kind, id: news }) => `${kind} ${news}`)).toEqual([`IncidentOpened ${id}#2`]);
    await assertAt(95, wellState(start + 90 * minuteMs));
    expect(store.news.map(({ kind }) => kind)).toEqual(['IncidentOpened', 'IncidentUpdated']);
  });

  it('closes only when every shop is past the recovery and audited', async () => {
    const { store, ports, assertAt } = setUp();
    const until = start + 90 * minuteMs;
    const [a, b] = [shop('a', until), shop('b', start)];
    await ports.shops.add(a);
    await ports.shops.add(b);
    await assertAt(2, downState);
    await assertAt(95, wellState(until));
    await ports.audits.put(auditOf(a));
    await ports.audits.put(auditOf(b));
    await assertAt(96, wellState(until));
    expect((await ports.incidents.latest('rms'))?.stage.kind).toBe('recovering');
    await ports.shops.moveCursor(b, until);
    await assertAt(97, wellState(until));
    expect(await ports.incidents.latest('rms')).toMatchObject({
      stage: { kind: 'closed' },
      audit: { shops: 2, audited: 2, atMall: 8, missing: 0, doubled: 0 },
    });
    expect(store.news.at(-1)?.kind).toBe('IncidentClosed');
  });

  it('reads all shops again only once those are done that it remembers as not done', async () => {
    const { ports, assertAt } = setUp();
    const until = start + 90 * minuteMs;
    const shops = Array.from({ length: 100 }, (_, index) => shop(`s-${index}`, start));
    for (const each of shops) await ports.shops.add(each);
    let [shards, single] = [0, 0];
    const { inShard, get } = ports.shops;
    ports.shops.inShard = (shard) => {
      shards++;
      return inShard(shard);
    };
    ports.shops.get = (key) => {
      single++;
      return get(key);
    };
    await assertAt(2, downState);
    await assertAt(95, wellState(until));
    await assertAt(96, wellState(until));
    const once = shards;
    expect(once).toBeGreaterThan(0);
    // One shop after the other comes back, and is audited.
    let minute = 96;
    for (const [index, each] of shops.entries()) {
      await ports.shops.moveCursor(each, until);
      await ports.audits.put(auditOf(each));
      if (index % 4 === 3) await assertAt(++minute, wellState(until));
      const stage = (await ports.incidents.latest('rms'))?.stage.kind;
      expect(stage).toBe(index === shops.length - 1 ? 'closed' : 'recovering');
    }
    expect(shards / once).toBeLessThanOrEqual(3);
    expect(single).toBeLessThan(100);
  });

  it('closes after an hour with the figures of all shops, whichever are not done', async () => {
    const { ports, assertAt } = setUp();
    const until = start + 90 * minuteMs;
    const [a, b] = [shop('a', until), shop('b', start)];
    for (const each of [a, b]) await ports.shops.add(each);
    await assertAt(2, downState);
    await assertAt(95, wellState(until));
    await ports.audits.put(auditOf(a));
    for (const minute of [96, 120, 149]) await assertAt(minute, wellState(until));
    expect((await ports.incidents.latest('rms'))?.stage.kind).toBe('recovering');
    await assertAt(151, wellState(until));
    expect(await ports.incidents.latest('rms')).toMatchObject({
      stage: { kind: 'closed' },
      audit: { shops: 2, audited: 1 },
    });
  });

  it('does not wait for a shop whose key is refused, and does not call it audited', async () => {
    const { ports, assertAt } = setUp();
    const until = start + 90 * minuteMs;
    const [a, b] = [shop('a', until), shop('b', start)];
    for (const each of [a, b]) await ports.shops.add(each);
    const pause = { cause: 'credentials', scope: b.key, since: start, by: 'import', note: '' } as const;
    await ports.pauses.set({ ...pause, credentialVersion: 1 });
    await assertAt(2, downState);
    await assertAt(95, wellState(until));
    await ports.audits.put(auditOf(a));
    await assertAt(96, wellState(until));
    expect(await ports.incidents.latest('rms')).toMatchObject({
      stage: { kind: 'closed' },
      audit: { shops: 2, audited: 1 },
    });
  });

  it('closes an outage of statuses once no push that it held is under way', async () => {
    const { store, ports, assertAt } = setUp();
    await ports.shops.add(shop('a', start));
    const held = {
      shop: 'rms#a',
      orderNumber: '1-20200210-1',
      id: 'confirm-1',
      content: { kind: 'confirm' },
      requestedAt: start,
      by: 'warehouse-1',
      version: 1,
      writer: 'w',
      state: { kind: 'held', since: start + minuteMs, cause: 'outage', tries: 0 },
      trail: [{ at: start + minuteMs, what: 'held', reason: 'outage' }],
    } as const;
    await putChanges(ports.targets, held);
    await assertAt(2, downState, 'status');
    for (const minutes of [91, 92]) await assertAt(minutes, wellState(start + 90 * minuteMs), 'status');
    expect(store.incidentsById.get(id)?.stage.kind).toBe('recovering');
    await putChanges(ports.targets, { ...held, state: { kind: 'confirmed', at: start + 93 * minuteMs } });
    await assertAt(94, wellState(start + 90 * minuteMs), 'status');
    expect(store.incidentsById.get(id)?.stage.kind).toBe('closed');
  });
});
