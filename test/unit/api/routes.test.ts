import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { requestPushes } from '../../../core/status/request.ts';
import { sendMails } from '../ops/scenes/town.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let world: ApiWorld;
let kado: string;
let whole: string;
let every: string;
let numbers: string[];
const shop = '/v1/shops/rms/kado-no-mise';

beforeAll(async () => {
  world = await openApiWorld();
  await sendMails(world);
  kado = await world.key(['orders:read']);
  whole = await world.key(['orders:read', 'buyers:read']);
  every = await world.key(['orders:read', 'ops'], null);
  numbers = (await world.read(kado, `${shop}/orders`)).orders.map((one: { orderNumber: string }) => one.orderNumber);
  const [orderNumber = ''] = numbers;
  const request = { shop: 'rms#kado-no-mise', orderNumber, content: { kind: 'confirm' } } as const;
  await requestPushes(world.ports, [request], { by: 'sakura', now: world.now() });
});

describe('orders', () => {
  it('orders of a shop by API are what ops orders list --json prints, without the first character of the buyer', async () => {
    const { orders, ...page } = await world.read(kado, `${shop}/orders`);
    const { readUnits: _, ...listed } = await world.json('orders list --shop kado-no-mise');
    expect(orders.length).toBeGreaterThan(1);
    expect({ orders, ...page }).toEqual({
      ...listed,
      orders: listed.orders.map((one: object) => ({ ...one, buyer: null })),
    });
    expect((await world.read(whole, `${shop}/orders`)).orders).toEqual(listed.orders);
  });

  it('orders of a merchant by API are those of its shops, page by page, each once', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { orders, next }: { orders: { orderNumber: string }[]; next: string | null } = await world.read(
        ...([kado, `/v1/merchants/kado/orders?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`] as const),
      );
      seen.push(...orders.map(({ orderNumber }) => orderNumber));
      cursor = next;
    }
    expect(seen).toEqual(numbers);
  });

  it('the API refuses a list of the orders of all shops with a word about the events', async () => {
    const answer = await world.call(every, '/v1/orders');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({
        type: 'urn:tsunagi:problem:whole-installation',
        todo: expect.stringContaining('take the events of the bus'),
      }),
    ]);
  });

  it('orders by API show no buyer without the scope, and each read with it is logged by the name of the key', async () => {
    const path = `${shop}/orders/${numbers[0]}`;
    const before = world.log.lines.length;
    const [hidden, shown] = [await world.read(kado, path), await world.read(whole, path)];
    expect([hidden.content.buyer.name, shown.content.buyer.name]).toEqual([null, expect.stringMatching(/\S/)]);
    expect(JSON.stringify(hidden)).not.toContain(shown.content.buyer.name);
    expect(world.log.lines.slice(before)).toEqual([
      expect.objectContaining({
        event: 'api.buyers-read',
        fields: { key: expect.any(String), by: 'test', shop: 'rms#kado-no-mise', orders: [numbers[0]] },
      }),
    ]);
  });

  it('an order by API is what ops orders show --json prints, but for the original', async () => {
    const { order, raw, ...shown } = await world.json(`orders show ${numbers[0]} --shop kado-no-mise`);
    expect(order).not.toBeNull();
    expect(await world.read(whole, `${shop}/orders/${numbers[0]}`)).toEqual(shown);
    expect((await world.read(whole, `${shop}/orders/${numbers[0]}/revisions`)).revisions).toEqual(shown.revisions);
  });

  it('an order by API has its changes, which stand in the list of the shop, too', async () => {
    const { pushes } = await world.read(kado, `${shop}/orders/${numbers[0]}/changes`);
    expect(pushes).toMatchObject([{ kind: 'confirm', state: 'requested', by: 'sakura' }]);
    expect(await world.read(kado, `${shop}/orders/${numbers[0]}/changes/${pushes[0].push}`)).toEqual(pushes[0]);
    expect((await world.read(kado, `${shop}/changes`)).pushes).toMatchObject([{ push: pushes[0].push }]);
  });
});

