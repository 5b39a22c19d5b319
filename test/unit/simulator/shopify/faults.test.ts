import { describe, expect, it } from 'vitest';
import { createShopify, type ShopifyFault, simulator } from '../../../../simulator/shopify/index.ts';
import { type Answer, answered, HOUR, levels, MINUTE, NOON, openMall, SECOND, SET, SHOP } from './mall.ts';

/** A shop under a fault, a write of its stock, and how often that was carried out. */
function writing(fault: ShopifyFault) {
  const mall = openMall();
  mall.control.break({ operations: ['inventorySetQuantities'], ...fault });
  const input = levels(mall, [{ sku: 'kome-0005', to: 7, from: 100 }]);
  return {
    mall,
    call: () => mall.call(SET, { input, key: 'one' }),
    isWritten: () => mall.level('kome-0005') === 7,
  };
}

const ENDING = [
  ['refuse', 'refuse', false],
  ['timeout-before', 'hang', false],
  ['timeout-after', 'hang', true],
  ['apply-later', 'hang', false],
  ['reset', 'reset', true],
] as const;
const ANSWERING = [
  ['unavailable', 503, false],
  ['server-error-html', 503, false],
  ['bad-gateway', 502, false],
  ['html-200', 200, false],
  ['all-well', 200, false],
  ['internal-failure', 500, false],
  ['internal-error', 200, false],
  ['throttle', 200, false],
  ['too-many-requests', 429, false],
  ['auth-flap', 401, false],
  ['frozen', 402, false],
  ['forbidden', 403, false],
  ['not-found', 404, false],
  ['locked', 423, false],
  ['access-denied', 200, false],
  ['refusal', 200, false],
  ['stale', 200, false],
  ['key-in-progress', 200, false],
  ['key-failed', 200, false],
  ['lost-write', 200, false],
  ['slow', 200, true],
  ['delivered-twice', 200, true],
] as const;

describe('a broken Shopify', () => {
  it.each(ENDING)('ends a call under %s in %s; carried out: %s', (kind, ending, carriedOut) => {
    const { call, isWritten } = writing({ kind });
    expect(call().ending).toBe(ending);
    expect(isWritten()).toBe(carriedOut);
  });

  it.each(ANSWERING)('answers a call under %s with %i; carried out: %s', (kind, status, carriedOut) => {
    const { mall, call, isWritten } = writing({ kind });
    expect(answered(call()).status).toBe(status);
    expect(isWritten()).toBe(carriedOut);
    expect(mall.control.faults()[0]?.applied).toBe(1);
  });

  it('has every kind of fault in one of these tests', () => {
    const tested = [...ENDING, ...ANSWERING].map(([kind]): string => kind);
    expect([...simulator.faultKinds].sort()).toEqual([...tested, 'grey', 'page-shift', 'whole-refused'].sort());
  });

  it('an error answer may hide that the call was carried out', () => {
    const { call, isWritten } = writing({ kind: 'unavailable', applied: true });
    expect(answered(call()).status).toBe(503);
    expect(isWritten()).toBe(true);
  });

  it('THROTTLED has no data, and says what there is', () => {
    const body = JSON.parse(answered(writing({ kind: 'throttle' }).call()).body);
    expect(body).toMatchObject({
      errors: [{ extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { actualQueryCost: null } },
    });
    expect(body).not.toHaveProperty('data');
  });

  it('a call that is carried out late compares the level of then', () => {
    const { mall, call, isWritten } = writing({ kind: 'apply-later', applyAfterMs: 3 * MINUTE, times: 1 });
    call();
    mall.add(1, { lines: [{ sku: 'kome-0005', units: 1 }] });
    mall.pass(3 * MINUTE);
    mall.control.books();
    expect(isWritten()).toBe(false);
    expect(mall.level('kome-0005')).toBe(99);
  });

  it('a key repeated while the first call still is on its way is carried out once', () => {
    const { mall, call } = writing({ kind: 'apply-later', applyAfterMs: MINUTE, times: 1 });
    call();
    expect(JSON.parse(answered(call()).body).data.inventorySetQuantities.userErrors).toEqual([]);
    mall.control.setStock(SHOP, { sku: 'kome-0005', quantity: 100 });
    mall.pass(MINUTE);
    expect(mall.level('kome-0005')).toBe(100);
  });

  it('a shipment that arrives twice goes out twice, where something is left', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { lines: [{ sku: 'kome-0005', units: 3 }] });
    const ofOrder = mall.data(
      `{ order(id: "gid://shopify/Order/${id}") { fulfillmentOrders(first: 1) { nodes { id lineItems(first: 1) { nodes { id } } } } } }`,
    ).order.fulfillmentOrders.nodes[0];
    mall.control.break({ kind: 'delivered-twice', times: 1 });
    const rows = [
      {
        fulfillmentOrderId: ofOrder.id,
        fulfillmentOrderLineItems: [{ id: ofOrder.lineItems.nodes[0].id, quantity: 1 }],
      },
    ];
    mall.data(
      'mutation send($rows: [FulfillmentOrderLineItemsInput!]!) { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: $rows}) { userErrors { message } } }',
      { rows },
    );
    expect(mall.order(id).fulfillments.map(({ units }) => units)).toEqual([1, 1]);
  });

  it('keeps apart what is about orders and what is about stock', () => {
    const mall = openMall();
    mall.control.break({ kind: 'unavailable', api: 'stock' });
    const statusOf = (query: string) => answered(mall.call(query)).status;
    expect(statusOf('{ orders(first: 1) { nodes { id } } }')).toBe(200);
    expect(statusOf('{ nodes(ids: ["gid://shopify/Order/1"]) { id } }')).toBe(200);
    expect(statusOf('{ nodes(ids: ["gid://shopify/InventoryItem/1"]) { id } }')).toBe(503);
    expect(statusOf('{ inventoryItems(first: 1) { nodes { id } } }')).toBe(503);
    expect(statusOf('{ shop { name } }')).toBe(200);
  });

  it('fails nearly every call at the start of a grey recovery and none at its end', () => {
    const mall = openMall();
    mall.control.break({ kind: 'grey', recoverOverMs: 2 * HOUR });
    const share = (): number => {
      const calls = Array.from({ length: 100 }, () => mall.call('{ shop { name } }'));
      return calls.filter((one) => one.ending !== 'answer' || one.status !== 200 || one.delayMs > 0).length;
    };
    expect(share()).toBe(100);
    mall.pass(HOUR);
    expect(share()).toBeLessThan(100);
    mall.pass(HOUR);
    expect(share()).toBe(0);
  });
});

