import { describe, expect, it } from 'vitest';
import { shopifyLabels } from '../../../../malls/shopify/labels.ts';
import { began, item, line, order, page, scripted } from './scripted.ts';

const listing = { from: began - 3_600_000, to: began, page: 1, whole: true };

describe('orders of Shopify', () => {
  it('of one number are neither of them: the reason names both ids', async () => {
    const [one, other] = [order('#1001'), order('#1001')];
    const { shop } = scripted(() => ({ body: { data: { connection: page([one, order('#10010'), other]) } } }));
    const reading = await shop.readOrders(['#1001', '#1002']);
    expect(reading).toMatchObject({ orders: [], absent: ['#1002'] });
    expect(reading.unreadable).toMatchObject([
      { orderNumber: '#1001', reason: `name: expected one order of this number, got ${one.id} and ${other.id}` },
    ]);
  });

  it('of one number in a listing come without either of them, whole, and with the number once a page', async () => {
    const { shop } = scripted(({ variables }) => ({
      body: {
        data: {
          connection:
            variables.after === null
              ? page([order('#1001'), order('#1002')], 'cursor')
              : page([order('#1002'), order('#1003')]),
        },
      },
    }));
    const first = await shop.listOrders(listing);
    const second = await shop.listOrders({ ...listing, page: 2 });
    expect(first).toMatchObject({ orderNumbers: ['#1001', '#1002'], pages: 2, total: null });
    expect(second).toMatchObject({ orderNumbers: ['#1002', '#1003'], pages: 2 });
    expect(await shop.listOrders({ ...listing, page: 3 })).toMatchObject({ orderNumbers: [], pages: 2 });
    const twice = [order('#7'), order('#7')];
    const { shop: again } = scripted(() => ({ body: { data: { connection: page(twice) } } }));
    expect(await again.listOrders(listing)).toMatchObject({ orderNumbers: ['#7'], orders: [] });
  });

  it('of more lines than come with them are read to the last one, and are not whole in a listing', async () => {
    const lines = Array.from({ length: 130 }, () => line('t-shirt'));
    const model = order('#1001', { lineItems: page(lines.slice(0, 10), '10') });
    const { shop, asked } = scripted(({ operation, variables }) => {
      if (operation !== 'lineItems') return { body: { data: { connection: page([model]) } } };
      const from = Number(variables.after);
      const rest = page(lines.slice(from, from + 100), from + 100 < 130 ? String(from + 100) : null);
      return { body: { data: { order: { connection: rest } } } };
    });
    expect(await shop.listOrders(listing)).toMatchObject({ orderNumbers: ['#1001'], orders: [] });
    const { orders } = await shop.readOrders(['#1001']);
    expect(orders[0]?.lines).toHaveLength(130);
    expect(asked.map(({ operation }) => operation)).toEqual(['orders', 'orders', 'lineItems', 'lineItems']);
    expect(shop.traits.readOriginal(orders[0]?.original ?? '')).toEqual(orders[0]);
    expect(shop.traits.readOriginal(shop.traits.redactOriginal(orders[0]?.original ?? '')).lines).toHaveLength(130);
  });

  it('that cannot be read end no listing of their shop: they are listed, and set aside when they are read', async () => {
    const odd = order('#1002', { updatedAt: null, displayFulfillmentStatus: 7, cancelledAt: 'never' });
    const { shop } = scripted(() => ({ body: { data: { connection: page([order('#1001'), odd]) } } }));
    const listed = await shop.listOrders(listing);
    expect(listed.orderNumbers).toEqual(['#1001', '#1002']);
    expect([...(listed.changedAt?.keys() ?? [])]).toEqual(['#1001']);
    expect(listed.orders?.map(({ orderNumber }) => orderNumber)).toEqual(['#1001']);
    const ofProgress = await shop.listOrders({ ...listing, progress: 'FULFILLED' });
    expect(ofProgress.orderNumbers).toEqual(['#1002']);
    expect((await shop.readOrders(['#1002'])).unreadable).toMatchObject([{ orderNumber: '#1002' }]);
  });

  it('are no whole list where more pages follow and nothing says where they begin', async () => {
    const cut = (pageInfo: object) =>
      scripted(() => ({ body: { data: { connection: { nodes: [order('#1001')], pageInfo } } } })).shop;
    for (const pageInfo of [{ hasNextPage: true, endCursor: null }, { hasNextPage: 'true' }, {}]) {
      await expect(cut(pageInfo).listOrders(listing)).rejects.toMatchObject({ code: 'mall.unreadable' });
      await expect(cut(pageInfo).readOrders(['#1001', '#1002'])).rejects.toMatchObject({ code: 'mall.unreadable' });
      await expect(cut(pageInfo).stock.read(['t-shirt'])).rejects.toMatchObject({ code: 'mall.unreadable' });
    }
    const turning = cut({ hasNextPage: true, endCursor: 'same' });
    await expect(turning.readOrders(['#1001'])).rejects.toMatchObject({ code: 'mall.unreadable' });
  });

  it('hold what is left of their lines; what is not paid is no order to send', async () => {
    const { shop } = scripted(() => ({
      body: {
        data: {
          connection: page([
            order('#1', { lineItems: page([{ ...line('t-shirt', 3), currentQuantity: 1 }, line(null)]) }),
            order('#2', { displayFinancialStatus: 'PENDING' }),
            order('#3', { cancelledAt: '2026-11-24T06:00:00Z' }),
          ]),
        },
      },
    }));
    const { orders } = await shop.readOrders(['#1', '#2', '#3']);
    expect(orders[0]?.lines).toMatchObject([{ sku: 't-shirt', quantity: 1 }, { quantity: 1 }]);
    expect(orders[0]?.lines[1]?.sku).toBe(orders[0]?.lines[1]?.lineId);
    expect(orders.map(({ progress }) => progress)).toEqual(['UNFULFILLED', 'PAYMENT_PENDING', 'CANCELLED']);
  });
});

