import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let world: ApiWorld;
let key: string;
let orderNumber: string;

beforeEach(async () => {
  world = await openApiWorld();
  key = await world.key(['orders:read', 'changes:write', 'stock:write']);
  ({ orderNumber } = (await world.read(key, '/v1/shops/rms/kado-no-mise/orders')).orders[0]);
});

/** Sends a body by a name of its own; gives the status and what is answered. */
async function send(path: string, body?: unknown, { by = key, name = 'n-1', headers = {}, method = 'POST' } = {}) {
  const answer = await world.call(by, path, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': name, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as ReturnType<typeof JSON.parse> };
}

const confirm = (more: object = {}) => ({
  ...{ format: 1, shop: 'rms#kado-no-mise', by: '倉庫', orders: [{ orderNumber, change: { kind: 'confirm' } }] },
  ...more,
});

describe('a request of changes', () => {
  it('a request of changes by API is accepted as that of an event is, with the key and whom it names', async () => {
    const { status, body } = await send('/v1/changes', confirm());
    expect([status, body]).toMatchObject([
      200,
      { pushes: [{ outcome: 'stored', push: { orderNumber, kind: 'confirm', state: 'requested' } }] },
    ]);
    const [change] = await world.ports.changes.ofOrder({ shop: 'rms#kado-no-mise', orderNumber });
    expect(change?.by).toMatch(/^api:[0-9a-f]{12} 倉庫$/);
    expect(world.store.workMessages).toMatchObject([{ shop: 'rms#kado-no-mise' }]);
  });

  it('a repeated request of changes by API does nothing again, however late, and another body under the name is refused', async () => {
    const { body: first } = await send('/v1/changes', confirm());
    world.pass(hourMs);
    await send(`/v1/shops/rms/kado-no-mise/orders/${orderNumber}/changes/${first.pushes[0].push.push}/withdraw`);
    const again = await send('/v1/changes', confirm());
    expect([again.status, again.body.pushes[0]]).toMatchObject([
      200,
      { outcome: 'standing', push: { state: 'withdrawn' } },
    ]);
    const other = await send('/v1/changes', confirm({ by: '店長' }));
    expect([other.status, other.body.type]).toEqual([409, 'urn:tsunagi:problem:conflict']);
    const anew = await send('/v1/changes', confirm(), { name: 'n-2' });
    expect(anew.body.pushes[0]).toMatchObject({ outcome: 'reopened', push: { state: 'requested' } });
  });

  it('a request of changes with any fault is refused as a whole, with all of them, and its name stays free', async () => {
    const parcel = { carrier: '!', trackingNumber: null, shippedOn: '2026-13-01' };
    const orders = [confirm().orders[0], { orderNumber, change: { kind: 'ship', parcels: [parcel] } }];
    const wrong = await send('/v1/changes', confirm({ orders, more: 1 }));
    expect([wrong.status, wrong.body.problems]).toEqual([
      400,
      [
        expect.stringContaining('has "more" beside the fields'),
        expect.stringContaining('orders[1].change.parcels[0].carrier: expected up to 20 letters'),
        expect.stringContaining('orders[1].change.parcels[0].shippedOn: there is no such day.'),
      ],
    ]);
    const unable = await send('/v1/changes', confirm({ orders: [{ orderNumber, change: { kind: 'complete' } }] }));
    expect([unable.status, unable.body.problems]).toEqual([400, [expect.stringContaining('orders[0]')]]);
    expect(world.store.targetsByShop.size).toBe(0);
    expect((await send('/v1/changes', confirm())).status).toBe(200);
  });

  it('a request of changes by API needs a name, JSON and the scope', async () => {
    expect((await send('/v1/changes', confirm(), { name: '' })).body.problems).toEqual([
      expect.stringContaining('Idempotency-Key: expected a name'),
    ]);
    expect((await send('/v1/changes', confirm(), { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send('/v1/changes', confirm(), { by: await world.key(['orders:read']) })).status).toBe(403);
    const broken = await world.call(key, '/v1/changes', {
      ...{ method: 'POST', body: '{', headers: { 'content-type': 'application/json', 'idempotency-key': 'x' } },
    });
    expect([broken.status, await broken.json()]).toEqual([
      400,
      expect.objectContaining({ problems: ['the body: is no JSON.'] }),
    ]);
    const large = await send('/v1/changes', confirm({ by: 'x'.repeat(2 ** 20) }));
    expect(large.status).toBe(413);
  });
});

describe('a change', () => {
  const addressOf = async (): Promise<string> => {
    const { body } = await send('/v1/changes', confirm());
    return `/v1/shops/rms/kado-no-mise/orders/${orderNumber}/changes/${body.pushes[0].push.push}`;
  };

  it('a change is withdrawn and tried again by API, if it still is as it was read', async () => {
    const address = await addressOf();
    const etag = (await world.call(key, address)).headers.get('etag') ?? '';
    const withdrawn = await send(`${address}/withdraw`, undefined, { headers: { 'if-match': etag } });
    expect([withdrawn.status, withdrawn.body]).toMatchObject([
      200,
      { outcome: 'withdrawn', push: { state: 'withdrawn' } },
    ]);
    const late = await send(`${address}/retry`, undefined, { headers: { 'if-match': etag } });
    expect([late.status, late.body.type]).toEqual([412, 'urn:tsunagi:problem:changed-since']);
    expect((await send(`${address}/retry`)).body).toMatchObject({ outcome: 'reopened', push: { state: 'requested' } });
    expect((await send(`${address}0/retry`)).status).toBe(404);
  });
});

describe('stock', () => {
  const report = (items: readonly object[]) => ({ format: 1, merchant: 'hanamori', by: '倉庫', items });
  let own: string;
  beforeEach(async () => {
    own = await world.key(['orders:read', 'stock:write'], 'hanamori');
  });
  const free = async (sku: string) => (await world.read(own, `/v1/merchants/hanamori/stock/sku?sku=${sku}`)).free;

  it('the API takes counts, arrivals and adjustments of stock in, each once by its name', async () => {
    const count = report([{ sku: 'sencha', quantity: 10 }]);
    expect(await send('/v1/stock/counts', count, { by: own })).toEqual({ status: 200, body: { taken: 1 } });
    world.pass(minuteMs);
    for (let sent = 0; sent < 2; sent++)
      await send('/v1/stock/arrivals', report([{ sku: 'sencha', quantity: 5 }]), { by: own, name: 'a' });
    await send('/v1/stock/adjustments', report([{ sku: 'sencha', quantity: -2 }]), { by: own, name: 'b' });
    expect(await free('sencha')).toBe(13);
    expect(world.store.stockMessages).toContainEqual({ kind: 'skus', merchant: 'hanamori', skus: ['sencha'] });
  });

  it('a report of stock by API with any fault is refused as a whole', async () => {
    const later = new Date(world.now() + 2 * hourMs).toISOString();
    const items = [
      { sku: 'sencha', quantity: 1 },
      { sku: 'hojicha', quantity: 1, at: later },
    ];
    const wrong = await send('/v1/stock/counts', report(items), { by: own });
    expect([wrong.status, wrong.body.problems]).toEqual([400, [expect.stringContaining('items[1]: Its moment')]]);
    expect(world.store.movementsBySku.size).toBe(0);
    const without = await send('/v1/stock/counts', { ...report([items[0] as object]), merchant: 'kado' });
    expect(without.body.problems).toEqual([expect.stringContaining('has no stock with us')]);
  });

  it('the API takes sets, and says what became of each', async () => {
    const sets = [{ set: 'gift', parts: [{ sku: 'sencha', needed: 2 }] }];
    const put = (body: object, name: string) =>
      send('/v1/merchants/hanamori/stock/sets', body, { by: own, name, method: 'PUT' });
    expect((await put({ sets }, '1')).body).toEqual({ sets: [{ set: 'gift', step: 'new' }] });
    await send('/v1/stock/counts', report([{ sku: 'sencha', quantity: 5 }]), { by: own });
    expect(await free('gift')).toBe(2);
    expect((await put({ sets }, '2')).body).toEqual({ sets: [{ set: 'gift', step: 'same' }] });
    const nested = await put({ sets: [{ set: 'box', parts: [{ sku: 'gift', needed: 1 }] }] }, '3');
    expect(nested.body.problems).toEqual([
      'box: has the part gift, which is a set itself. Name the parts of gift instead.',
    ]);
  });
});
