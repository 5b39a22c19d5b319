import { beforeEach, describe, expect, it } from 'vitest';
import { retireOrders, retiringIsDue } from '../../../core/import/reread-shop.ts';
import { reconcileShard } from '../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { bucketOf } from '../../../core/model/shards.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import type { RunContext } from '../../../core/session/visit-shops.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  world.rms.control.addOrders('kado-no-mise', { count: 3, at: { from: start - 30 * minuteMs, to: start - minuteMs } });
  await world.poll(shop);
  await world.ops('shops remove --shop kado-no-mise --yes rms#kado-no-mise');
});

const round = (): RunContext => ({
  ports: world.ports,
  settings: defaultImportSettings,
  cache: createProcessCache(world.ports.clock),
  budget: { remainingMs: () => dayMs },
  runId: 'reconcile',
  share: 'scan',
});
const retire = (buckets = [bucketOf(shop.key)]) => retireOrders(round(), buckets, []);
const rows = () => [...(world.store.rowsByShop.get(shop.key)?.values() ?? [])];
/** The next time it is one o'clock at night in Japan. */
const toTheNight = (days: number): void => world.pass(start + days * dayMs + 9.25 * hourMs + minuteMs - world.now());

describe('the open orders of a removed shop', () => {
  it('stay open as long as the shop may come back and find them changed', async () => {
    world.pass(62 * dayMs);
    expect(await retire()).toBe(0);
    expect((await world.ports.orders.openOrders(shop.key)).length).toBe(3);
  });

  it('become final at the age at which orders change no more, and lose their buyers’ data when that is due', async () => {
    toTheNight(64);
    await reconcileShard(round(), 0, 1);
    expect(rows().every((row) => row.kind === 'stored' && row.final && row.erasedAt === undefined)).toBe(true);
    toTheNight(64 + 181);
    await reconcileShard(round(), 0, 1);
    expect(rows()).toHaveLength(3);
    expect(rows().every((row) => row.kind === 'stored' && row.original.length === 0)).toBe(true);
  });

  it('are looked at in one run a night, and by the schedule of their bucket', async () => {
    world.pass(70 * dayMs);
    expect(await retire([(bucketOf(shop.key) + 1) % 16])).toBe(0);
    const nights = Array.from({ length: 288 }, (_, run) => start + run * 5 * minuteMs + 2 * minuteMs);
    expect(nights.filter((at) => retiringIsDue(at, defaultImportSettings))).toHaveLength(1);
    expect(await retire()).toBe(3);
    expect(await retire()).toBe(0);
  });

  it('stay as they are where the shop is back', async () => {
    await world.ports.shops.add(shop);
    world.pass(70 * dayMs);
    expect(await retire()).toBe(0);
  });
});
