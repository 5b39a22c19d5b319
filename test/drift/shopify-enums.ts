import { type GraphQLSchema, isEnumType } from 'graphql';
import type { CallShopify } from '../../malls/shopify/calls.ts';
import { progressNames } from '../../malls/shopify/columns.ts';
import { createOrderStatusApi } from '../../malls/shopify/order-status-api.ts';
import { ready } from '../../malls/shopify/progress.ts';
import { sendableIn, stateOf } from '../../malls/shopify/status-states.ts';
import { createStockApi } from '../../malls/shopify/stock-api.ts';
import { type JudgedEnum, unmapped } from './kept.ts';

/** The versions that are judged, by name: the one that is asked for, and those after it. */
export type Versions = ReadonlyMap<string, GraphQLSchema>;

function valuesOf(versions: Versions, name: string): JudgedEnum['values'] {
  const values = new Map<string, string[]>();
  for (const [version, schema] of versions) {
    const type = schema.getType(name);
    if (!isEnumType(type)) throw new Error(`Version ${version} has no enum ${name} any more.`);
    for (const { name: value } of type.getValues()) values.set(value, [...(values.get(value) ?? []), version]);
  }
  return values;
}

const order = {
  id: 'gid://shopify/Order/1',
  name: '#1001',
  createdAt: '2026-11-24T00:00:00Z',
  updatedAt: '2026-11-24T00:00:00Z',
  cancelledAt: null,
  displayFinancialStatus: 'PAID',
  displayFulfillmentStatus: 'UNFULFILLED',
  fulfillments: [],
};
const wholePage = { hasNextPage: false, endCursor: null };

/** A client to whom Shopify answers this data, by operation. */
const answering =
  (data: Readonly<Record<string, object>>): CallShopify =>
  async (operation) => ({
    mallTime: null,
    part: (_, ...path) => path.reduce<unknown>((at, step) => Object(at)[step], data[operation]) as never,
    as: (_, value) => value as never,
    unreadable: (problem) => {
      throw new Error(problem);
    },
  });

/** The enums of Shopify that our code makes something of. */
export const shopifyEnums = (versions: Versions): readonly JudgedEnum[] => [
  ...ofOrders(versions),
  ...ofParcels(versions),
  {
    name: 'InventorySetQuantitiesUserErrorCode',
    values: valuesOf(versions, 'InventorySetQuantitiesUserErrorCode'),
    known: {
      CHANGE_FROM_QUANTITY_STALE: 'read again',
      IDEMPOTENCY_CONCURRENT_REQUEST: 'read again',
      IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED: 'read again',
      IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'a defect of ours',
      INVALID_INVENTORY_ITEM: 'refused in our words',
      INVALID_LOCATION: 'refused in our words',
      NON_MUTABLE_INVENTORY_ITEM: 'refused in our words',
      ...Object.fromEntries(
        ['COMPARE_QUANTITY_REQUIRED', 'COMPARE_QUANTITY_STALE'].map((one) => [
          one,
          unmapped('of versions up to 2026-01: what is sent names changeFromQuantity'),
        ]),
      ),
      ...Object.fromEntries(
        [
          'INVALID_NAME',
          'INVALID_REASON',
          'INVALID_REFERENCE_DOCUMENT',
          'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
        ].map((one) => [one, unmapped('cannot be met by what is sent: shown in the words of Shopify')]),
      ),
      ...Object.fromEntries(
        ['INVALID_QUANTITY_NEGATIVE', 'INVALID_QUANTITY_TOO_HIGH', 'INVALID_QUANTITY_TOO_LOW'].map((one) => [
          one,
          unmapped('such a level is refused before it is sent: shown in the words of Shopify'),
        ]),
      ),
    },
    means: outcomeOf,
    mappedIn: 'malls/shopify/stock-api.ts',
  },
];

