import { describe, expect, it } from 'vitest';
import { played } from '../../../../simulator/shopify/played.ts';
import {
  type Answer,
  codes,
  gid,
  HOUR,
  levels,
  type Mall,
  MINUTE,
  openMall,
  read,
  SECOND,
  SHOP,
  set,
  WHOLE,
} from './mall.ts';

const LIST = `query list($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id name updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

const idOf = ({ id }: { id: string }): string => id.split('/').at(-1) ?? '';
const since = (ms: number): string => `updated_at:>='${new Date(ms).toISOString().slice(0, 19)}Z'`;

const listed = (mall: Mall, query: string, more: object = {}): Answer =>
  mall.data(LIST, { first: 250, query, ...more }).orders;

describe('orders', () => {
  it('come by when they changed last, from a moment on', () => {
    const mall = openMall();
    const [one = '', two = ''] = mall.add(2, { at: { from: mall.now() - 10 * MINUTE, to: mall.now() - 5 * MINUTE } });
    mall.control.editOrder(SHOP, one, { note: '電話で確認済' });
    expect(listed(mall, since(mall.now() - 20 * MINUTE)).nodes.map(idOf)).toEqual([two, one]);
    expect(listed(mall, since(mall.now() - MINUTE)).nodes.map(idOf)).toEqual([one]);
    const both = `${since(mall.now() - 20 * MINUTE)} AND updated_at:<='${new Date(mall.now() - MINUTE).toISOString()}'`;
    expect(listed(mall, both).nodes.map(idOf)).toEqual([two]);
  });

  it('come in pages; one that changes between two of them comes again', () => {
    const mall = openMall();
    const ids = mall.add(5, { at: { from: mall.now() - 10 * MINUTE, to: mall.now() - 5 * MINUTE } });
    const first = listed(mall, '', { first: 2 });
    expect(first.nodes.map(idOf)).toEqual(ids.slice(0, 2));
    mall.control.editOrder(SHOP, ids[0] ?? '', { note: '…' });
    const second = listed(mall, '', { first: 2, after: first.pageInfo.endCursor });
    const third = listed(mall, '', { first: 2, after: second.pageInfo.endCursor });
    expect(second.nodes.map(idOf)).toEqual(ids.slice(2, 4));
    expect(third.nodes.map(idOf)).toEqual([ids[4], ids[0]]);
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  it('at most 250 a page, and never without a number', () => {
    const mall = openMall();
    expect(mall.ask(LIST, { first: 251 }).body.errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(mall.ask('{ orders { nodes { id } } }').body.errors[0].message).toBe(
      'you must provide one of first or last',
    );
    expect(mall.ask(LIST, { first: 2, after: 'abc' }).body.errors[0].message).toContain('Invalid cursor');
  });

  it('are found by their name, of which there may be two', () => {
    const mall = openMall({ settings: { orders: { sameNames: true } } });
    const ids = mall.add(5);
    expect(listed(mall, 'name:#1001').nodes.map(idOf)).toEqual([ids[0]]);
    expect(listed(mall, "name:'1004'").nodes.map(idOf).sort()).toEqual(ids.slice(3).sort());
    expect(listed(mall, 'name:#1001 OR name:#1002').nodes).toHaveLength(2);
  });

  it('are found whatever else is asked for that there is not, with a warning beside the answer', () => {
    const mall = openMall();
    mall.add(1);
    const { body } = mall.ask(LIST, { first: 5, query: 'colour:red' });
    expect(body.data.orders.nodes).toHaveLength(1);
    expect(body.extensions.search[0].warnings[0]).toMatchObject({ field: 'colour', code: 'invalid_field' });
  });

  it('are listed later than they are there, and by what the index has of them', () => {
    const mall = openMall({ settings: { orders: { indexDelayMinMs: MINUTE, indexDelayMaxMs: MINUTE } } });
    const began = mall.now();
    const [id = ''] = mall.add(1);
    expect(listed(mall, '').nodes).toEqual([]);
    expect(read(mall, id)[0].name).toBe('#1001');
    mall.pass(MINUTE);
    expect(listed(mall, '').nodes.map(idOf)).toEqual([id]);
    mall.control.cancelOrder(SHOP, id);
    expect(listed(mall, since(began + SECOND)).nodes).toEqual([]);
    expect(listed(mall, since(began)).nodes[0].updatedAt).toBe('2026-11-23T03:01:00Z');
    mall.pass(MINUTE);
    expect(listed(mall, since(began + SECOND)).nodes.map(idOf)).toEqual([id]);
  });
});

describe('an order', () => {
  it('has everything that a shop needs to send it', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { lines: [{ sku: 'kome-0005', units: 2 }] });
    const [order] = read(mall, id);
    expect(order).toMatchObject({
      id: gid(id),
      legacyResourceId: id,
      createdAt: '2026-11-23T03:00:00Z',
      cancelledAt: null,
      displayFinancialStatus: 'PAID',
      displayFulfillmentStatus: 'UNFULFILLED',
      lineItems: {
        nodes: [
          {
            sku: 'kome-0005',
            quantity: 2,
            currentQuantity: 2,
            unfulfilledQuantity: 2,
            variant: { inventoryItem: { id: mall.itemOf('kome-0005') } },
            originalUnitPriceSet: { shopMoney: { amount: '4380.0', currencyCode: 'JPY' } },
          },
        ],
      },
      fulfillmentOrders: {
        nodes: [
          {
            status: 'OPEN',
            assignedLocation: { location: { id: `gid://shopify/Location/${mall.locationId}` } },
            lineItems: { nodes: [{ remainingQuantity: 2 }] },
          },
        ],
      },
    });
    expect(order.shippingAddress.zip).toMatch(/^\d{3}-\d{4}$/);
  });

  it('that there is not, or of another shop, is null', () => {
    const mall = openMall();
    mall.control.addShop({ shop: 'other' });
    const [foreign = ''] = mall.control.addOrders('other', { count: 1 });
    expect(read(mall, foreign, '1')).toEqual([null, null]);
    expect(mall.ask('{ order(id: "12") { id } }').body.errors[0].message).toBe("Invalid global id '12'");
    expect(mall.ask('{ order(id: "gid://shopify/Location/12") { id } }').body.errors).toHaveLength(1);
  });

  it('keeps what was ordered, and shows what is left after an edit, a refund and a cancel', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { lines: [{ sku: 'kome-0005', units: 4 }] });
    const lineId = mall.order(id).lines[0]?.lineId ?? 0;
    const line = () => {
      const [{ lineItems, displayFinancialStatus }] = read(mall, id);
      const { quantity, currentQuantity, unfulfilledQuantity } = lineItems.nodes[0];
      return [quantity, currentQuantity, unfulfilledQuantity, displayFinancialStatus];
    };
    mall.pass(SECOND);
    mall.control.editOrder(SHOP, id, { units: { [lineId]: 3 } });
    expect(line()).toEqual([4, 3, 3, 'PAID']);
    mall.control.refundOrder(SHOP, id, { lineId, units: 1 });
    expect(line()).toEqual([4, 2, 2, 'PARTIALLY_REFUNDED']);
    mall.control.editOrder(SHOP, id, { addLine: true });
    expect(read(mall, id)[0].fulfillmentOrders.nodes[0].lineItems.nodes).toHaveLength(2);
    mall.pass(SECOND);
    mall.control.cancelOrder(SHOP, id, 'INVENTORY');
    expect(line()).toEqual([4, 0, 0, 'REFUNDED']);
    expect(read(mall, id)[0]).toMatchObject({ cancelledAt: '2026-11-23T03:00:02Z', cancelReason: 'INVENTORY' });
    expect(listed(mall, since(mall.now())).nodes.map(idOf)).toEqual([id]);
  });

  it('of which nothing is left to send says so from 2026-10 on, and is UNFULFILLED before', () => {
    const mall = openMall();
    const [refunded = '', cancelled = '', sent = ''] = mall.add(3);
    mall.control.refundOrder(SHOP, refunded);
    mall.control.moveOrder(SHOP, sent, 'FULFILLED');
    mall.control.refundOrder(SHOP, sent, { restock: false });
    mall.control.cancelOrder(SHOP, cancelled);
    const statuses = (version: string): string[] =>
      mall
        .ask(WHOLE, { ids: [refunded, cancelled, sent].map(gid) }, { version })
        .body.data.nodes.map((one: Answer) => one.displayFulfillmentStatus);
    expect(statuses('2026-10')).toEqual(['FULFILLMENT_NOT_REQUIRED', 'FULFILLMENT_NOT_REQUIRED', 'FULFILLED']);
    expect(statuses('2026-07')).toEqual(['UNFULFILLED', 'UNFULFILLED', 'FULFILLED']);
  });

  it('whose payment expires stays unfulfilled, which some of a stream do', () => {
    const mall = openMall({ settings: { flow: { expiredShare: 1, buyerCancelShare: 0 } } });
    mall.control.arrivals(SHOP, { perHour: 60 });
    mall.pass(3 * HOUR);
    const expired = listed(mall, 'financial_status:EXPIRED').nodes.map(idOf);
    expect(expired.length).toBeGreaterThan(2);
    expect(read(mall, expired[0])[0]).toMatchObject({
      ...{ displayFinancialStatus: 'EXPIRED', displayFulfillmentStatus: 'UNFULFILLED', cancelledAt: null },
    });
  });

  it('that waits for its payment is paid after a while, and changes by that', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { kind: 'pending' });
    expect(read(mall, id)[0].displayFinancialStatus).toBe('PENDING');
    mall.pass(30 * MINUTE);
    expect(read(mall, id)[0]).toMatchObject({ displayFinancialStatus: 'PAID', updatedAt: '2026-11-23T03:30:00Z' });
  });

  it('may have a line without a variant, and no customer', () => {
    const mall = openMall();
    const [custom = ''] = mall.add(1, { kind: 'custom' });
    const [guest = ''] = mall.add(1, { kind: 'guest' });
    const [one, other] = read(mall, custom, guest);
    expect(one.lineItems.nodes.at(-1)).toMatchObject({ sku: null, variant: null });
    expect(other).toMatchObject({ customer: null, email: null });
    // The truth has the line, too: without it, a claim of it is one that the mall does not know.
    const [truly] = played.truth(mall.control).orders();
    expect(truly?.lines).toHaveLength(one.lineItems.nodes.length);
    expect(truly?.lines.at(-1)).toMatchObject({ item: null, units: 1 });
  });

  it('is sent from the first location that has all of it', () => {
    const mall = openMall({ shop: { locations: 2 } });
    const [first = '', second = ''] = mall.control.shops()[0]?.locationIds ?? [];
    mall.control.setStock(SHOP, { sku: 'kome-0005', quantity: 1 });
    mall.control.setStock(SHOP, { sku: 'kome-0005', locationId: second, quantity: 5 });
    const [small = '', large = ''] = [1, 3].flatMap((units) => mall.add(1, { lines: [{ sku: 'kome-0005', units }] }));
    const placeOf = (id: string) => mall.order(id).fulfillmentOrders[0]?.locationId;
    expect([placeOf(small), placeOf(large)]).toEqual([first, second]);
  });
});

