import { describe, expect, it } from 'vitest';
import { auditByHand, auditNightly } from '../../../../core/import/audit-shops.ts';
import { nightComesFirst, rereadDue } from '../../../../core/import/reread-shop.ts';
import { dayMs, hourMs, jstMoment, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache, openImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { began, shopKey } from '../../malls/amazon/in-process.ts';
import { openAmazonWorld } from './amazon-world.ts';

/** A shop with many more orders than twenty listings have: Amazon's quota lets one more through in three minutes. */
async function busyShop(orders: number) {
  const world = await openAmazonWorld({}, began - 4 * dayMs);
  const lasts = 54 * minuteMs;
  for (let at = began - 58 * minuteMs; at < began - 58 * minuteMs + lasts; at += 10 * secondMs)
    world.place(orders / 324, at);
  await world.poll(300);
  expect(world.orders()).toHaveLength(orders);
  return world;
}

describe('an audit of a shop with more orders than its quota lists at once', () => {
  it('an audit of more orders than a quota lists at once ends within the night, run after run', async () => {
    const world = await busyShop(1_296);
    world.clock.at = jstMoment('2026-11-25', '00:55');
    const tries: number[] = [];
    while (world.clock.at < jstMoment('2026-11-25', '07:00')) {
      await world.poll(5);
      const before = world.searches();
      await world.reconcile();
      const { rereadAfter } = await world.shop();
      if (world.searches() > before) tries.push(world.clock.at);
      if (rereadAfter === '~') break;
    }
    const audit = await world.ports.audits.get('nightly-2026-11-25', shopKey);
    expect(audit).toMatchObject({ to: jstMoment('2026-11-25', '01:00'), result: { kind: 'audited', atMall: 1_296 } });
    expect(tries.length).toBeGreaterThan(2);
    // It is not made again.
    const puts = audit?.at;
    await world.poll(5);
    await world.reconcile();
    expect((await world.ports.audits.get('nightly-2026-11-25', shopKey))?.at).toBe(puts);
  }, 60_000);

  it('an audit of more orders than a quota lists at once ends for a person, and says how long it waits', async () => {
    const world = await busyShop(2_592);
    const { ports } = world;
    const waits: number[] = [];
    const before = world.searches();
    const [audit] = await auditByHand({
      ...{ ports, settings: defaultImportSettings, budget: budgetUntil(ports.clock, world.clock.at + 2 * dayMs) },
      ...{ runId: 'hand', shops: [await world.shop()], span: { from: began - hourMs, to: began } },
      ...{ dryRun: true, name: 'by-hand', onShop: () => undefined },
      onWait: (shop, until) => {
        expect(shop.key).toBe(shopKey);
        waits.push(until - world.clock.at);
      },
    });
    expect(audit?.result).toMatchObject({ kind: 'audited', atMall: 2_592 });
    expect(waits.length).toBeGreaterThan(5);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    // No page is listed twice: there are 26.
    expect(world.searches() - before).toBeLessThan(30);
  }, 60_000);
});

describe('the audit of a night', () => {
  const night = '2026-11-25';

  it('the audit of a night lists day by day where few listings are allowed, and is over once it has listed all', async () => {
    const world = await openAmazonWorld({}, began - 20 * dayMs);
    world.clock.at = jstMoment(night, '01:05');
    const auditWith = async (calls: number): Promise<unknown> => {
      const { ports } = world;
      const shop = await world.shop();
      const run = openImportSession({
        ...{ ports, settings: defaultImportSettings, cache: createProcessCache(ports.clock), shop, calls },
        ...{
          mall: await ports.malls.shop(shop),
          runId: 'night',
          share: 'import',
          budget: { remainingMs: () => dayMs },
        },
      });
      await auditNightly(run, night);
      return (await ports.audits.get(`nightly-${night}`, shopKey))?.result;
    };
    // A second page of a day without a call for it.
    for (let order = 0; order < 150; order++) world.place(1, began - hourMs + order * secondMs);
    expect(await auditWith(7)).toEqual({ kind: 'unaudited', reason: 'calls-used-up' });
    expect((await world.shop()).rereadAfter).toBe('');
    const before = world.searches();
    expect(await auditWith(500)).toMatchObject({ kind: 'audited', atMall: 150 });
    expect((await world.shop()).rereadAfter).toBe('~');
    expect(world.searches() - before).toBe(8);
  });

  it('the audit of a night is tried until seven in the morning, and the scan waits for it where few listings are allowed', async () => {
    const world = await openAmazonWorld();
    const at = (time: string): number => jstMoment(night, time);
    const shop = { ...(await world.shop()), rereadDay: night, rereadAfter: '}' };
    const { listings } = world.ports.malls.traits('amazon');
    const due = (time: string) => rereadDue(shop, at(time), defaultImportSettings);
    expect([due('06:59'), due('07:00')]).toEqual([night, null]);
    const waits = (of: Shop, time: string) => nightComesFirst(of, at(time), defaultImportSettings, listings);
    expect(waits(shop, '06:59')).toBe(true);
    expect(nightComesFirst(shop, at('06:59'), defaultImportSettings, undefined)).toBe(false);
    expect(waits({ ...shop, rereadAfter: '~' }, '06:59')).toBe(false);
    expect(waits({ ...shop, rereadAfter: '' }, '07:00')).toBe(false);
  });
});