describe('labels of Shopify', () => {
  it('have the number of a telephone as it is dialled in Japan', () => {
    const { destinations } = shopifyLabels.of(order('#1', { shippingAddress: { phone: '+819012345678' } }));
    expect(destinations[0]?.phone).toBe('09012345678');
  });
});

describe('stock of Shopify', () => {
  const take = { body: { data: { inventorySetQuantities: { userErrors: [] } } } };
  const fail = (code: string, index?: string) => ({
    body: {
      data: {
        inventorySetQuantities: {
          userErrors: [
            { code, field: index === undefined ? null : ['input', 'quantities', index, 'quantity'], message: '' },
          ],
        },
      },
    },
  });
  const shopWith = (items: () => readonly unknown[], set: (key: string) => unknown = () => take) => {
    const keys: string[] = [];
    const opened = scripted(({ operation, variables }) => {
      if (operation === 'inventoryItems') return { body: { data: { connection: page(items()) } } };
      keys.push(String(variables.key));
      return set(String(variables.key)) as typeof take;
    });
    const setTo = async (level: number, ...names: string[]) => {
      const readings = await opened.shop.stock.read(names);
      const levels = names.map((name) => {
        const reading = readings.get(name);
        return { item: name, level, kept: reading?.kind === 'there' ? (reading.kept ?? '') : '' };
      });
      return [...(await opened.shop.stock.set(levels)).items.values()];
    };
    return { ...opened, keys, setTo };
  };

  it('is changed from the level that was read; the same call has the same key, and the same levels of another moment another one', async () => {
    let one = item('cup', 10);
    const { setTo, keys, asked } = shopWith(() => [one]);
    await setTo(9, 'cup');
    await setTo(9, 'cup');
    one = { ...one, inventoryLevel: { ...one.inventoryLevel, updatedAt: '2026-11-24T07:00:00Z' } };
    await setTo(9, 'cup');
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(asked[1]?.variables.input).toMatchObject({ quantities: [{ quantity: 9, changeFromQuantity: 10 }] });
  });

  it('that was sold in between is looked at again, and is no refusal; the others of the call are sent again', async () => {
    const { setTo } = shopWith(
      () => [item('cup', 10), item('tea', 10)],
      () => fail('CHANGE_FROM_QUANTITY_STALE', '1'),
    );
    expect(await setTo(9, 'cup', 'tea')).toEqual([
      { kind: 'not-tried' },
      { kind: 'unproven', code: 'CHANGE_FROM_QUANTITY_STALE' },
    ]);
  });

  it('is sent under a new key where the first attempt failed, and later where it is on its way', async () => {
    const one = item('cup', 10);
    const failed = shopWith(
      () => [one],
      (key) => (key.includes('-17') ? take : fail('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')),
    );
    expect(await failed.setTo(9, 'cup')).toEqual([{ kind: 'set' }]);
    expect(new Set(failed.keys).size).toBe(2);
    const busy = shopWith(
      () => [one],
      () => fail('IDEMPOTENCY_CONCURRENT_REQUEST'),
    );
    expect(await busy.setTo(9, 'cup')).toEqual([{ kind: 'unproven', code: 'IDEMPOTENCY_CONCURRENT_REQUEST' }]);
    const wrong = shopWith(
      () => [one],
      () => fail('IDEMPOTENCY_KEY_PARAMETER_MISMATCH'),
    );
    await expect(wrong.setTo(9, 'cup')).rejects.toThrow('a defect of ours');
  });

  it('of several variants, untracked, or of another location is refused in words, without a call', async () => {
    const { setTo, keys } = shopWith(() => [
      ...[item('cup', 1), item('cup', 2)],
      item('tea', 0, { tracked: false }),
      item('sweet', 0, { inventoryLevel: null }),
    ]);
    expect(await setTo(9, 'cup', 'tea', 'sweet')).toMatchObject([
      { kind: 'refused', code: 'SEVERAL_VARIANTS', words: expect.stringContaining('複数') },
      { kind: 'refused', code: 'NOT_TRACKED', words: expect.stringContaining('追跡') },
      { kind: 'refused', code: 'NOT_STOCKED', words: expect.stringContaining('ロケーション') },
    ]);
    expect(keys).toEqual([]);
  });
});

