import { beforeAll, describe, expect, it } from 'vitest';
import { createReaches } from '../../../api/reach.ts';
import { scopedPorts } from '../../../api/scoped-ports.ts';
import { openTables } from '../../../api/tables.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type ApiWorld, apiPortsOf, openApiWorld } from './api-world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});

describe('a key of another merchant', () => {
  it("a merchant's key reaches a shop that became theirs, and no longer one that ceased to be", async () => {
    const [hanamori, kado] = [await world.key(['orders:read'], 'hanamori'), await world.key(['orders:read'])];
    const statuses = async () =>
      [
        await world.call(hanamori, '/v1/shops/rms/kado-outlet'),
        await world.call(kado, '/v1/shops/rms/kado-outlet'),
      ].map(({ status }) => status);
    expect(await statuses()).toEqual([404, 200]);
    const shop = world.store.shopsByKey.get('rms#kado-outlet');
    if (shop === undefined) throw new Error('There is no such shop.');
    world.store.shopsByKey.set(shop.key, { ...shop, merchant: 'hanamori' });
    world.pass(minuteMs);
    expect(await statuses()).toEqual([200, 404]);
    world.store.shopsByKey.set(shop.key, shop);
  });
});

describe('the tables as a key sees them', () => {
  it('the scoped tables refuse every call that has no guard', async () => {
    const ports = apiPortsOf(world);
    const key = { merchant: 'hanamori', id: 'x' };
    const scoped = scopedPorts(await openTables(ports, undefined, key, []), createReaches(ports)(key));
    const calls = Object.entries(ports).flatMap(([port, methods]) =>
      Object.keys(methods).map((method) => [port, method]),
    );
    const open = calls.flatMap(([port = '', method = '']) => {
      try {
        const given = (scoped as unknown as Record<string, Record<string, unknown>>)[port]?.[method];
        return given === undefined ? [] : [`${port}.${method}`];
      } catch {
        return [];
      }
    });
    expect(
      open.filter((name) =>
        /^(?:shops\.(?!get|those)|vault|bus|leases|spans|apiKeys\.(?!firstRequest)|chats)/.test(name),
      ),
    ).toEqual([]);
    expect(calls.length - open.length).toBeGreaterThan(60);
  });
});
