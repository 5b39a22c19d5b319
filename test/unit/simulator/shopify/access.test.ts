import { describe, expect, it } from 'vitest';
import { answered, DAY, type Mall, openMall, SET, SHOP } from './mall.ts';

const IDS = '{ orders(first: 5) { nodes { id } } }';

describe('the address of a shop', () => {
  it('stands in the path, or in the name of the host', () => {
    const mall = openMall();
    mall.add(1);
    const path = '/admin/api/2026-10/graphql.json';
    const host = answered(mall.call(IDS, {}, { path, headers: { host: `${SHOP}.myshopify.com` } }));
    expect(JSON.parse(host.body).data.orders.nodes).toHaveLength(1);
    const nobody = answered(mall.call(IDS, {}, { path: `/another${path}` }));
    expect([nobody.status, nobody.body]).toEqual([404, '{"errors":"Not Found"}']);
  });

  it('answers POST with JSON alone', () => {
    const mall = openMall();
    const path = `/${SHOP}/admin/api/2026-10/graphql.json`;
    expect(answered(mall.shopify.handle({ method: 'GET', path, headers: {}, body: '' })).status).toBe(404);
    expect(answered(mall.call(IDS, {}, { headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect(answered(mall.call('')).status).toBe(400);
  });
});

describe('versions', () => {
  it.each([
    ['2026-10', '2026-10'],
    ['2026-01', '2026-01'],
    ['2025-10', '2026-01'],
    ['2019-04', '2026-01'],
    ['2027-01', '2027-01'],
    ['unstable', '2027-01'],
  ])('%s is answered by %s', (asked, answering) => {
    const { status, headers } = openMall().ask(IDS, {}, { version: asked });
    expect([status, headers['x-shopify-api-version']]).toEqual([200, answering]);
  });

  it('a path without one is answered by the oldest', () => {
    const { headers } = answered(openMall().call(IDS, {}, { path: `/${SHOP}/admin/api/graphql.json` }));
    expect(headers['x-shopify-api-version']).toBe('2026-01');
  });

  it('none that never was, or lies beyond the release candidate, unless a setting says so', () => {
    expect(openMall().ask(IDS, {}, { version: '2026-02' }).status).toBe(404);
    expect(openMall().ask(IDS, {}, { version: '2027-04' }).status).toBe(404);
    const newest = openMall({ settings: { api: { unknown: 'newest' } } }).ask(IDS, {}, { version: '2027-04' });
    expect(newest.headers['x-shopify-api-version']).toBe('2026-10');
  });

  it('falls forward when a quarter passes, and what an older version asked for is refused', () => {
    const mall = openMall({ settings: { api: { newest: '2026-01' } } });
    const compared = `mutation { inventorySetQuantities(input: {name: "available", reason: "correction", ignoreCompareQuantity: true,
      quantities: [{inventoryItemId: "${mall.itemOf('kome-0005')}", locationId: "gid://shopify/Location/${mall.locationId}", quantity: 3}]})
      { userErrors { code } } }`;
    expect(mall.ask(compared, {}, { version: '2025-10' }).body.data.inventorySetQuantities.userErrors).toEqual([]);
    expect(mall.level('kome-0005')).toBe(3);
    mall.control.changeSettings({ api: { newest: '2027-01' } });
    const { headers, body } = mall.ask(compared, {}, { version: '2025-10' });
    expect(headers['x-shopify-api-version']).toBe('2026-04');
    expect(body.errors[0].message).toContain('ignoreCompareQuantity');
    expect(body).not.toHaveProperty('data');
  });
});

describe('tokens and shops', () => {
  it('a token that is wrong, or another came after, is 401', () => {
    const mall = openMall();
    expect(mall.ask(IDS, {}, { token: 'shpat_0' })).toMatchObject({
      status: 401,
      body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    });
    const { accessToken: token } = mall.control.rotateToken(SHOP);
    expect(mall.ask(IDS).status).toBe(401);
    expect(mall.ask(IDS, {}, { token }).status).toBe(200);
  });

  /** What the token end point answers to an app. */
  const granted = (mall: Mall, given: { clientId?: string; clientSecret?: string } = {}) => {
    const [shown] = mall.control.shops();
    const { clientId: client_id = '', clientSecret: client_secret = '' } = { ...shown, ...given };
    const outcome = mall.shopify.handle({
      method: 'POST',
      path: `/${SHOP}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
    });
    return answered(outcome);
  };

  it('a token by client credentials works for a day', () => {
    const mall = openMall();
    const { access_token: token, expires_in: seconds } = JSON.parse(granted(mall).body);
    expect(seconds).toBe(86_399);
    expect(mall.ask(IDS, {}, { token }).status).toBe(200);
    mall.pass(DAY);
    expect(mall.ask(IDS, {}, { token }).status).toBe(401);
    expect(mall.ask(IDS).status).toBe(200);
  });

  it('a token is refused by a page whose title has the reason, or by JSON where a setting says so', () => {
    const mall = openMall();
    const reasonOf = (given?: object) => {
      const { status, headers, body } = granted(mall, given);
      return [status, headers['content-type']?.split(';')[0], /<title>400 - Oauth error (\w+)/.exec(body)?.[1]];
    };
    expect(reasonOf({ clientId: 'x' })).toEqual([400, 'text/html', 'application_cannot_be_found']);
    expect(reasonOf({ clientSecret: 'x' })).toEqual([400, 'text/html', 'invalid_request']);
    const [{ clientSecret } = { clientSecret: '' }] = mall.control.shops();
    mall.control.rotateSecret(SHOP);
    expect(reasonOf({ clientSecret })[2]).toBe('invalid_request');
    const { access_token: token } = JSON.parse(granted(mall).body);
    mall.control.setInstalled(SHOP, false);
    expect(reasonOf()[2]).toBe('app_not_installed');
    expect(mall.ask(IDS, {}, { token }).status).toBe(401);
    mall.control.changeSettings({ access: { grantErrors: 'json' } });
    expect(JSON.parse(granted(mall).body).error).toBe('app_not_installed');
  });

  it.each([
    ['frozen', 402],
    ['locked', 423],
    ['forbidden', 403],
    ['gone', 404],
    ['open', 200],
  ] as const)('a shop that is %s answers %i', (state, status) => {
    const mall = openMall();
    mall.control.setState(SHOP, state);
    expect(answered(mall.call(IDS)).status).toBe(status);
  });
});

describe('access scopes', () => {
  it('orders without read_orders are ACCESS_DENIED inside 200', () => {
    const mall = openMall({ shop: { scopes: ['read_products'] } });
    const { status, body } = mall.ask(IDS);
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(body.errors[0]).toMatchObject({
      message: 'Access denied for orders field. Required access: `read_orders` access scope.',
      path: ['orders'],
      extensions: { code: 'ACCESS_DENIED' },
    });
  });

  it('orders of more than sixty days ago need read_all_orders', () => {
    const mall = openMall();
    const [old = ''] = mall.add(1, { at: mall.now() - 61 * DAY });
    const [recent] = mall.add(1, { at: mall.now() - 59 * DAY });
    const shown = () => mall.data(IDS).orders.nodes.map(({ id }: { id: string }) => id.split('/').at(-1));
    expect(shown()).toEqual([old, recent]);
    mall.control.setScopes(SHOP, ['read_orders']);
    expect(shown()).toEqual([recent]);
    expect(mall.data(`{ order(id: "gid://shopify/Order/${old}") { id } }`).order).toBeNull();
  });

  it('the rest of an order comes beside what is denied', () => {
    const mall = openMall({ shop: { scopes: ['read_orders'] } });
    mall.add(1);
    const { body } = mall.ask(
      '{ orders(first: 1) { nodes { name customer { id } lineItems(first: 1) { nodes { sku variant { id } } } } } }',
    );
    expect(body.data.orders.nodes[0]).toMatchObject({
      name: '#1001',
      customer: null,
      lineItems: { nodes: [{ variant: null }] },
    });
    expect(body.errors.map((one: { path: string[] }) => one.path.at(-1)).sort()).toEqual(['customer', 'variant']);
  });

  it('writing stock needs write_inventory', () => {
    const mall = openMall({ shop: { scopes: ['read_inventory'] } });
    const { body } = mall.ask(SET, { input: { name: 'available', reason: 'correction', quantities: [] }, key: 'one' });
    expect(body.errors[0].extensions.code).toBe('ACCESS_DENIED');
  });
});

describe('points', () => {
  const enforce = { throttle: { enforce: true } };
  /** 5 lines a page, 1 + 2 + 5 points an order. */
  const dear =
    'query dear($first: Int!) { orders(first: $first) { nodes { id lineItems(first: 5) { nodes { id } } } } }';

  it('are those of what is asked for, and come back where less was found', () => {
    const mall = openMall({ settings: enforce });
    mall.add(2);
    const { cost } = mall.ask(dear, { first: 100 }).body.extensions;
    expect(cost).toMatchObject({ requestedQueryCost: 2 + 100 * 8, actualQueryCost: 2 + 2 * (1 + 2 + 1) });
    expect(cost.throttleStatus).toEqual({ maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 });
  });

  it('more than a query may cost are refused, however much there is', () => {
    const { status, body } = openMall().ask(dear, { first: 250 });
    expect(status).toBe(200);
    expect(body).toEqual({
      errors: [
        {
          message: 'Query cost is 2002, which exceeds the single query max cost limit (1000).',
          extensions: expect.objectContaining({ code: 'MAX_COST_EXCEEDED', cost: 2002, maxCost: 1000 }),
        },
      ],
    });
  });

  it('that the bucket does not hold are THROTTLED inside 200, without data, until enough has come back', () => {
    const mall = openMall({ settings: { throttle: { enforce: true, maximumAvailable: 810 } } });
    mall.add(30);
    const first = mall.ask(dear, { first: 100 }).body.extensions.cost;
    expect(first.actualQueryCost).toBeGreaterThan(100);
    const { status, body } = mall.ask(dear, { first: 100 });
    expect(status).toBe(200);
    expect(body.errors[0]).toMatchObject({ message: 'Throttled', extensions: { code: 'THROTTLED' } });
    expect(body).not.toHaveProperty('data');
    const { requestedQueryCost, actualQueryCost, throttleStatus } = body.extensions.cost;
    expect(actualQueryCost).toBeNull();
    const waitMs = ((requestedQueryCost - throttleStatus.currentlyAvailable) / throttleStatus.restoreRate) * 1000;
    mall.pass(waitMs - 1000);
    expect(mall.ask(dear, { first: 100 }).body.errors).toHaveLength(1);
    mall.pass(1000);
    expect(mall.ask(dear, { first: 100 }).body.errors).toBeUndefined();
  });

  it('answers 429 with Retry-After where a setting says so', () => {
    const mall = openMall({ settings: { throttle: { enforce: true, maximumAvailable: 10, status: 429 } } });
    expect(mall.ask(dear, { first: 10 })).toMatchObject({ status: 429, headers: { 'retry-after': '2.0' } });
  });
});

describe('a document that does not fit the schema', () => {
  it.each([
    ['{ orders(first: 1) { nodes { colour } } }', 'undefinedField', "Field 'colour' doesn't exist on type 'Order'"],
    [
      '{ orders(first: 1, colour: 1) { nodes { id } } }',
      'argumentNotAccepted',
      "Field 'orders' doesn't accept argument 'colour'",
    ],
    ['{ order { id } }', 'missingRequiredArguments', "Field 'order' is missing required arguments: id"],
    [
      'query q($id: String!) { order(id: $id) { id } }',
      'variableMismatch',
      'Type mismatch on variable $id and argument (String! / ID!)',
    ],
    [
      'mutation @idempotent(key: "a") { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: []}) { userErrors { message } } }',
      'directiveCannotBeApplied',
      "'@idempotent' can't be applied to mutations (allowed: fields)",
    ],
  ])('%s', (query, code, message) => {
    const { status, body } = openMall().ask(query, { id: 'x' });
    expect(status).toBe(200);
    expect(body.errors[0]).toMatchObject({ message, extensions: { code } });
    expect(body).not.toHaveProperty('data');
  });

  it('a variable with a field that there is not is INVALID_VARIABLE', () => {
    const input = {
      name: 'available',
      reason: 'correction',
      quantities: [{ inventoryItemId: 'a', locationId: 'b', quantity: 1, compareQuantity: 2 }],
    };
    const { body } = openMall().ask(SET, { input, key: 'one' });
    expect(body.errors[0]).toMatchObject({
      message:
        'Variable $input of type InventorySetQuantitiesInput! was provided invalid value for quantities.0.compareQuantity (Field is not defined on InventoryQuantityInput)',
      extensions: { code: 'INVALID_VARIABLE' },
    });
  });

  it('is one that is no GraphQL', () => {
    const { status, body } = openMall().ask('{ orders(first: 1 { nodes { id } }');
    expect(status).toBe(200);
    expect(body.errors[0].message).toContain('syntax error');
  });
});
