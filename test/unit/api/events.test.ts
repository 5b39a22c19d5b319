import { beforeAll, describe, expect, it } from 'vitest';
import { appendEvents } from '../../../core/feed/append-events.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import { type ApiScope, apiScopes } from '../../../core/model/api-key.ts';
import type { FeedEvent } from '../../../core/model/feed.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let world: ApiWorld;
const add = (merchant: string, shop: `${string}#${string}`, order: number) => {
  const orderNumber = String(order);
  const common = { shop, orderNumber, at: world.now() };
  const events: FeedEvent[] = [
    { ...common, id: `${shop}#${order}#1`, kind: 'OrderImported', revision: 1 },
    {
      ...{ ...common, id: `${shop}#${order}#ship`, kind: 'StatusPushFailed', pushId: 'ship-0', pushKind: 'ship' },
      ...{ reason: 'wrong-progress', who: 'merchant' },
    },
  ];
  const context = { feed: world.feed, clock: world, revisions: async () => [], runId: `run-${order}` };
  return appendEvents(context, merchant, events);
};

beforeAll(async () => {
  world = await openApiWorld();
  for (let order = 1; order <= 3; order++) await add('kado', 'rms#kado-no-mise', order);
  await add('hanamori', 'rms#hanamori', 9);
});

describe('GET /v1/events', () => {
  it("GET /v1/events pages through the events of the key's merchant", async () => {
    const key = await world.key(['orders:read']);
    const first = await world.read(key, '/v1/events?limit=4');
    expect(first.events).toHaveLength(4);
    expect(first.hasMore).toBe(true);
    expect(first.events[1]).toEqual({
      ...{ position: first.events[1].position, id: 'rms#kado-no-mise#1#ship', event: 'StatusPushFailed' },
      ...{ at: expect.stringMatching(/\+09:00$/), shop: 'rms#kado-no-mise', orderNumber: '1', revision: null },
      ...{ change: 'ship-0', changeKind: 'ship', reason: 'wrong-progress', who: 'merchant' },
    });
    const second = await world.read(key, `/v1/events?after=${first.next}`);
    expect(second.events.map(({ id }: { id: string }) => id)).toEqual([
      'rms#kado-no-mise#3#1',
      'rms#kado-no-mise#3#ship',
    ]);
    expect(await world.read(key, `/v1/events?after=${second.next}`)).toEqual({
      ...{ events: [], next: second.next, hasMore: false },
    });
  });

  it('GET /v1/events wants the merchant of a key for all, and refuses what is no position', async () => {
    const key = await world.key(['orders:read'], null);
    expect(await (await world.call(key, '/v1/events')).json()).toMatchObject({
      problems: ['merchant: expected the id of a merchant, as the key is for all.'],
    });
    expect((await world.read(key, '/v1/events?merchant=hanamori')).events).toHaveLength(2);
    expect((await world.call(key, '/v1/events?merchant=kado&after=x')).status).toBe(400);
  });

  it('GET /v1/events answers 410 in words when what follows a position is gone', async () => {
    const key = await world.key(['orders:read']);
    const answer = await world.call(key, '/v1/events?after=1-1-someone-else');
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({
      ...{ type: 'urn:tsunagi:problem:gone', detail: expect.stringContaining('30 days') },
      todo: expect.stringContaining('without after'),
    });
  });

  it("GET /v1/events gives another merchant's key nothing, whatever its scopes, ids and positions", async () => {
    const own = await world.read(await world.key(['orders:read']), '/v1/events');
    const sets: (readonly ApiScope[])[] = [...apiScopes.map((scope) => [scope]), [...apiScopes]];
    const asked = [
      '',
      '&merchant=kado',
      ...own.events.map(({ position }: { position: string }) => `&after=${position}`),
    ];
    let tried = 0;
    const letIn: string[] = [];
    for (const scopes of sets) {
      const key = await world.key(scopes, 'hanamori');
      for (const search of asked) {
        const text = await (await world.call(key, `/v1/events?limit=100${search}`)).text();
        tried++;
        if (text.includes('kado-no-mise')) letIn.push(`${scopes.join()} ${search}`);
      }
    }
    console.log(`${letIn.length} of ${tried} let in to the feed`);
    expect(letIn).toEqual([]);
    expect(tried).toBeGreaterThan(50);
  });

  it('GET /v1/events keeps the place of a reader that is away for two days', async () => {
    const key = await world.key(['orders:read']);
    const { next } = await world.read(key, '/v1/events');
    world.pass(2 * dayMs);
    const late = await world.key(['orders:read']);
    for (let order = 4; order < 9; order++) await add('kado', 'rms#kado-no-mise', order);
    expect((await world.read(late, `/v1/events?after=${next}`)).events).toHaveLength(10);
  });
});
