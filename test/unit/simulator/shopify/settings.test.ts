import { describe, expect, it } from 'vitest';
import type { ShopifySettingsChange } from '../../../../simulator/shopify/index.ts';
import { type Answer, levels, type Mall, MINUTE, openMall, read, SHOP, set } from './mall.ts';

const RICE = 'kome-0005';

/** A mall with one order of three pieces, and what the first location has left. */
function opened(settings: ShopifySettingsChange = {}, kind: 'plain' | 'pending' = 'plain') {
  const mall = openMall({ settings });
  const [id = ''] = mall.add(1, { kind, lines: [{ sku: RICE, units: 3 }] });
  return { mall, id, shown: (): Answer => read(mall, id)[0] };
}

/** What a setting changes: at its default, and at another value. */
const ROWS: readonly (readonly [
  string,
  ShopifySettingsChange,
  (settings: ShopifySettingsChange) => unknown,
  unknown,
  unknown,
])[] = [
  [
    'orders.cancelledUnits',
    { orders: { cancelledUnits: 'kept' } },
    (one) => cancelled(one).lineItems.nodes[0].currentQuantity,
    0,
    3,
  ],
  ['orders.cancelledUnits', { orders: { cancelledUnits: 'kept' } }, (one) => cancelled(one).refunds.length, 1, 0],
  ['stock.restoreAtCancel', { stock: { restoreAtCancel: false } }, (one) => leftAfterCancel(one), 100, 97],
  ['stock.decrementAtOrder', { stock: { decrementAtOrder: false } }, (one) => opened(one).mall.level(RICE), 97, 100],
  ['stock.initialQuantity', { stock: { initialQuantity: 9 } }, (one) => opened(one).mall.level(RICE), 97, 6],
  [
    'flow.cancelledStatus',
    { flow: { cancelledStatus: 'CANCELLED' } },
    (one) => cancelled(one).fulfillmentOrders.nodes[0].status,
    'CLOSED',
    'CANCELLED',
  ],
  [
    'flow.partlySentStatus',
    { flow: { partlySentStatus: 'OPEN' } },
    (one) => partlySent(one).fulfillmentOrders.nodes[0].status,
    'IN_PROGRESS',
    'OPEN',
  ],
  ['flow.pendingMs', { flow: { pendingMs: 0 } }, (one) => afterAMinute(one), 'PENDING', 'PAID'],
  ['orders.amounts', { orders: { amounts: 'plain' } }, (one) => priceOf(one), '4380.0', '4380'],
  ['orders.nameWithoutHash', { orders: { nameWithoutHash: false } }, (one) => named(one), 1, 0],
  ['orders.pageMax', { orders: { pageMax: 10 } }, (one) => pageOf(one), undefined, 'BAD_REQUEST'],
  ['stock.unchangedGroup', { stock: { unchangedGroup: 'group' } }, (one) => unchanged(one), null, []],
  ['stock.afterChange', { stock: { afterChange: 'number' } }, (one) => afterChange(one), null, 5],
  [
    'idempotency.afterFailure',
    { idempotency: { afterFailure: 'again' } },
    (one) => afterFailure(one),
    'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
    undefined,
  ],
  [
    'idempotency.keyHours',
    { idempotency: { keyHours: 0 } },
    (one) => withTheSameKey(one),
    'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
    undefined,
  ],
  [
    'access.fulfillmentOrders',
    { access: { fulfillmentOrders: 'none' } },
    (one) => withoutScope(one, 'fulfillmentOrders(first: 1) { nodes { id } }'),
    'ACCESS_DENIED',
    undefined,
  ],
  [
    'access.variantNeedsProducts',
    { access: { variantNeedsProducts: false } },
    (one) => withoutScope(one, 'lineItems(first: 1) { nodes { variant { id } } }'),
    'ACCESS_DENIED',
    undefined,
  ],
];

