import { createHmac } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHooks } from '../../../api/hooks.ts';
import { sqsHintQueue } from '../../../aws/queues.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { mallHooks } from '../../../malls/mall-hooks.ts';
import type { ShopCredentials } from '../../../simulator/shopify/shops.ts';
import { hintWork } from '../../../wiring/hint-work.ts';
import { type OpsWorld, openWorld, start } from '../ops/world.ts';

const code = 'kado-no-mise';
const key = `shopify#${code}`;
const url = 'https://hooks.example/hooks';
type Sent = ReturnType<OpsWorld['shopify']['control']['takePosts']>[number];

let world: OpsWorld;
let given: ShopCredentials;
let reads: number;
let logged: [string, Readonly<Record<string, unknown>>][];
let queued: string[];
let queueFails: boolean;
let app: ReturnType<typeof createHooks>;

beforeEach(async () => {
  world = openWorld();
  given = world.shopify.control.addShop({ shop: code });
  world.shopify.control.changeSettings({ webhooks: { lateShare: 0, lostShare: 0 } });
  const facts = { name: '角田', contacts: [], features: ['import', 'status', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
  [reads, logged, queued, queueFails] = [0, [], [], false];
  const sqs = mockClient(SQSClient);
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => {
    if (queueFails) return { Failed: [{ Code: 'InternalError' }] };
    queued.push(...Entries.map(({ MessageBody }: { readonly MessageBody: string }) => MessageBody));
    return { Successful: Entries };
  });
  app = createHooks({
    ports: {
      shops: {
        get: (shop) => {
          reads++;
          return world.ports.shops.get(shop);
        },
      },
      ...{ vault: world.ports.vault, clock: world.ports.clock, log: logOf() },
      hintQueue: sqsHintQueue(new SQSClient({ region: 'ap-northeast-1' }), 'http://sqs/hints'),
    },
    hooks: new Map(mallHooks.names.map((mall) => [mall, mallHooks.of(mall)])),
  });
  await added();
});

function logOf(): Ports['log'] {
  const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => void logged.push([event, fields]);
  return { info: note, warn: note, error: note };
}

async function added(): Promise<void> {
  const words = ['shops', 'add', '--mall', 'shopify', '--code', code, '--name', '角の店', '--merchant', 'kado'];
  const { clientId, clientSecret, locationId } = given;
  const stdin = Object.entries({ clientId, clientSecret, locationId })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  const said = await world.ops([...words, '--import-from', '2026-11-24 15:00:00', '--keys-from', '-'], {
    ...{ stdin, variables: { HOOKS_URL: url } },
  });
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toContain('Shopify sends messages about changed orders from now on');
}

/** What the mall posts within two seconds. */
function posts(): Sent[] {
  world.pass(2_000);
  return world.shopify.control.takePosts();
}

const send = async ({ url: to, headers, body }: Sent): Promise<number> =>
  (await app.request(to, { method: 'POST', headers, body })).status;

/** Has sync-stock work on what was queued; the reports of what it did, and its calls for single orders. */
async function work() {
  const cache = createProcessCache(world.ports.clock);
  const before = logged.length;
  const ports = { ...world.ports, log: logOf() };
  const run = hintWork(ports.log, ({ budget }) => ({
    ...{ ports, cache, settings: defaultImportSettings, runId: ports.random.id(), budget },
  }));
  const received = { queue: 'hints', handle: 'handle', group: null, receives: 1, sentAt: null };
  const messages = queued.splice(0).map((body, index) => ({ ...received, id: String(index), body }));
  const budget = budgetUntil(world.ports.clock, world.now() + minuteMs);
  const failed = await run(messages, { budget, requestId: 'run-1' });
  expect(failed.size).toBe(0);
  return logged.slice(before).flatMap(([event, fields]) => (event === 'hints.done' ? [fields] : []));
}

const stored = () => [...(world.store.rowsByShop.get(key)?.values() ?? [])].filter((row) => row.kind === 'stored');

describe('a post of Shopify about an order', () => {
  it('a signed post becomes a hint that names the order alone, and the order is stored by one reading', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post, ...others] = posts();
    expect(others).toEqual([]);
    expect(post).toMatchObject({ url: `${url}/shopify`, headers: { 'x-shopify-topic': 'orders/create' } });
    expect(JSON.parse(post?.body ?? '')).toEqual({ name: '#1001', updated_at: expect.any(String) });
    expect(await send(post as Sent)).toBe(200);
    expect(queued.map((body) => JSON.parse(body))).toEqual([
      { format: 1, shop: key, orderNumber: '#1001', changedAt: expect.any(Number) },
    ]);
    expect(await work()).toMatchObject([{ imported: 1, known: 0 }]);
    expect(stored()).toMatchObject([{ orderNumber: '#1001', revision: 1 }]);
  });

  it('posts that come twice, or once more weeks later, cost no call to the mall', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    for (const _ of [1, 2]) expect(await send(post)).toBe(200);
    expect(await work()).toMatchObject([{ imported: 1, known: 1 }]);
    const calls = world.shopify.control.summary();
    world.pass(300 * hourMs);
    expect(await send(post)).toBe(200);
    expect(await work()).toEqual([]);
    expect(world.shopify.control.summary()).toEqual(calls);
    expect(stored()).toMatchObject([{ revision: 1 }]);
  });

  it('a change and a cancel are posted, and become revisions', async () => {
    const [orderId = ''] = world.shopify.control.addOrders(code, { count: 1 });
    for (const post of posts()) await send(post);
    await work();
    world.pass(minuteMs);
    world.shopify.control.cancelOrder(code, orderId);
    const sent = posts();
    expect(sent.map(({ headers }) => headers['x-shopify-topic'])).toEqual(['orders/updated', 'orders/cancelled']);
    for (const post of sent) expect(await send(post)).toBe(200);
    expect(await work()).toMatchObject([{ changed: 1 }]);
    expect(stored()).toMatchObject([{ revision: 2, progress: 'CANCELLED' }]);
  });

  it('a lost post costs seconds alone: the listing brings the order', async () => {
    world.shopify.control.changeSettings({ webhooks: { lostShare: 1 } });
    world.shopify.control.addOrders(code, { count: 1 });
    expect(posts()).toEqual([]);
    const shop = await world.ports.shops.get(key);
    if (shop !== null) await world.poll(shop);
    expect(stored()).toHaveLength(1);
  });
});

