import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../api/routes.ts';
import { type ApiScope, apiScopes } from '../../../core/model/api-key.ts';
import { type DynamoEmulator, startDynalite } from '../../../proving/dynalite.ts';
import { closed } from '../../unit/ops/incident-world.ts';
import { mailNames } from '../../unit/ops/scenes/town.ts';
import { type ApartWorld, openApartWorld } from './apart-world.ts';

let emulator: DynamoEmulator;
let world: ApartWorld;
let orderNumber: string;
let change: string;

beforeAll(async () => {
  emulator = await startDynalite();
  world = await openApartWorld(emulator.endpoint);
  const every = await world.key([...apiScopes], null);
  ({ orderNumber } = (await world.read(every, '/v1/shops/rms/kado-no-mise/orders')).orders[0]);
  const answer = await world.call(every, '/v1/changes', {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': 'first' } },
    body: JSON.stringify(bodiesOf('kado').requestChanges),
  });
  ({ push: change } = ((await answer.json()) as ReturnType<typeof JSON.parse>).pushes[0].push);
  world.store.workMessages.splice(0);
});
afterAll(() => emulator?.stop());

/** What stands for each part of an address, of kado. */
const theirs = (): Readonly<Record<string, string>> => ({
  ...{ mall: 'rms', code: 'kado-no-mise', merchant: 'kado', orderNumber, incident: closed.id },
  ...{ change, mail: mailNames.bounced },
});

const report = (merchant: string) => ({ format: 1, merchant, by: 'x', items: [{ sku: 'sencha', quantity: 1 }] });

/** A body of each route that takes one. */
const bodiesOf = (merchant: string): Readonly<Record<string, object>> => ({
  requestChanges: {
    ...{ format: 1, shop: 'rms#kado-no-mise', by: 'x' },
    orders: [{ orderNumber, change: { kind: 'confirm' } }],
  },
  ...{ reportCounts: report(merchant), reportArrivals: report(merchant), reportAdjustments: report(merchant) },
  putSets: { sets: [{ set: 'gift', parts: [{ sku: 'sencha', needed: 1 }] }] },
});

interface Try {
  readonly name: string;
  readonly method: string;
  readonly address: string;
  readonly status: number;
  readonly text: string;
}

/** Every route with a key, about what the parts of its address name. */
async function tryEvery(key: string, parts: Readonly<Record<string, string>>): Promise<Try[]> {
  const tries: Try[] = [];
  const bodies = bodiesOf(parts.merchant ?? '');
  for (const { name, method, path, query, body } of routes) {
    const whole = path.replaceAll(/\{(\w+)\}/g, (part, word) => encodeURIComponent(parts[word] ?? part));
    const fields = Object.keys(query?.fields ?? {});
    const needed = path.endsWith('/sku') ? ['?sku=sencha'] : [''];
    const more = ['merchant', 'attention'].filter((field) => fields.includes(field));
    const searches = [...needed, ...more.map((field) => (field === 'merchant' ? '?merchant=kado' : '?attention=true'))];
    for (const search of searches) {
      const answer = await world.call(key, `${whole}${search}`, {
        ...{ method: method.toUpperCase(), headers: { 'content-type': 'application/json', 'idempotency-key': name } },
        ...(body !== undefined && { body: JSON.stringify(bodies[name]) }),
      });
      tries.push({ name, method, address: `${whole}${search}`, status: answer.status, text: await answer.text() });
    }
  }
  return tries;
}

/** What only kado's answers hold. */
const secrets = /kado|角/;

describe('on DynamoDB, as dynalite plays it, with session policies that are obeyed', () => {
  it('a key of another merchant is let in by no route, whatever its scopes', async () => {
    const sets: (readonly ApiScope[])[] = [...apiScopes.map((scope) => [scope]), [...apiScopes]];
    let tried = 0;
    const letIn: string[] = [];
    for (const scopes of sets) {
      for (const { method, address, status, text } of await tryEvery(await world.key(scopes, 'hanamori'), theirs())) {
        tried++;
        const isTaken = method !== 'get' && status === 200;
        if (isTaken || status >= 500 || secrets.test(text))
          letIn.push(`${scopes.join()} ${method} ${address} ${status}`);
      }
    }
    console.log(`${letIn.length} of ${tried} let in`);
    expect(letIn).toEqual([]);
    expect(tried).toBeGreaterThan(200);
    expect([world.store.workMessages, world.store.stockMessages, world.policing.refused]).toEqual([[], [], []]);
    expect(world.policing.requests).toBeGreaterThan(100);
  });

  it("a merchant's key gets its own rows, within its session policies", async () => {
    const tries = await tryEvery(await world.key([...apiScopes], 'kado'), theirs());
    expect(world.policing.refused).toEqual([]);
    const failed = tries.filter(({ status }) => status !== 200).map(({ name, status }) => `${name} ${status}`);
    // Of all shops no orders are listed, and it has no stock with us.
    expect(failed).toEqual([
      ...['listAllOrders 400', 'getSku 404'],
      ...['reportCounts 400', 'reportArrivals 400', 'reportAdjustments 400', 'putSets 400'],
    ]);
    expect(tries.find(({ name }) => name === 'getMerchant')?.text).toMatch(secrets);
    expect(tries.find(({ name }) => name === 'getMail')?.text).toMatch(secrets);
  });

  it('writes of stock and changes stay within the session policies of their merchant', async () => {
    const key = await world.key([...apiScopes], 'hanamori');
    const parts = { ...theirs(), code: 'hanamori-cha', merchant: 'hanamori' };
    const tries = await tryEvery(key, parts);
    const written = tries.filter(({ method, status }) => method !== 'get' && status === 200).map(({ name }) => name);
    expect(written).toEqual(['reportCounts', 'reportArrivals', 'reportAdjustments', 'putSets']);
    expect(world.policing.refused).toEqual([]);
  });
});