describe('a setting of the simulated Shopify', () => {
  it.each(ROWS)('%s', (_name, change, shown, standard, other) => {
    expect(shown({})).toEqual(standard);
    expect(shown(change)).toEqual(other);
  });

  it('api.ended, where a version that has ended is no longer answered', () => {
    const mall = openMall({ settings: { api: { ended: 'not-found' } } });
    expect(mall.ask('{ shop { name } }', {}, { version: '2025-10' }).status).toBe(404);
  });

  it('flow.buyerCancelShare, where every buyer thinks better of it', () => {
    const mall = openMall({ settings: { flow: { buyerCancelShare: 1 } } });
    mall.control.arrivals(SHOP, { perHour: 60 });
    mall.control.advance(120 * MINUTE);
    const { byStatus = {} } = mall.control.summary().shops[0] ?? {};
    expect(byStatus.CANCELLED).toBeGreaterThan(50);
    expect(mall.control.books().shops[0]?.orders.find(({ status }) => status === 'CANCELLED')?.cancelReason).toBe(
      'CUSTOMER',
    );
  });
});

function cancelled(settings: ShopifySettingsChange): Answer {
  const { mall, id, shown } = opened(settings);
  mall.control.cancelOrder(SHOP, id);
  return shown();
}

function leftAfterCancel(settings: ShopifySettingsChange): number | null {
  const { mall, id } = opened(settings);
  mall.control.cancelOrder(SHOP, id);
  return mall.level(RICE);
}

function partlySent(settings: ShopifySettingsChange): Answer {
  const { mall, id, shown } = opened(settings);
  mall.control.moveOrder(SHOP, id, 'PARTIALLY_FULFILLED');
  return shown();
}

function afterAMinute(settings: ShopifySettingsChange): string {
  const { mall, shown } = opened(settings, 'pending');
  mall.pass(MINUTE);
  return shown().displayFinancialStatus;
}

const priceOf = (settings: ShopifySettingsChange): string =>
  opened(settings).shown().lineItems.nodes[0].originalUnitPriceSet.shopMoney.amount;

const named = (settings: ShopifySettingsChange): number =>
  opened(settings).mall.data('{ orders(first: 5, query: "name:1001") { nodes { id } } }').orders.nodes.length;

const codeIn = (body: Answer): string | undefined => body.errors?.[0].extensions.code;

const pageOf = (settings: ShopifySettingsChange): string | undefined =>
  codeIn(opened(settings).mall.ask('{ orders(first: 11) { nodes { id } } }').body);

const setRice = (mall: Mall, to: number, from: number | null, key?: string): Answer =>
  set(mall, levels(mall, [{ sku: RICE, to, from }]), key);

const unchanged = (settings: ShopifySettingsChange): Answer => {
  const { inventoryAdjustmentGroup: group } = setRice(opened(settings).mall, 97, 97);
  return group?.changes ?? null;
};

const afterChange = (settings: ShopifySettingsChange): Answer =>
  setRice(opened(settings).mall, 5, 97).inventoryAdjustmentGroup.changes[0].quantityAfterChange;

function afterFailure(settings: ShopifySettingsChange): string | undefined {
  const { mall } = opened(settings);
  setRice(mall, 5, 98, 'one');
  mall.control.setStock(SHOP, { sku: RICE, quantity: 98 });
  return setRice(mall, 5, 98, 'one').userErrors[0]?.code;
}

function withTheSameKey(settings: ShopifySettingsChange): string | undefined {
  const { mall } = opened(settings);
  setRice(mall, 5, null, 'one');
  return setRice(mall, 6, null, 'one').userErrors[0]?.code;
}

function withoutScope(settings: ShopifySettingsChange, part: string): string | undefined {
  const { mall } = opened(settings);
  mall.control.setScopes(SHOP, ['read_orders']);
  return codeIn(mall.ask(`{ orders(first: 1) { nodes { ${part} } } }`).body);
}
