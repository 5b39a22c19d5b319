import { beforeAll, describe, expect, it } from 'vitest';
import { createReaches } from '../../../api/reach.ts';
import { routes } from '../../../api/routes.ts';
import { scopedPorts } from '../../../api/scoped-ports.ts';
import { openTables } from '../../../api/tables.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type ApiScope, apiScopes } from '../../../core/model/api-key.ts';
import { mailNames, sendMails } from '../ops/scenes/town.ts';
import { type ApiWorld, apiPortsOf, openApiWorld } from './api-world.ts';

let world: ApiWorld;
let orderNumber: string;

beforeAll(async () => {
  world = await openApiWorld();
  await sendMails(world);
  const every = await world.key([...apiScopes], null);
  ({ orderNumber } = (await world.read(every, '/v1/shops/rms/kado-no-mise/orders')).orders[0]);
});

/** What stands for each part of an address, of kado. */
const theirs = (): Readonly<Record<string, string>> => ({
  mall: 'rms',
  code: 'kado-no-mise',
  merchant: 'kado',
  orderNumber,
  change: 'confirm-000000000000',
  mail: mailNames.bounced,
});

const report = { format: 1, merchant: 'kado', by: 'x', items: [{ sku: 'sencha', quantity: 1 }] };

/** A body of each route that takes one, all of kado. */
const bodies = (): Readonly<Record<string, object>> => ({
  requestChanges: {
    format: 1,
    shop: 'rms#kado-no-mise',
    by: 'x',
    orders: [{ orderNumber, change: { kind: 'confirm' } }],
  },
  ...{ reportCounts: report, reportArrivals: report, reportAdjustments: report },
  putSets: { sets: [{ set: 'gift', parts: [{ sku: 'sencha', needed: 1 }] }] },
});

/** What only kado's answers hold. */
const secrets = /kado|角/;

describe('a key of another merchant', () => {
  it('is let in by no route, whatever its scopes', async () => {
    const sets: (readonly ApiScope[])[] = [...apiScopes.map((scope) => [scope]), [...apiScopes]];
    let tried = 0;
    const letIn: string[] = [];
    for (const scopes of sets) {
      const key = await world.key(scopes, 'hanamori');
      for (const { name, method, path, query, body } of routes) {
        const whole = path.replaceAll(/\{(\w+)\}/g, (part, name) => theirs()[name] ?? part);
        const named = Object.keys(query?.fields ?? {}).includes('merchant') ? ['', '?merchant=kado'] : [''];
        const asked = path.endsWith('/sku') ? ['?sku=sencha'] : named;
        for (const search of asked) {
          const answer = await world.call(key, `${whole}${search}`, {
            ...{
              method: method.toUpperCase(),
              headers: { 'content-type': 'application/json', 'idempotency-key': name },
            },
            ...(body !== undefined && { body: JSON.stringify(bodies()[name]) }),
          });
          tried++;
          if (method !== 'get' && answer.status === 200) letIn.push(`${scopes.join()} ${method} ${whole}`);
          if (secrets.test(await answer.text())) letIn.push(`${scopes.join()} ${method} ${whole}${search}`);
        }
      }
    }
    console.log(`${letIn.length} of ${tried} let in`);
    expect(letIn).toEqual([]);
    expect(tried).toBeGreaterThan(100);
    const recipes = [...world.store.skusById.values()].filter((row) => row.recipes.length + row.inSets.length > 0);
    const { targetsByShop, movementsBySku, workMessages, stockMessages } = world.store;
    expect([targetsByShop.size, movementsBySku.size, recipes.length, workMessages, stockMessages]).toEqual([
      0,
      0,
      0,
      [],
      [],
    ]);
    // What is looked for is there: the merchant's own key gets it.
    const own = await world.call(await world.key(['orders:read']), '/v1/merchants/kado');
    expect(await own.text()).toMatch(secrets);
  });

  it('reaches a shop that became theirs, and no longer one that ceased to be', async () => {
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
  it('refuse every call that has no guard', async () => {
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