describe('shops, stock, outages', () => {
  it('shops by API are those of the key', async () => {
    const keysOf = async (key: string, path = '/v1/shops') =>
      (await world.read(key, path)).shops.map((one: { shop: string }) => one.shop);
    expect(await keysOf(kado)).toEqual(['rms#kado-no-mise', 'rms#kado-outlet']);
    expect((await keysOf(every)).length).toBe(6);
    expect(await keysOf(every, '/v1/shops?merchant=sakura')).toEqual(['rms#sakura-kitchen', 'rms#yuki']);
    expect(await world.read(kado, shop)).toEqual(
      (await world.json('shops list')).shops.find((one: { shop: string }) => one.shop === 'rms#kado-no-mise'),
    );
  });

  it('pauses by API are those of malls, and of the shops of the key', async () => {
    const scopesOf = async (key: string) =>
      (await world.read(key, '/v1/pauses')).pauses.map((one: { scope: string }) => one.scope);
    expect(await scopesOf(kado)).toEqual(['rms#kado-outlet']);
    expect(await scopesOf(every)).toEqual(['rms#kado-outlet', 'rms#sakura-kitchen']);
  });

  it('merchants, mails and problems by API are those of the key, as the commands print them', async () => {
    const idsOf = (rows: readonly Record<string, string>[], name: string) => rows.map((one) => one[name]);
    expect(idsOf((await world.read(kado, '/v1/merchants')).merchants, 'merchant')).toEqual(['kado']);
    expect(idsOf((await world.read(every, '/v1/merchants')).merchants, 'merchant')).toEqual(['hanamori', 'kado']);
    expect((await world.read(every, '/v1/merchants/sakura')).hasRow).toBe(false);
    const listed = (await world.json('mail list --last 100')).mails.filter(
      (one: { merchant: string }) => one.merchant === 'kado',
    );
    expect(listed.length).toBeGreaterThan(1);
    const first = await world.read(kado, '/v1/mails?limit=1');
    const rest = await world.read(kado, `/v1/mails?cursor=${first.next}`);
    expect([...first.mails, ...rest.mails]).toEqual(listed);
    expect((await world.read(kado, `/v1/mails/${first.next}`)).text).toBe('角田商店 様');
    expect((await world.read(kado, `${shop}/problems`)).problems).toEqual(
      (await world.json('orders problems --shop kado-no-mise')).problems,
    );
  });

  it('a SKU by API is what ops stock show --json prints', async () => {
    const count = {
      merchant: 'kado',
      sku: '煎茶/100 g',
      id: 'c',
      kind: 'counted',
      quantity: 7,
      by: 'x',
      note: '',
    } as const;
    const at = world.now() - minuteMs;
    await world.ports.stock.putMovement({ ...count, at, writtenAt: at });
    await world.ports.stock.markDirty('kado', count.sku, at, 'deep');
    const shown = await world.read(kado, `/v1/merchants/kado/stock/sku?sku=${encodeURIComponent(count.sku)}`);
    expect(shown).toMatchObject({ merchant: 'kado', sku: count.sku, free: 7 });
    expect(shown).toEqual(await world.json(['stock', 'show', count.sku, '--merchant', 'kado']));
    expect((await world.call(kado, '/v1/merchants/kado/stock/sku?sku=none')).status).toBe(404);
  });
});

describe('a request', () => {
  it('a request to the API with several faults is refused with all of them', async () => {
    const answer = await world.call(
      kado,
      `${shop}/orders?limit=0&from=yesterday&attention=maybe&wrong=1&number=1&number=2`,
    );
    const { problems } = (await answer.json()) as { readonly problems: string[] };
    expect(answer.status).toBe(400);
    expect(problems).toEqual([
      'number: stands 2 times. Give it once.',
      expect.stringContaining('has "wrong" beside the fields'),
      'limit: expected a whole number from 1 to 200, got a number.',
      expect.stringContaining('from: expected a moment with its offset'),
      'attention: expected true or false.',
    ]);
  });

  it('a request to the API with an ETag that still holds gets no body again', async () => {
    const first = await world.call(kado, '/v1/shops');
    const etag = first.headers.get('etag') ?? '';
    const again = await world.call(kado, '/v1/shops', { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([first.status, again.status, await again.text()]).toEqual([200, 304, '']);
  });

  it.each([
    ['/v1/nothing', 404, 'not-found'],
    ['/v1/shops/rms/nothing', 404, 'not-found'],
    [`${shop}/orders/1`, 404, 'not-found'],
    [`${shop}/orders/%E5%8F%97`, 400, 'wrong-request'],
    [`${shop}/orders?cursor=x`, 400, 'wrong-request'],
    ['/v1/pauses?cursor=%25', 400, 'wrong-request'],
    ['/v1/incidents/rms-20261124-120000', 404, 'not-found'],
  ])('a request to the API for %s is answered with %d', async (path, status, kind) => {
    const answer = await world.call(kado, path);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ status, type: `urn:tsunagi:problem:${kind}`, todo: expect.stringMatching(/\S/) }),
    ]);
  });

  it('a request to the API by a method that an address does not take says so', async () => {
    const { status, headers } = await world.call(kado, '/v1/shops', { method: 'DELETE' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  });
});