describe('answers of Shopify', () => {
  const cost = (currentlyAvailable: number) => ({
    cost: {
      requestedQueryCost: 700,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 },
    },
  });
  const error = (code: string, more = {}) => ({ errors: [{ message: '', extensions: { code, ...more } }] });

  it('that are throttled inside HTTP 200 say how long to wait', async () => {
    const { shop } = scripted(() => ({ body: { ...error('THROTTLED'), extensions: cost(200) } }));
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({
      code: 'mall.throttled',
      context: { retryAfterMs: 5_000 },
    });
  });

  it('tell what is left: a call that may cost more is not sent until it is back', async () => {
    const { shop, asked, clock } = scripted(() => ({
      body: { data: { connection: page([]) }, extensions: cost(500) },
    }));
    await shop.readOrders(['#1']);
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({
      code: 'mall.throttled',
      context: { retryAfterMs: 2_000 },
    });
    expect(asked).toHaveLength(1);
    clock.at += 2_000;
    await shop.readOrders(['#1']);
    expect(asked).toHaveLength(2);
  });

  it('that are throttled tell what is left, too: the next call is not sent until it is back', async () => {
    let left = 2_000;
    const { shop, asked, clock } = scripted(() => {
      const body = left === 2_000 ? { data: { connection: page([]) } } : error('THROTTLED');
      return { body: { ...body, extensions: cost(left) } };
    });
    await shop.readOrders(['#1']);
    // Another process has used them.
    left = 200;
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({ code: 'mall.throttled' });
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({ context: { retryAfterMs: 5_000 } });
    expect(asked).toHaveLength(2);
    clock.at += 5_000;
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({ code: 'mall.throttled' });
    expect(asked).toHaveLength(3);
  });

  it('that deny access name the scope', async () => {
    const { shop } = scripted(() => ({
      body: error('ACCESS_DENIED', { requiredAccess: '`read_orders` access scope.' }),
    }));
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({
      code: 'key.function-off',
      context: { function: 'read_orders' },
    });
  });

  it('of another version are logged once, and are what verifying a shop says', async () => {
    const scopes = { currentAppInstallation: { accessScopes: [{ handle: 'write_inventory' }] } };
    const { shop, logged } = scripted(() => ({
      headers: { 'x-shopify-api-version': '2027-01' },
      body: { data: scopes },
    }));
    await expect(shop.tryFunction('API 2026-10')).rejects.toMatchObject({
      code: 'mall.unreadable',
      message: expect.stringContaining('2027-01'),
    });
    expect(await shop.tryFunction('read_inventory')).toEqual({});
    await expect(shop.tryFunction('read_orders')).rejects.toMatchObject({ context: { function: 'read_orders' } });
    expect(logged).toEqual([['mall.version-ended', { mall: 'shopify', asked: '2026-10', answered: '2027-01' }]]);
  });

  it('of another version that refuse the call for it are logged, too', async () => {
    const { shop, logged } = scripted(() => ({
      headers: { 'x-shopify-api-version': '2027-01' },
      body: { errors: [{ message: "Field 'trackingInfo' doesn't exist on type 'Fulfillment'" }] },
    }));
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({ code: 'mall.refused' });
    expect(logged).toEqual([['mall.version-ended', { mall: 'shopify', asked: '2026-10', answered: '2027-01' }]]);
  });

  it('to a token that has ended are asked for once more with another one', async () => {
    const { shop, asked, tokens } = scripted(({ token }) =>
      token === 'token-1'
        ? { status: 401, body: { errors: 'Invalid API key or access token' } }
        : { body: { data: { connection: page([]) } } },
    );
    expect(await shop.readOrders(['#1'])).toMatchObject({ absent: ['#1'] });
    expect(asked.map(({ token }) => token)).toEqual(tokens);
    expect(asked[0]?.url).toBe('https://kado-no-mise.myshopify.com/admin/api/2026-10/graphql.json');
  });

  it.each([402, 403, 404, 423])('with HTTP %i and a reason are about the shop', async (status) => {
    const { shop } = scripted(() => ({ status, body: { errors: 'Unavailable Shop' } }));
    await expect(shop.readOrders(['#1'])).rejects.toMatchObject({
      code: 'mall.refused',
      context: { concerns: 'shop' },
    });
    await expect(shop.probe('import')).rejects.toMatchObject({ code: 'mall.refused' });
  });
});
