import { beforeEach, describe, expect, it } from 'vitest';
import { type GlanceResult, glanceAt, inHandLease, sendGlances } from '../../../../core/jobs/glance.ts';
import { pollShard } from '../../../../core/jobs/poll-orders.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Shop, ShopKey } from '../../../../core/model/shop.ts';
import type { Glance } from '../../../../core/ports/queues.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache, type ProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings, type ImportSettings } from '../../../../core/session/import-settings.ts';
import { callsBesideGlances, gapBetweenCallsMs } from '../../../../core/session/pacer.ts';
import { takeStockMessages } from '../../../../proving/memory/stock-queue.ts';
import { type OpsWorld, openWorld } from '../../ops/world.ts';

let world: OpsWorld;
let shop: Shop;
let settings: ImportSettings;
let poller: ProcessCache;
let worker: ProcessCache;

beforeEach(async () => {
  world = openWorld();
  world.rms.control.changeSettings({ reading: { missedShare: 0 } });
  settings = defaultImportSettings;
  poller = createProcessCache(world.ports.clock);
  worker = createProcessCache(world.ports.clock);
  shop = await world.addShop('kado-no-mise');
});

const place = (code = shop.code, count = 1) =>
  world.rms.control.addOrders(code, { count, at: world.now() - secondMs, kind: 'plain' });

/** A run of the minute; returns the glances that it sent. */
async function poll(): Promise<Glance[]> {
  const budget = budgetUntil(world.ports.clock, world.now() + 110 * secondMs);
  const context = { ports: world.ports, settings, cache: poller, budget, runId: world.ports.random.id() };
  await pollShard({ ...context, share: 'import' }, 0, 1);
  return takeStockMessages(world.store).flatMap((message) => (message.kind === 'glance' ? [message.glance] : []));
}

function glance(at: Glance, runId = world.ports.random.id()): Promise<GlanceResult> {
  const budget = budgetUntil(world.ports.clock, world.now() + 170 * secondMs);
  return glanceAt({ ports: world.ports, settings, cache: worker, budget, runId }, at);
}

/** Runs of the minute until the shop is in step and known to sell; returns the glances of the last one. */
async function sell(): Promise<readonly [Glance, Glance, Glance]> {
  await poll();
  place();
  world.pass(minuteMs);
  await poll();
  world.pass(minuteMs);
  const glances = await poll();
  expect(glances).toHaveLength(3);
  return glances as [Glance, Glance, Glance];
}

const waitFor = ({ at }: Glance) => world.pass(Math.max(0, at - world.now()));
const calls = () =>
  world.rms.control.books().shops.reduce((sum, { calls }) => sum + Object.values(calls).reduce((a, b) => a + b, 0), 0);
/** Calls that failed, as workers have noted them. */
const failures = () => [...world.store.evidenceById.values()].reduce((sum, { failed }) => sum + failed, 0);
const stored = () => world.store.rowsByShop.get(shop.key)?.size ?? 0;

