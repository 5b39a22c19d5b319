import { describe, expect, it } from 'vitest';
import { auditShop } from '../../core/import/audit-shop.ts';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { openImportSession } from '../../core/session/import-session.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { startedScenario } from '../../proving/worlds/scenario.ts';
import { settingsOf } from '../../proving/worlds/world.ts';

const nightly = async ({ world, shop }: Awaited<ReturnType<typeof startedScenario>>) =>
  [...world.store.auditsByName]
    .filter(([name]) => name.startsWith('nightly-'))
    .map(([, results]) => results.get(shop.key)?.result);

/** Audits a shop's last days at once. */
async function auditNow({ world, shop, nothingRuns }: Awaited<ReturnType<typeof startedScenario>>) {
  const process = world.startProcess();
  const mall = await process.ports.malls.shop(shop);
  const run = openImportSession({
    ports: process.ports,
    settings: settingsOf(world),
    cache: process.cache,
    shop,
    mall,
    runId: 'by-hand',
    budget: budgetUntil(process.clock, process.clock.now() + hourMs),
    share: 'scan',
    calls: Number.POSITIVE_INFINITY,
  });
  const auditing = auditShop(run, { from: world.time.now() - 7 * dayMs, to: world.time.now() });
  await nothingRuns(5 * minuteMs);
  return auditing;
}

describe('the nightly audit', () => {
  it('the nightly audit finds a row that was deleted from outside, brings it back, and says so', async () => {
    const scenario = await startedScenario(31);
    const { world, shop, row, rows } = scenario;
    const order = rows(shop)[3]?.orderNumber as string;
    world.store.rowsByShop.get(shop.key)?.delete(order);
    expect(await auditNow(scenario)).toMatchObject({ missing: [order], missingCount: 1, doubledCount: 0 });
    expect(row(shop, order)?.kind).toBe('stored');
    expect(await auditNow(scenario)).toMatchObject({ missingCount: 0, doubledCount: 0 });
  });

  it('the nightly audit brings back what is listed, and says nothing of a span of which the mall counts more than it lists', async () => {
    const scenario = await startedScenario(31);
    const { world, shop, row, rows } = scenario;
    const order = rows(shop)[3]?.orderNumber as string;
    world.store.rowsByShop.get(shop.key)?.delete(order);
    world.rms.control.changeSettings({ search: { totalTooHigh: 1 } });
    expect(await auditNow(scenario)).toEqual({ kind: 'unaudited', reason: 'total-wrong' });
    expect(row(shop, order)?.kind).toBe('stored');
  });

  it('the nightly audit finds a claim that is not what its line says, and sets it right', async () => {
    const scenario = await startedScenario(32);
    const { world, shop, run, broken } = scenario;
    const [order] = world.rms.control.addOrders(shop.code, { count: 1, kind: 'plain' });
    await run(10 * minuteMs);
    for (const [id, claim] of world.store.claimsById) {
      if (claim.orderNumber === order) world.store.claimsById.set(id, { ...claim, quantity: claim.quantity + 7 });
    }
    await run(dayMs);
    expect(await nightly(scenario)).toContainEqual(
      expect.objectContaining({ kind: 'audited', doubled: [order], doubledCount: 1 }),
    );
    expect(broken()).toEqual([]);
  });

  it('the nightly audit does not call an order missing that was placed after the cursor while it looked', async () => {
    const scenario = await startedScenario(33);
    const { world, shop, run } = scenario;
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      world.time.at(
        world.time.now() + minute * minuteMs,
        () => void world.rms.control.addOrders(shop.code, { count: 1 }),
      );
    }
    await run(dayMs);
    for (const result of await nightly(scenario)) expect(result).toMatchObject({ missingCount: 0, doubledCount: 0 });
  });

  it('the nightly audit counts unreadable orders separately: they are neither missing nor here', async () => {
    const scenario = await startedScenario(35);
    const { world, shop, nothingRuns, row } = scenario;
    const { control } = world.rms;
    await nothingRuns(10 * minuteMs);
    const at = world.time.now() - 2 * minuteMs;
    const [hidden, spoilt] = control.addOrders(shop.code, { count: 2, at }) as [string, string];
    control.hideOrder(hidden);
    control.spoilOrder(spoilt, 'broken-json');
    const unread = { missing: [], missingCount: 0, unread: [hidden, spoilt].sort(), unreadCount: 2 };
    const first = await auditNow(scenario);
    if (first.kind !== 'audited') throw new Error(`It was not audited: ${first.reason}`);
    expect({ ...first, unread: [...(first.unread ?? [])].sort() }).toMatchObject(unread);
    expect([row(shop, hidden)?.kind, row(shop, spoilt)?.kind]).toEqual(['missing', 'quarantined']);

    // The rows that say so are no orders: the next audit counts them as well, and what it can read by then it brings in.
    const { placed } = first;
    control.showOrder(hidden);
    expect(await auditNow(scenario)).toMatchObject({
      ...{ missingCount: 0, doubledCount: 0, unread: [spoilt], unreadCount: 1 },
      placed: placed + 1,
    });
    expect(row(shop, hidden)?.kind).toBe('stored');
  });

  it('the nightly audit names a shop that it could not look at', async () => {
    const scenario = await startedScenario(34);
    const { world, shop, run } = scenario;
    const audits = memoryPorts(world.store).audits;
    const brokenAt = world.time.now();
    world.rms.control.break({ kind: 'server-error-json', operations: ['searchOrder'], shopUrl: shop.code });
    await run(dayMs);
    const names = [...world.store.auditsByName.keys()].filter((name) => name.startsWith('nightly-'));
    const results = (await Promise.all(names.map((name) => audits.of(name)))).flat();
    const ofShop = results.filter((audit) => audit.shop === shop.key && audit.at > brokenAt);
    expect(ofShop.length).toBeGreaterThan(0);
    for (const { result } of ofShop) expect(result.kind).toBe('unaudited');
  });
});