describe('a page shift', () => {
  const LIST =
    'query list($after: String) { orders(first: 3, after: $after, sortKey: UPDATED_AT) { nodes { id } pageInfo { endCursor hasNextPage } } }';
  const read = (shift: 'appear' | 'vanish') => {
    const mall = openMall();
    const ids = mall.add(6, { at: { from: NOON - 4 * MINUTE, to: NOON - MINUTE } });
    mall.control.break({ kind: 'page-shift', shift, times: 1 });
    const shown: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { nodes, pageInfo }: Answer = mall.data(LIST, { after }).orders;
      shown.push(...nodes.map(({ id }: { id: string }) => id.split('/').at(-1) ?? ''));
      if (!pageInfo.hasNextPage) return { mall, ids, shown };
      after = pageInfo.endCursor;
    }
  };

  it('lets an older order appear behind the cursor, so that this listing misses it', () => {
    const { mall, ids, shown } = read('appear');
    expect(shown).toEqual(ids);
    expect(mall.control.books().shops[0]?.orders).toHaveLength(7);
  });

  it('lets a row that was read change, so that it comes again', () => {
    const { ids, shown } = read('vanish');
    expect(shown).toEqual([...ids, ids[0]]);
  });
});

describe('what was done, done again in another life of the mall', () => {
  it('gives the same books', () => {
    const writes: { at: number; write: Parameters<ReturnType<typeof createShopify>['redo']>[0] }[] = [];
    let now = NOON;
    const live = createShopify({ now: () => now, seed: 3, onWrite: (write) => writes.push({ at: write.at, write }) });
    const begin = (mall: ReturnType<typeof createShopify>) => {
      const opened = mall.control.addShop({ shop: SHOP });
      mall.control.arrivals(SHOP, { perHour: 120 });
      return opened;
    };
    const { accessToken, locationId } = begin(live);
    const item = live.control.stock(SHOP)[0]?.inventoryItemId;
    for (let step = 0; step < 5; step++) {
      now += 7 * MINUTE + SECOND;
      const quantities = [
        {
          inventoryItemId: `gid://shopify/InventoryItem/${item}`,
          locationId: `gid://shopify/Location/${locationId}`,
          quantity: 50 + step,
          changeFromQuantity: null,
        },
      ];
      const input = { name: 'available', reason: 'correction', quantities };
      live.handle({
        method: 'POST',
        path: `/${SHOP}/admin/api/2026-10/graphql.json`,
        headers: { 'x-shopify-access-token': accessToken, 'content-type': 'application/json' },
        body: JSON.stringify({ query: SET, variables: { input, key: `key-${step}` } }),
      });
    }
    const ended = now;
    expect(writes).toHaveLength(5);
    expect(JSON.stringify(writes)).not.toContain(accessToken);
    now = NOON;
    const again = createShopify({ now: () => now, seed: 3 });
    begin(again);
    for (const { at, write } of writes) {
      now = at;
      again.redo(write);
    }
    now = ended;
    const withoutCalls = (mall: typeof live) => mall.control.books().shops.map((shop) => ({ ...shop, calls: null }));
    expect(withoutCalls(again)).toEqual(withoutCalls(live));
  });
});
