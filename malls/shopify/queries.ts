/** The fields of the Admin API that we ask for, by which messages name a call. */
export type ShopifyOperation = keyof typeof queries | 'webhookSubscriptions' | 'webhookSubscriptionCreate';

const page = 'pageInfo{hasNextPage endCursor}';
const money = 'shopMoney{amount currencyCode}';
const listed = 'id name createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus';
/** A fulfillment without its lines, because a list in a list costs what it may bring. */
const sent = 'fulfillments(first:20){id status createdAt trackingInfo{company number}}';
/** The same with the lines of each: more than a few of either would cost more points than a call may. */
const sentLines =
  'fulfillments(first:20){id status createdAt trackingInfo{company number} fulfillmentLineItems(first:5){nodes{quantity lineItem{id}} pageInfo{hasNextPage}}}';
const lines = `nodes{id sku name quantity currentQuantity originalUnitPriceSet{${money}}}${page}`;
/** Where it is sent from. Of more than two, all are read: each costs points of every order on a page. */
const sources = 'fulfillmentOrders(first:2){nodes{assignedLocation{location{id}}} pageInfo{hasNextPage}}';
/** Five lines, because a call is paid for by what it may bring: `docs/malls/shopify.md#rates`. */
const whole = `${listed} email phone note currentTotalPriceSet{${money}}
 shippingAddress{name company zip province city address1 address2 phone} ${sent} ${sources} lineItems(first:5){${lines}}`;
const ordersOf = (fields: string): string =>
  `query($first:Int!,$after:String,$sortKey:OrderSortKeys,$query:String!){connection:orders(first:$first,after:$after,sortKey:$sortKey,query:$query){nodes{${fields}}${page}}}`;
const toSend = `nodes{id totalQuantity remainingQuantity lineItem{id}}${page}`;
const itemsOf = `nodes{id sku tracked inventoryLevel(locationId:$location){updatedAt quantities(names:["available"]){name quantity}}}${page}`;

/** Each call's document. Whatever it is about, a connection comes as `connection`. */
export const queries = {
  orders: ordersOf(listed),
  'orders.whole': ordersOf(whole),
  /** The one that changed last. */
  'orders.last': `{connection:orders(first:1,sortKey:UPDATED_AT,reverse:true){nodes{id updatedAt}${page}}}`,
  'order.lineItems': `query($id:ID!,$first:Int!,$after:String){order(id:$id){connection:lineItems(first:$first,after:$after){${lines}}}}`,
  'order.fulfillmentOrders': `query($id:ID!,$first:Int!,$after:String){order(id:$id){${listed} ${sentLines}
 connection:fulfillmentOrders(first:$first,after:$after){nodes{id status assignedLocation{location{id}} lineItems(first:15){${toSend}}}${page}}}}`,
  'fulfillmentOrder.lineItems': `query($id:ID!,$first:Int!,$after:String){node(id:$id){...on FulfillmentOrder{connection:lineItems(first:$first,after:$after){${toSend}}}}}`,
  fulfillmentCreate:
    'mutation($fulfillment:FulfillmentInput!){fulfillmentCreate(fulfillment:$fulfillment){userErrors{field message}}}',
  fulfillmentTrackingInfoUpdate:
    'mutation($id:ID!,$info:FulfillmentTrackingInput!){fulfillmentTrackingInfoUpdate(fulfillmentId:$id,trackingInfoInput:$info){userErrors{field message}}}',
  fulfillmentCancel: 'mutation($id:ID!){fulfillmentCancel(id:$id){userErrors{field message}}}',
  inventoryItems: `query($first:Int!,$after:String,$query:String,$location:ID!){connection:inventoryItems(first:$first,after:$after,query:$query){${itemsOf}}}`,
  inventorySetQuantities:
    'mutation($input:InventorySetQuantitiesInput!,$key:String!){inventorySetQuantities(input:$input)@idempotent(key:$key){userErrors{code field message}}}',
  currentAppInstallation: '{currentAppInstallation{accessScopes{handle}}}',
} as const;

/** What a call is to cost at most: half of what Shopify allows, because how it reckons a list is assumed. */
export const costWanted = 500;

/** Rows of a page of each document that has pages: asked for before an answer has told what they cost, and at most. */
export const pageSizes: Partial<Record<ShopifyOperation, { readonly first: number; readonly most: number }>> = {
  orders: { first: 250, most: 250 },
  'orders.whole': { first: 5, most: 20 },
  'order.lineItems': { first: 100, most: 250 },
  'order.fulfillmentOrders': { first: 5, most: 5 },
  'fulfillmentOrder.lineItems': { first: 100, most: 250 },
  inventoryItems: { first: 100, most: 250 },
};

/** A text in a search, as a whole. */
export const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