describe('a post that Shopify did not sign for the shop', () => {
  it.each([
    ['without a signature', { 'x-shopify-hmac-sha256': undefined }],
    ['with a signature that is none', { 'x-shopify-hmac-sha256': '受注' }],
    ['with another signature of the same length', { 'x-shopify-hmac-sha256': Buffer.alloc(32).toString('base64') }],
    ['of a shop that is not here', { 'x-shopify-shop-domain': 'nobody.myshopify.com' }],
    ['of a shop at another domain', { 'x-shopify-shop-domain': `${code}.myshopify.com.evil.example` }],
    ['without a shop', { 'x-shopify-shop-domain': undefined }],
  ])('%s is refused, and nothing of it is queued or logged', async (_, changes) => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    const headers = Object.entries({ ...post.headers, ...changes } as Record<string, string | undefined>);
    const sent = headers.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Buffer.from(value).toString('latin1')] as const],
    );
    expect(await send({ ...post, headers: Object.fromEntries(sent) })).toBe(401);
    expect(queued).toEqual([]);
    expect(logged).toEqual([['hook.refused', { mall: 'shopify', posts: 1 }]]);
  });

  it('a changed body is refused, and so is one that another shop of another app signed', async () => {
    const other = world.shopify.control.addShop({ shop: 'another' });
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    expect(await send({ ...post, body: post.body.replace('#1001', '#1002') })).toBe(401);
    const signature = createHmac('sha256', other.clientSecret).update(post.body).digest('base64');
    expect(await send({ ...post, headers: { ...post.headers, 'x-shopify-hmac-sha256': signature } })).toBe(401);
    expect(queued).toEqual([]);
  });

  it('all that the mall plays as forged is refused, and the genuine ones beside are taken', async () => {
    world.shopify.control.changeSettings({ webhooks: { forgedShare: 1 } });
    world.shopify.control.addOrders(code, { count: 40 });
    const said = await Promise.all(posts().map(send));
    const counts = Map.groupBy(said, (status) => status);
    expect(counts.get(200)).toHaveLength(40);
    expect(counts.get(401)?.length).toBeGreaterThan(15);
    expect(counts.get(413)?.length).toBeGreaterThan(2);
    expect(said).toHaveLength(80);
    expect(queued).toHaveLength(40);
  });

  it('ten thousand of them within a minute cost one read and one line of the log for each shop that is named', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    const forged = { ...post, headers: { ...post.headers, 'x-shopify-hmac-sha256': 'AAAA' } };
    for (let nth = 0; nth < 10_000; nth++) expect(await send(forged)).toBe(401);
    expect(reads).toBe(1);
    expect(logged).toHaveLength(1);
    world.pass(minuteMs);
    await send(forged);
    expect(logged.at(-1)).toEqual(['hook.refused', { mall: 'shopify', posts: 10_000 }]);
  });
});

