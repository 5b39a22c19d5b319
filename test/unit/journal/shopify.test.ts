import { expect, it } from 'vitest';
import { exchangeEntry } from '../../../journal/index.ts';
import { shopify as read } from '../../../journal/malls/shopify.ts';
import { parseEntry } from '../../../journal/recount/parse-entry.ts';
import type { SimRequest } from '../../../simulator/index.ts';
import { createShopify } from '../../../simulator/shopify/index.ts';
import { runAt } from './small-run.ts';

/** A Shopify with a shop, and what it answers. */
function mall() {
  const shopify = createShopify({ now: () => runAt, seed: 1 });
  const { clientId, clientSecret } = shopify.control.addShop({ shop: 'kado' });
  const exchange = (request: SimRequest) => {
    const outcome = shopify.handle(request);
    if (outcome.ending !== 'answer') throw new Error('The mall answers.');
    return { at: runAt + 20_000, mall: 'shopify' as const, request, outcome };
  };
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = exchange({
    ...{ method: 'POST', path: '/kado/admin/oauth/access_token' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const headers = {
    'content-type': 'application/json',
    'x-shopify-access-token': String(JSON.parse(token.outcome.body).access_token),
  };
  const call = (query: string, variables: object = {}) =>
    exchange({
      ...{ method: 'POST', path: '/kado/admin/api/2026-10/graphql.json', headers },
      body: JSON.stringify({ query, variables }),
    });
  return { shopify, token, call, clientSecret };
}

const listing =
  '{orders(first:5){nodes{name cancelledAt lineItems(first:50){nodes{id currentQuantity} pageInfo{hasNextPage}}}}}';

it('no key of Shopify gets into a journal: its access tokens did', () => {
  const { token, call, clientSecret } = mall();
  for (const one of [token, call(listing)]) {
    const entry = JSON.stringify(exchangeEntry(one, () => null));
    expect(entry).not.toMatch(/shp[a-z]{2}_/);
    expect(entry).not.toContain(clientSecret);
    expect(parseEntry(entry).kind).toBe('entry');
    expect(JSON.parse(entry)).toMatchObject({ mall: 'shopify', shopUrl: 'kado' });
  }
});

it('an order of Shopify is read with what each line still has, and only where all lines came', () => {
  const { shopify, call } = mall();
  const [orderId = ''] = shopify.control.addOrders('kado', { count: 1, at: runAt - 600_000 });
  const lines =
    shopify.control.order(orderId)?.lines.map(({ lineId, units }) => [String(lineId), units] as const) ?? [];
  const { body } = call(listing).outcome;
  expect(read.ordersIn('', body).map((order) => [...order.lines])).toEqual([lines]);
  expect(read.ordersIn('', body.replaceAll('"hasNextPage":false', '"hasNextPage":true'))).toEqual([]);
  shopify.control.cancelOrder('kado', orderId);
  const [cancelled] = read.ordersIn('', call(listing).outcome.body);
  expect([...(cancelled?.lines.values() ?? [])]).toEqual(lines.map(() => 0));
});

it('levels are those of the items that an answer named before, and userErrors take none', () => {
  const body = JSON.stringify({
    query: 'mutation($input:InventorySetQuantitiesInput!){inventorySetQuantities(input:$input){userErrors{code}}}',
    variables: { input: { quantities: [{ inventoryItemId: 'gid://shopify/InventoryItem/1', quantity: 7 }] } },
  });
  expect(read.levelsIn('', body)).toEqual([{ item: 'gid://shopify/InventoryItem/1', level: 7 }]);
  const named = JSON.stringify({ data: { x: { nodes: [{ id: 'gid://shopify/InventoryItem/1', sku: 'tea' }] } } });
  expect([...(read.itemsIn?.(named) ?? [])]).toEqual([['gid://shopify/InventoryItem/1', 'tea']]);
  expect(read.takesLevels({ status: 200, body: '{"data":{"a":{"userErrors":[{"code":"X"}]}}}' })).toBe(false);
  expect(read.takesLevels({ status: 200, body: '{"data":{"a":{"userErrors":[]}}}' })).toBe(true);
  expect(read.takesLevels({ status: 200, body: '{"errors":[{}]}' })).toBe(false);
});