describe('glances between two runs of a minute', () => {
  it('glances are sent for 15, 30 and 45 seconds later, and name the shops that sold within hours', async () => {
    await world.addShop('idle-shop');
    const began = world.now() + 2 * minuteMs;
    const glances = await sell();
    expect(glances.map(({ shops }) => shops)).toEqual([[shop.key], [shop.key], [shop.key]]);
    for (const [index, { at }] of glances.entries()) {
      expect(at - began).toBeGreaterThanOrEqual((index + 1) * 15 * secondMs);
      expect(at - began).toBeLessThan((index + 1) * 15 * secondMs + 30 * secondMs);
    }
    world.pass(7 * hourMs);
    await poll();
    world.pass(minuteMs);
    expect(await poll()).toEqual([]);
  });

  it('glances are due at whole milliseconds, whatever the number of shards', async () => {
    await sell();
    world.pass(minuteMs);
    for (let shards = 1; shards <= 64; shards++) {
      const of = { ports: world.ports, cache: poller, settings };
      await sendGlances(of, { shard: shards - 1, shards, now: world.now() }, [...world.store.shopsByKey.values()]);
    }
    const sent = takeStockMessages(world.store).flatMap((message) =>
      message.kind === 'glance' ? [message.glance.at] : [],
    );
    expect(sent).toHaveLength(3 * 64);
    expect(sent.filter((at) => !Number.isSafeInteger(at))).toEqual([]);
  });

  it('each glance is worked on, where one comes later than the next one', async () => {
    const [first, second] = await sell();
    waitFor(first);
    world.pass(2 * secondMs);
    expect(await glance(first)).toMatchObject({ kind: 'seen' });
    waitFor(second);
    expect(await glance(second)).toMatchObject({ kind: 'seen' });
  });

  it('a glance imports what is new within two calls, and notifies the workers of stock', async () => {
    const [first] = await sell();
    waitFor(first);
    place();
    const before = calls();
    expect(await glance(first)).toMatchObject({ kind: 'seen', imported: 1, failed: 0 });
    expect(calls() - before).toBe(2);
    expect(stored()).toBe(2);
  });

  it('a glance writes nothing but one lease where nothing is new', async () => {
    const [first] = await sell();
    waitFor(first);
    const shopsBefore = structuredClone([...world.store.shopsByKey]);
    const leasesBefore = world.store.leasesByName.size;
    expect(await glance(first)).toMatchObject({ kind: 'seen', imported: 0 });
    expect(world.store.leasesByName.size).toBe(leasesBefore + 1);
    expect([...world.store.shopsByKey]).toEqual(shopsBefore);
    expect([...world.store.evidenceById]).toEqual([]);
    expect(takeStockMessages(world.store)).toEqual([]);
  });

  it('a glance is dropped when it comes twice, late, or while the minute run has its shops in hand', async () => {
    const [first, second, third] = await sell();
    waitFor(first);
    await glance(first);
    const before = calls();
    expect(await glance(first)).toEqual({ kind: 'dropped', why: 'seen' });
    waitFor(second);
    const now = world.now();
    await world.ports.leases.take(inHandLease(0, 1), 'minute', now, now + minuteMs);
    expect(await glance(second)).toEqual({ kind: 'dropped', why: 'polled-now' });
    await world.ports.leases.release(inHandLease(0, 1), 'minute');
    waitFor(third);
    world.pass(21 * secondMs);
    expect(await glance(third)).toEqual({ kind: 'dropped', why: 'late' });
    expect(calls()).toBe(before);
  });

  it('glances find their shops done with, because the minute run visits these before all others, and holds no others', async () => {
    for (const code of ['kado-2', 'kado-3']) await world.addShop(code);
    await sell();
    const { malls, leases } = world.ports;
    const visits: [ShopKey, boolean][] = [];
    const visited = async (...args: Parameters<typeof malls.shop>) => {
      visits.push([args[0].key, await leases.isHeld(inHandLease(0, 1), world.now())]);
      return malls.shop(...args);
    };
    world.pass(minuteMs);
    const ports = { ...world.ports, malls: { ...malls, shop: visited } };
    const budget = budgetUntil(ports.clock, world.now() + 110 * secondMs);
    const oneByOne = { ...settings, shopsAtOnce: 1 };
    await pollShard({ ports, settings: oneByOne, cache: poller, budget, runId: 'minute', share: 'import' }, 0, 1);
    expect(visits).toEqual([
      [shop.key, true],
      ['rms#kado-2', false],
      ['rms#kado-3', false],
    ]);
    expect(await leases.isHeld(inHandLease(0, 1), world.now())).toBe(false);
  });

  it('a glance leaves out a shop for which its mall has no more than the runs of the minute need', async () => {
    const [first] = await sell();
    waitFor(first);
    place();
    const { malls } = world.ports;
    const open = async (...args: Parameters<typeof malls.shop>) => ({
      ...(await malls.shop(...args)),
      mayGlance: () => false,
    });
    const ports = { ...world.ports, malls: { ...malls, shop: open } };
    const before = calls();
    const budget = budgetUntil(ports.clock, world.now() + 170 * secondMs);
    const result = await glanceAt({ ports, settings, cache: worker, budget, runId: ports.random.id() }, first);
    expect(result).toMatchObject({ kind: 'seen', imported: 0, failed: 0 });
    expect(calls()).toBe(before);
  });

  it('a glance leaves the lease of the minute run alone', async () => {
    const [first] = await sell();
    waitFor(first);
    await glance(first);
    expect(await world.ports.leases.isHeld('poll-orders#0/1', world.now())).toBe(false);
  });

  it('glances call a failing mall by one shop alone, and no more within a minute', async () => {
    for (let index = 0; index < 4; index++) {
      const { code } = await world.addShop(`more-${index}`);
      place(code);
    }
    const [first, second] = await sell();
    expect(first.shops).toHaveLength(5);
    waitFor(first);
    world.rms.control.break({ kind: 'refuse' });
    expect(await glance(first)).toMatchObject({ kind: 'seen', failed: 1, visited: 0 });
    expect(failures()).toBe(1);
    waitFor(second);
    expect(await glance(second)).toMatchObject({ kind: 'seen', failed: 0, visited: 0 });
    expect(failures()).toBe(1);
  });

  it('glances name no more shops than the share allows, those that sell most first, and none where it is 0', async () => {
    const codes = Array.from({ length: 30 }, (_, index) => `shop-${index}`);
    for (const code of codes) await world.addShop(code);
    await poll();
    for (const [index, code] of codes.entries()) place(code, 1 + (index % 3));
    world.pass(minuteMs);
    await poll();
    world.pass(minuteMs);
    const [{ shops } = { shops: [] }] = await poll();
    expect(shops).toHaveLength(20);
    const most = codes.filter((_, index) => index % 3 === 2).map((code) => `rms#${code}`);
    expect([...shops.slice(0, 10)].sort()).toEqual(most.sort());
    settings = { ...settings, warmPercent: 0 };
    world.pass(minuteMs);
    expect(await poll()).toEqual([]);
  });

  describe('at Shopify', () => {
    const code = 'kado-1';
    const sold = (count = 1) =>
      world.shopify.control.addOrders(code, { count, at: world.now() - secondMs, visibleAfterMs: 0, kind: 'plain' });
    const asked = () => {
      const [books] = world.shopify.control.books().shops;
      return Object.values(books?.calls ?? {}).reduce((sum, one) => sum + one, 0);
    };
    /** Opens a shop that sells, and returns the glances of its last run of the minute. */
    const open = async (): Promise<[Glance, Glance, Glance]> => {
      const { clientId, clientSecret, locationId } = world.shopify.control.addShop({ shop: code });
      const key = `shopify#${code}` as const;
      await world.ports.shops.add({
        ...shop,
        ...{ key, mall: 'shopify', code, cursor: world.now() - minuteMs },
        credential: await world.ports.vault.seal(key, 0, 1, { mall: 'shopify', clientId, clientSecret, locationId }),
      });
      await poll();
      sold();
      world.pass(minuteMs);
      await poll();
      world.pass(minuteMs);
      return (await poll()) as [Glance, Glance, Glance];
    };
    const look = async (at: Glance) => {
      waitFor(at);
      const before = asked();
      const result = await glance(at);
      return { ...result, calls: asked() - before };
    };

    it('glances at Shopify ask for the latest change, and for a listing only when that is another one', async () => {
      const [first, second, third] = await open();
      // A fresh process does not know what was there.
      expect(await look(first)).toMatchObject({ calls: 2, imported: 0 });
      expect(await look(second)).toMatchObject({ calls: 1, imported: 0 });
      world.pass(secondMs);
      sold();
      expect(await look(third)).toMatchObject({ calls: 2, imported: 1 });
    });

    it('glances at Shopify leave a run of the minute the calls that its share of the rate has within the minute', async () => {
      await open();
      const kept = (calls: number, share: 'import' | 'import-beside-glances'): number =>
        calls * gapBetweenCallsMs(share, 1);
      expect(kept(settings.callsPerRun, 'import')).toBeLessThan(minuteMs);
      expect(kept(callsBesideGlances(settings.callsPerRun), 'import-beside-glances')).toBeLessThan(minuteMs);
      for (let minute = 0; minute < 5; minute++) {
        sold(80);
        world.pass(secondMs);
      }
      const before = asked();
      await poll();
      expect(asked() - before).toBeGreaterThan(10);
      expect(asked() - before).toBeLessThanOrEqual(callsBesideGlances(settings.callsPerRun));
    });

    it('glances list a shop of Shopify that sells much from its last order on, and runs of the minute its overlap by numbers', async () => {
      await open();
      for (let minute = 0; minute < 10; minute++) {
        sold(12);
        world.pass(minuteMs);
        await poll();
      }
      sold();
      world.pass(minuteMs);
      const before = asked();
      const [first] = await poll();
      // A page of orders that are stored, the numbers of all, and the new one.
      expect(asked() - before).toBe(3);
      sold();
      expect(await look(first as Glance)).toMatchObject({ calls: 2, imported: 1 });
    });
  });
});