describe('what else comes to the addresses of posts', () => {
  it('a post about anything but an order is answered, and does nothing', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    const about = { ...post, headers: { ...post.headers, 'x-shopify-topic': 'products/update' } };
    expect(await send(about)).toBe(200);
    const body = '[]';
    const signature = createHmac('sha256', given.clientSecret).update(body).digest('base64');
    expect(await send({ ...post, body, headers: { ...post.headers, 'x-shopify-hmac-sha256': signature } })).toBe(200);
    expect(queued).toEqual([]);
  });

  it('other addresses, methods and malls are not found', async () => {
    const said = async (path: string, method = 'POST') => (await app.request(`${url}${path}`, { method })).status;
    expect(await said('/rms')).toBe(404);
    expect(await said('/constructor')).toBe(404);
    expect(await said('/shopify/more')).toBe(404);
    expect(await said('')).toBe(404);
    expect(await said('/shopify', 'GET')).toBe(404);
    expect(await said('/shopify')).toBe(401);
  });

  it('the mall is told to post again while the queue takes nothing', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    queueFails = true;
    expect(await send(post)).toBe(503);
    expect(logged).toEqual([['hook.failed', { mall: 'shopify', error: 'queue.failing' }]]);
    queueFails = false;
    expect(await send(post)).toBe(200);
    expect(queued).toHaveLength(1);
  });

  it('a new secret of the app counts a minute after it was stored, and a removed shop is unknown as soon', async () => {
    world.shopify.control.addOrders(code, { count: 1 });
    expect(await send(posts()[0] as Sent)).toBe(200);
    const { clientSecret } = world.shopify.control.rotateSecret(code);
    const stdin = `clientSecret=${clientSecret}\n`;
    expect(await world.ops(`shops key --shop ${key} --keys-from -`, { stdin })).toMatchObject({ code: 0 });
    world.shopify.control.addOrders(code, { count: 1 });
    const [post] = posts() as [Sent];
    expect(await send(post)).toBe(401);
    world.pass(minuteMs);
    expect(await send(post)).toBe(200);
    expect(await world.ports.shops.remove(key, 2)).toBe('removed');
    world.pass(minuteMs);
    expect(await send(post)).toBe(401);
  });
});

describe('the address that Shopify posts to', () => {
  it('is subscribed to by three topics, once, and verify says that it stands', async () => {
    const words = `shops verify --shop ${key}`;
    const verified = await world.json(words, { variables: { HOOKS_URL: url } });
    expect(verified.verified[0].orderMessages).toMatchObject({
      result: 'subscribed',
      text: expect.stringMatching(/^Shopify sends messages about changed orders: /),
    });
    const [orderId = ''] = world.shopify.control.addOrders(code, { count: 1 });
    world.shopify.control.cancelOrder(code, orderId);
    expect(posts().map(({ headers }) => headers['x-shopify-topic'])).toEqual([
      ...['orders/create', 'orders/updated', 'orders/cancelled'],
    ]);
  });

  it('is no matter of an installation without an API, and a refused one is no failure of the shop', async () => {
    const words = `shops verify --shop ${key}`;
    expect((await world.json(words)).verified[0].orderMessages).toBeUndefined();
    const refused = await world.ops(words, { variables: { HOOKS_URL: 'ftp://hooks.example' } });
    expect(refused.code).toBe(0);
    expect(refused.out.replaceAll(/\s+/g, ' ')).toContain('Shopify refused the address: Address is invalid');
  });
});
