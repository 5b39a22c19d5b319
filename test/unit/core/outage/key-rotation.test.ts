import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { rotateKey } from '../../../../core/tenants/rotate-key.ts';
import { now, placed, rotate, stored } from './rotation.ts';
import { type HealthWorld, openHealthWorld, start } from './world.ts';

const expiryCalls = (world: HealthWorld) => world.calls.workers.filter(({ path }) => path.includes('license'));

describe('keys that are rotated under load', () => {
  it('of all shops at one moment, and dead at once: the probes cannot tell why, and still no incident opens', async () => {
    const world = await openHealthWorld(4);
    for (const { code } of world.shops) world.rms.control.arrivals(code, { perHour: 60 });
    world.probeEveryMinute(60);
    world.workEveryMinute(60);
    world.time.at(start + 10 * minuteMs, () => {
      for (const shop of world.shops) rotate(world, shop, 30).catch((error) => world.failures.push(error));
    });
    await world.pass(60);
    for (const { code } of world.shops) world.rms.control.arrivals(code, null);
    world.workEveryMinute(5);
    await world.pass(8);
    expect([world.failures, [...world.store.incidentsById.values()]]).toEqual([[], []]);
    expect(placed(world) - stored(world)).toBe(0);
  });

  it('of all shops, just before the mall goes down: it is found to be back by the keys that wait', async () => {
    const world = await openHealthWorld(3);
    world.probeEveryMinute(150);
    world.workEveryMinute(150);
    world.time.at(start + 5 * minuteMs, () => {
      for (const shop of world.shops) rotate(world, shop, 30).catch((error) => world.failures.push(error));
    });
    world.rms.control.break({
      kind: 'server-error-html',
      from: start + 10 * minuteMs,
      until: start + 60 * minuteMs,
    });
    await world.pass(150);
    expect(world.failures).toEqual([]);
    expect([...world.store.healthsById.values()].map(({ state }) => state.kind)).toEqual([
      'healthy',
      'healthy',
      'healthy',
    ]);
    for (const shop of world.shops) expect((await now(world, shop)).credential.version).toBe(2);
    expect([...world.store.pausesById.values()]).toEqual([]);
  });

  it('is taken two minutes after the mall takes it at the latest', async () => {
    const world = await openHealthWorld(1);
    const [shop] = world.shops as [Shop];
    world.workEveryMinute(40);
    world.time.at(start, () => void rotate(world, shop, 20));
    await world.pass(19.9);
    expect((await now(world, shop)).credential.version).toBe(1);
    await world.pass(3);
    expect((await now(world, shop)).credential.version).toBe(2);
  });

  it('with a slip of the keyboard goes on with the one before, for as long as that works', async () => {
    const world = await openHealthWorld(1);
    const [shop] = world.shops as [Shop];
    world.rms.control.arrivals(shop.code, { perHour: 60 });
    world.workEveryMinute(60);
    const wrong = { serviceSecret: 'SP1_x', licenseKey: 'SL1_x' };
    const handedIn = rotateKey(world.ports('workers'), shop, wrong, { write: true });
    await world.pass(60);
    expect(await handedIn).toMatchObject({ kind: 'pending' });
    world.rms.control.arrivals(shop.code, null);
    world.workEveryMinute(5);
    await world.pass(8);
    expect(placed(world) - stored(world)).toBe(0);
    expect([...world.store.pausesById.values()]).toEqual([]);
    expect((await now(world, shop)).credential.version).toBe(1);
  });
});

describe('the end of each key', () => {
  it('is read once a day and shop, within the shop’s rate, and stands in its row', async () => {
    const world = await openHealthWorld(3);
    world.workEveryMinute(90);
    await world.pass(90);
    expect(expiryCalls(world)).toHaveLength(3);
    for (const { key, code } of world.shops) {
      const end = world.rms.control.shops().find(({ shopUrl }) => shopUrl === code)?.keyExpiresAtMs;
      const { credential } = (await world.ports().shops.get(key)) as Shop;
      expect(credential).toMatchObject({ expiresAt: end, expiringPart: 'licence' });
      expect(credential.checkedAt).toBeLessThan(start + 2 * minuteMs);
    }
  });

  it('that the mall does not give, or cannot, fails no visit, pauses no shop and is no evidence of an outage', async () => {
    const world = await openHealthWorld(2);
    const [off, failing] = world.shops as [Shop, Shop];
    world.rms.control.switchFunction(off.code, 'license.expiryDate', false);
    world.rms.control.break({ kind: 'server-error-json', shopUrl: failing.code, api: 'license' });
    for (const { code } of world.shops) world.rms.control.arrivals(code, { perHour: 60 });
    world.workEveryMinute(50);
    await world.pass(52);
    expect(world.failures).toEqual([]);
    expect([...world.store.pausesById.values()]).toEqual([]);
    expect([...world.store.evidenceById.values()]).toEqual([]);
    expect(stored(world)).toBeGreaterThan(60);
    // One that is switched off is asked for again on the next day, one that failed in an hour.
    expect(expiryCalls(world)).toHaveLength(2);
    const [first, second] = await Promise.all(world.shops.map((shop) => now(world, shop)));
    expect(first?.credential).toMatchObject({ checkedAt: expect.any(Number) });
    expect(first?.credential.expiresAt).toBeUndefined();
    expect(second?.credential.checkedAt).toBeUndefined();
  });
});
