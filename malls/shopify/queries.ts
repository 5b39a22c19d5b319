/** The fields of the Admin API that we ask for, by which messages name a call. */
export type ShopifyOperation = keyof typeof queries;

const page = 'pageInfo{hasNextPage endCursor}';
const money = 'shopMoney{amount currencyCode}';
const listed = 'id name createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus';
const lines = `nodes{id sku name quantity currentQuantity originalUnitPriceSet{${money}}}${page}`;
/** Ten lines, because a call is paid for by what it may bring: `docs/malls/shopify.md#rates`. */
const whole = `${listed} email phone note currentTotalPriceSet{${money}}
 shippingAddress{name company zip province city address1 address2 phone} lineItems(first:10){${lines}}`;
const ordersOf = (fields: string): string =>
  `query($first:Int!,$after:String,$sortKey:OrderSortKeys,$query:String!){connection:orders(first:$first,after:$after,sortKey:$sortKey,query:$query){nodes{${fields}}${page}}}`;
const itemsOf = `nodes{id sku tracked inventoryLevel(locationId:$location){updatedAt quantities(names:["available"]){name quantity}}}${page}`;

/** Each call's document. Whatever it is about, a connection comes as `connection`. */
export const queries = {
  orders: ordersOf(listed),
  'orders.whole': ordersOf(whole),
  'order.lineItems': `query($id:ID!,$after:String){order(id:$id){connection:lineItems(first:100,after:$after){${lines}}}}`,
  inventoryItems: `query($first:Int!,$after:String,$query:String,$location:ID!){connection:inventoryItems(first:$first,after:$after,query:$query){${itemsOf}}}`,
  inventorySetQuantities:
    'mutation($input:InventorySetQuantitiesInput!,$key:String!){inventorySetQuantities(input:$input)@idempotent(key:$key){userErrors{code field message}}}',
  currentAppInstallation: '{currentAppInstallation{accessScopes{handle}}}',
} as const;

/** A text in a search, as a whole. */
export const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