it('an order has its name beside other malls, and is found by it', () => {
  const mall = openMall();
  mall.add(1, { lines: [{ sku: 'kome-0005', units: 2 }] });
  mall.control.cancelOrder(SHOP, '#1001');
  expect(mall.shopify.truth.orders()).toMatchObject([
    { shop: SHOP, orderNumber: '#1001', lines: [{ item: 'kome-0005', units: 0 }] },
  ]);
  expect(mall.shopify.truth.items().find(({ item }) => item === 'tsya-2201-s-nv')).toMatchObject({
    good: 'tsya-2201/s-nv',
    level: 100,
  });
  expect(() => mall.control.cancelOrder(SHOP, '#1')).toThrow('has no order #1');
});

describe('a broken order', () => {
  it.each([
    ['broken-json', 'no JSON'],
    ['missing-field', undefined],
    ['wrong-type', 'none'],
    ['server-error', 'INTERNAL_SERVER_ERROR'],
  ] as const)('%s', (how, expected) => {
    const mall = openMall();
    const [good = '', bad = ''] = mall.add(2);
    mall.control.spoilOrder(bad, how);
    const query = (...ids: string[]) => mall.call(WHOLE, { ids: ids.map(gid) });
    const outcome = query(good, bad);
    if (outcome.ending !== 'answer') throw new Error(outcome.ending);
    if (how === 'broken-json') {
      expect(() => JSON.parse(outcome.body)).toThrow();
    } else if (how === 'server-error') {
      const { data, errors } = JSON.parse(outcome.body);
      expect(data.nodes[1]).toBeNull();
      expect(errors[0].extensions.code).toBe(expected);
    } else {
      expect(JSON.parse(outcome.body).data.nodes[1].lineItems).toBe(expected);
    }
    // What shows none of its lines is as ever.
    expect(listed(mall, '').nodes).toHaveLength(2);
    mall.control.mendOrder(bad);
    expect(read(mall, bad)[0].id).toBe(gid(bad));
  });

  it('that is hidden is listed, and cannot be read', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1);
    mall.control.hideOrder(id);
    expect(listed(mall, '').nodes.map(idOf)).toEqual([id]);
    expect(read(mall, id)).toEqual([null]);
  });
});

it('a stream of orders is the same for a seed, and no order takes what is not there', () => {
  const run = () => {
    const mall = openMall({ settings: { stock: { initialQuantity: 3 } } });
    mall.control.arrivals(SHOP, { perHour: 60 });
    mall.control.advance(90 * MINUTE);
    const input = levels(mall, [{ sku: 'kome-0005', to: 5 }]);
    expect(codes(set(mall, input, 'one'))).toEqual([]);
    return mall.control.books();
  };
  expect(run()).toEqual(run());
  expect(run().shops[0]?.orders.length).toBeGreaterThan(50);
});
