import type { SimOutcome } from '../../../../simulator/index.ts';
import {
  createShopify,
  type ShopifyControl,
  type ShopifySettingsChange,
  type ShopifySimulator,
} from '../../../../simulator/shopify/index.ts';

/** Monday, in the middle of an afternoon in Japan. */
export const NOON = Date.parse('2026-11-23T12:00:00+09:00');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const SHOP = 'kado-no-mise';

// biome-ignore lint/suspicious/noExplicitAny: a test reads the mall's answers by name, and a wrong name fails it.
export type Answer = any;

/** One mall with one shop, and a clock that moves only when a test moves it. Points are counted only where a test says so. */
export interface Mall {
  shopify: ShopifySimulator;
  control: ShopifyControl;
  locationId: string;
  pass(ms: number): void;
  now(): number;
  /** The raw outcome of a call. */
  call(query: string, variables?: object, more?: { path?: string; headers?: Record<string, string> }): SimOutcome;
  /** Its answer, parsed. */
  ask(
    query: string,
    variables?: object,
    more?: { version?: string; token?: string },
  ): { status: number; headers: Record<string, string>; body: Answer };
  data(query: string, variables?: object): Answer;
  add(count: number, more?: Partial<Parameters<ShopifyControl['addOrders']>[1]>): string[];
  order(orderId: string): NonNullable<ReturnType<ShopifyControl['order']>>;
  /** What the first location has of a SKU. */
  level(sku: string): number | null;
  itemOf(sku: string): string;
}

export function openMall(
  options: {
    seed?: number;
    settings?: ShopifySettingsChange;
    shop?: Omit<Parameters<ShopifyControl['addShop']>[0], 'shop'>;
  } = {},
): Mall {
  let nowMs = NOON;
  const settings = { ...options.settings, throttle: { enforce: false, ...options.settings?.throttle } };
  const shopify = createShopify({ now: () => nowMs, seed: options.seed ?? 7, settings });
  const { control } = shopify;
  const { accessToken, locationId } = control.addShop({ shop: SHOP, ...options.shop });
  const call: Mall['call'] = (query, variables = {}, more = {}) =>
    shopify.handle({
      method: 'POST',
      path: more.path ?? `/${SHOP}/admin/api/2026-10/graphql.json`,
      headers: { 'x-shopify-access-token': accessToken, 'content-type': 'application/json', ...more.headers },
      body: JSON.stringify({ query, variables }),
    });
  const ask: Mall['ask'] = (query, variables, { version = '2026-10', token = accessToken } = {}) => {
    const path = `/${SHOP}/admin/api/${version}/graphql.json`;
    const { status, headers, body } = answered(
      call(query, variables, { path, headers: { 'x-shopify-access-token': token } }),
    );
    return { status, headers, body: JSON.parse(body) };
  };
  return {
    shopify,
    control,
    locationId,
    pass: (ms) => {
      nowMs += ms;
    },
    now: () => nowMs,
    call,
    ask,
    data: (query, variables) => {
      const { body } = ask(query, variables);
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data;
    },
    add: (count, more = {}) => control.addOrders(SHOP, { count, ...more }),
    order: (orderId) => {
      const found = control.order(orderId);
      if (!found) throw new Error(`There is no order ${orderId}.`);
      return found;
    },
    level: (sku) => control.level(SHOP, { sku }),
    itemOf: (sku) => {
      const row = control.stock(SHOP).find((one) => one.sku === sku);
      return `gid://shopify/InventoryItem/${row?.inventoryItemId}`;
    },
  };
}

/** The answer of an outcome, or a failure that names the ending. */
export function answered(outcome: SimOutcome): Extract<SimOutcome, { ending: 'answer' }> {
  if (outcome.ending !== 'answer') throw new Error(`The mall did not answer: the call ended in ${outcome.ending}.`);
  return outcome;
}

export const SET = `mutation set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange item { sku } location { id } } }
    userErrors { code field message }
  }
}`;

/** The input of a set. Without `from` nothing is compared. */
export function levels(
  mall: Mall,
  rows: readonly { sku?: string; item?: string; to: number; from?: number | null; location?: string }[],
  more: object = {},
) {
  return {
    name: 'available',
    reason: 'correction',
    quantities: rows.map(({ sku = '', item, to, from = null, location }) => ({
      inventoryItemId: item ?? mall.itemOf(sku),
      locationId: location ?? `gid://shopify/Location/${mall.locationId}`,
      quantity: to,
      changeFromQuantity: from,
    })),
    ...more,
  };
}

let keys = 0;

/** Sets levels, and answers the payload. Without a key it gets one of its own. */
export function set(mall: Mall, input: object, key = `key-${++keys}`): Answer {
  return mall.data(SET, { input, key }).inventorySetQuantities;
}

export const codes = (payload: Answer): string[] => payload.userErrors.map((one: Answer) => one.code);

/** Orders with everything that a shop needs of them. */
export const WHOLE = `query whole($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id legacyResourceId name createdAt updatedAt processedAt cancelledAt cancelReason displayFinancialStatus displayFulfillmentStatus
      email phone note tags customer { displayName } shippingAddress { name zip province city address1 address2 }
      lineItems(first: 10) { nodes { id sku name quantity currentQuantity unfulfilledQuantity variant { inventoryItem { id } }
        originalUnitPriceSet { shopMoney { amount currencyCode } } } }
      refunds { id refundLineItems(first: 5) { nodes { quantity restockType lineItem { id } } } }
      fulfillmentOrders(first: 5) { nodes { id status assignedLocation { location { id } }
        lineItems(first: 10) { nodes { id remainingQuantity lineItem { id } } } } }
      fulfillments { id status trackingInfo { company number url } }
    }
  }
}`;

export const gid = (id: string): string => `gid://shopify/Order/${id}`;

/** Orders by their numbers. */
export const read = (mall: Mall, ...ids: string[]): Answer[] => mall.data(WHOLE, { ids: ids.map(gid) }).nodes;
