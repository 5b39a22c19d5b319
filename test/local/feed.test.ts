import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StartedApi, startApi } from '../api/fixture/started-api.ts';
import { until } from './fixture/until.ts';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

interface Page {
  readonly events: readonly { readonly position: string; readonly shop: string }[];
  readonly next: string | null;
}

it('the feeds of merchants at npm start have the orders that its functions import, each in that of its merchant', async () => {
  const key = await api.key(['orders:read']);
  const { shops } = (await api.read(key, '/v1/shops?limit=200')) as { shops: { shop: string; merchant: string }[] };
  const merchants = [...new Set(shops.map(({ merchant }) => merchant))];
  const fed = new Map<string, Page>();
  await until('that several merchants have events', async () => {
    for (const merchant of merchants)
      fed.set(merchant, await api.read(key, `/v1/events?merchant=${merchant}&limit=200`));
    return [...fed.values()].filter(({ events }) => events.length > 0).length >= 3;
  });
  for (const [merchant, { events, next }] of fed) {
    const own = shops.filter((one) => one.merchant === merchant).map(({ shop }) => shop);
    expect(events.filter(({ shop }) => !own.includes(shop))).toEqual([]);
    if (next === null) continue;
    const later: Page = await api.read(key, `/v1/events?merchant=${merchant}&after=${next}`);
    const positions = new Set(events.map(({ position }) => position));
    expect(later.events.filter(({ position }) => positions.has(position))).toEqual([]);
  }
});

it('posts of Shopify at npm start reach the queue of hints, and forged ones are refused', async () => {
  const key = await api.key(['orders:read']);
  const { shops } = (await api.read(key, '/v1/shops?limit=200')) as { shops: { shop: string }[] };
  const [, code = ''] = shops.find(({ shop }) => shop.startsWith('shopify#'))?.shop.split('#') ?? [];
  const headers = { 'x-shopify-shop-domain': `${code}.myshopify.com`, 'x-shopify-hmac-sha256': 'AAAA' };
  const post = async (mall: string) =>
    (await fetch(`${api.origin}/hooks/${mall}`, { method: 'POST', headers, body: '{"name":"#1001"}' })).status;
  expect([await post('shopify'), await post('rms')]).toEqual([401, 404]);
  const placed = async () => (await api.read(key, `/v1/shops/shopify/${code}/orders?limit=200`)).orders.length;
  const before = await placed();
  // Each was posted when it was placed.
  await until('three more orders of Shopify', async () => (await placed()) >= before + 3);
  const log = readFileSync(join(api.folder, 'logs', 'api.log'), 'utf8');
  expect(log).toContain('hook.refused');
  expect(log).not.toContain('hook.failed');
});