const ofOrders = (versions: Versions): JudgedEnum[] => [
  {
    name: 'OrderDisplayFulfillmentStatus',
    values: valuesOf(versions, 'OrderDisplayFulfillmentStatus'),
    known: {
      ...Object.fromEntries(
        [
          ...['UNFULFILLED', 'OPEN', 'IN_PROGRESS', 'PARTIALLY_FULFILLED', 'ON_HOLD', 'SCHEDULED'],
          ...['PENDING_FULFILLMENT', 'REQUEST_DECLINED'],
        ].map((one) => [one, 'to-ship, with a name']),
      ),
      FULFILLED: 'shipped, with a name',
      RESTOCKED: 'shipped, with a name',
      FULFILLMENT_NOT_REQUIRED: 'shipped, with a name',
    },
    means(value) {
      const stage = stateOf({ ...order, displayFulfillmentStatus: value })?.stage;
      return `${stage}, ${progressNames[value] === undefined ? 'without a name' : 'with a name'}`;
    },
    mappedIn: 'malls/shopify/progress.ts, status-states.ts and columns.ts',
  },
  {
    name: 'OrderDisplayFinancialStatus',
    values: valuesOf(versions, 'OrderDisplayFinancialStatus'),
    known: {
      AUTHORIZED: 'to pack',
      PAID: 'to pack',
      PARTIALLY_PAID: 'to pack',
      PARTIALLY_REFUNDED: 'to pack',
      PENDING: 'not to pack',
      EXPIRED: 'not to pack',
      REFUNDED: 'not to pack',
      VOIDED: 'not to pack',
    },
    means(value) {
      const progress = stateOf({ ...order, displayFinancialStatus: value })?.progress ?? '';
      return ready.includes(progress) ? 'to pack' : 'not to pack';
    },
    mappedIn: 'malls/shopify/progress.ts',
  },
];

const ofParcels = (versions: Versions): JudgedEnum[] => [
  {
    name: 'FulfillmentStatus',
    values: valuesOf(versions, 'FulfillmentStatus'),
    known: {
      SUCCESS: 'a parcel',
      OPEN: 'a parcel',
      PENDING: 'a parcel',
      CANCELLED: 'no parcel',
      ERROR: 'no parcel',
      FAILURE: 'no parcel',
    },
    means(status) {
      const fulfillment = { id: 'gid://shopify/Fulfillment/1', status, createdAt: order.createdAt };
      const fulfillments = [{ ...fulfillment, trackingInfo: [{ company: 'Yamato (JA)', number: '123456789012' }] }];
      return stateOf({ ...order, fulfillments })?.baskets[0]?.rows.length === 1 ? 'a parcel' : 'no parcel';
    },
    mappedIn: 'malls/shopify/status-states.ts',
  },
  {
    name: 'FulfillmentOrderStatus',
    values: valuesOf(versions, 'FulfillmentOrderStatus'),
    known: {
      OPEN: 'to send',
      IN_PROGRESS: 'to send',
      ON_HOLD: 'held',
      SCHEDULED: 'held',
      CANCELLED: 'nothing to send',
      CLOSED: 'nothing to send',
      INCOMPLETE: 'nothing to send',
    },
    async means(status) {
      const line = { id: 'gid://shopify/FulfillmentOrderLineItem/1', totalQuantity: 1, remainingQuantity: 1 };
      const node = {
        id: 'gid://shopify/FulfillmentOrder/1',
        status,
        assignedLocation: { location: { id: 'gid://shopify/Location/1' } },
        lineItems: { nodes: [{ ...line, lineItem: { id: 'gid://shopify/LineItem/1' } }], pageInfo: wholePage },
      };
      const call = answering({
        orders: { connection: { nodes: [order], pageInfo: wholePage } },
        'order.fulfillmentOrders': { order: { ...order, connection: { nodes: [node], pageInfo: wholePage } } },
      });
      const [state] = (await createOrderStatusApi(call, '1').readStates([order.name])).states;
      const { left, isHeld } = sendableIn(state?.kept);
      return left.length > 0 ? 'to send' : isHeld ? 'held' : 'nothing to send';
    },
    mappedIn: 'malls/shopify/order-status-api.ts',
  },
];

/** What becomes of a level that Shopify refuses with this code. */
async function outcomeOf(code: string): Promise<string> {
  const message = 'in the words of Shopify';
  const userErrors = [{ code, field: ['input', 'quantities', '0'], message }];
  const call = answering({ inventorySetQuantities: { inventorySetQuantities: { userErrors } } });
  const stock = createStockApi({ call, shop: 'shopify#kado-no-mise', location: '1', now: () => 0 });
  const kept = JSON.stringify(['1', 2, '2026-11-24T00:00:00Z']);
  try {
    const outcome = (await stock.set([{ item: 'kome-0005', level: 1, kept }])).items.get('kome-0005');
    if (outcome?.kind === 'unproven') return 'read again';
    return outcome?.kind === 'refused' && outcome.words === message ? 'refused in its words' : 'refused in our words';
  } catch {
    return 'a defect of ours';
  }
}
