import { buildSchema, type GraphQLSchema } from 'graphql';
import { ordersOf } from './schema-orders.ts';
import { connectionOf, inventoryOf } from './schema-stock.ts';

/**
 * How a version names the level that a set has to find: `compare` up to 2025-10, both ways in 2026-01, `change` from 2026-04 on, which asks
 * for it, and for an idempotency key.
 */
export type Era = 'compare' | 'both' | 'change';

export const eraOf = (version: string): Era =>
  version <= '2025-10' ? 'compare' : version === '2026-01' ? 'both' : 'change';

const schemas = new Map<string, GraphQLSchema>();

/** The part of the Admin API that is simulated, as a version has it. */
export function schemaOf(version: string): GraphQLSchema {
  const known = schemas.get(version);
  if (known) return known;
  const schema = buildSchema(
    `${FRAME}${connectionOf('WebhookSubscription')}${ordersOf(version)}${inventoryOf(version)}${inputsOf(eraOf(version))}`,
  );
  schemas.set(version, schema);
  return schema;
}

const FRAME = `
scalar DateTime
scalar Decimal
scalar UnsignedInt64
scalar URL

interface Node { id: ID! }
interface LegacyInteroperability { legacyResourceId: UnsignedInt64! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type UserError { field: [String!] message: String! }
enum CurrencyCode { JPY }
enum CountryCode { JP }
type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }

type Shop implements Node {
  id: ID!
  name: String!
  myshopifyDomain: String!
  currencyCode: CurrencyCode!
  ianaTimezone: String!
}
type AccessScope { handle: String! }
type AppInstallation implements Node { id: ID! accessScopes: [AccessScope!]! }
type ApiVersion { handle: String! displayName: String! supported: Boolean! }

enum WebhookSubscriptionTopic { ORDERS_CANCELLED ORDERS_CREATE ORDERS_UPDATED }
type WebhookSubscription implements Node {
  id: ID!
  topic: WebhookSubscriptionTopic!
  uri: String!
  includeFields: [String!]!
}
input WebhookSubscriptionInput { uri: String includeFields: [String!] }
type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }

type Query {
  shop: Shop!
  currentAppInstallation: AppInstallation!
  publicApiVersions: [ApiVersion!]!
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  order(id: ID!): Order
  orders(first: Int, last: Int, after: String, before: String, query: String, sortKey: OrderSortKeys = PROCESSED_AT, reverse: Boolean = false): OrderConnection!
  location(id: ID): Location
  locations(first: Int, last: Int, after: String, before: String, query: String, includeInactive: Boolean = false, includeLegacy: Boolean = false, reverse: Boolean = false): LocationConnection!
  productVariant(id: ID!): ProductVariant
  productVariants(first: Int, last: Int, after: String, before: String, query: String, reverse: Boolean = false): ProductVariantConnection!
  inventoryItem(id: ID!): InventoryItem
  inventoryItems(first: Int, last: Int, after: String, before: String, query: String, reverse: Boolean = false): InventoryItemConnection!
  inventoryLevel(id: ID!): InventoryLevel
  webhookSubscriptions(first: Int, last: Int, after: String, before: String, reverse: Boolean = false, topics: [WebhookSubscriptionTopic!], uri: String): WebhookSubscriptionConnection!
}

type Mutation {
  inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
  fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
  fulfillmentCancel(id: ID!): FulfillmentCancelPayload
  fulfillmentTrackingInfoUpdate(fulfillmentId: ID!, trackingInfoInput: FulfillmentTrackingInput!, notifyCustomer: Boolean): FulfillmentTrackingInfoUpdatePayload
  webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
}
`;

function inputsOf(era: Era): string {
  const compare = era === 'change' ? '' : 'compareQuantity: Int';
  const change = era === 'compare' ? '' : 'changeFromQuantity: Int';
  const ignore = era === 'change' ? '' : 'ignoreCompareQuantity: Boolean = false';
  return `
input InventorySetQuantitiesInput {
  name: String!
  reason: String!
  referenceDocumentUri: String
  quantities: [InventoryQuantityInput!]!
  ${ignore}
}
input InventoryQuantityInput { inventoryItemId: ID! locationId: ID! quantity: Int! ${compare} ${change} }
`;
}
