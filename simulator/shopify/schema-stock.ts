/** The types of a list that comes in pages. */
export const connectionOf = (type: string): string => `
type ${type}Connection { edges: [${type}Edge!]! nodes: [${type}!]! pageInfo: PageInfo! }
type ${type}Edge { cursor: String! node: ${type}! }
`;

/** Locations, what is sold, and how much of it there is, as a version has them. */
export const inventoryOf = (version: string): string => {
  const [hasInactive, hasKeys] = [version >= '2026-04', version >= '2026-01'];
  const includeInactive = hasInactive ? ', includeInactive: Boolean = false' : '';
  return `
type Location implements Node & LegacyInteroperability {
  id: ID!
  legacyResourceId: UnsignedInt64!
  name: String!
  isActive: Boolean!
  fulfillsOnlineOrders: Boolean!
  hasActiveInventory: Boolean!
  shipsInventory: Boolean!
}
${connectionOf('Location')}
enum ProductVariantInventoryPolicy { CONTINUE DENY }
type Product implements Node & LegacyInteroperability { id: ID! legacyResourceId: UnsignedInt64! title: String! }
type ProductVariant implements Node & LegacyInteroperability {
  id: ID!
  legacyResourceId: UnsignedInt64!
  sku: String
  title: String!
  displayName: String!
  inventoryPolicy: ProductVariantInventoryPolicy!
  inventoryQuantity: Int
  product: Product!
  inventoryItem: InventoryItem!
}
${connectionOf('ProductVariant')}
type InventoryItem implements Node & LegacyInteroperability {
  id: ID!
  legacyResourceId: UnsignedInt64!
  sku: String
  tracked: Boolean!
  requiresShipping: Boolean!
  variant: ProductVariant!
  inventoryLevel(locationId: ID!${includeInactive}): InventoryLevel
  inventoryLevels(first: Int, last: Int, after: String, before: String, query: String${includeInactive}, reverse: Boolean = false): InventoryLevelConnection!
}
${connectionOf('InventoryItem')}
type InventoryLevel implements Node {
  id: ID!
  ${hasInactive ? 'isActive: Boolean!' : ''}
  createdAt: DateTime!
  updatedAt: DateTime!
  item: InventoryItem!
  location: Location!
  quantities(names: [String!]!): [InventoryQuantity!]!
}
${connectionOf('InventoryLevel')}
type InventoryQuantity implements Node { id: ID! name: String! quantity: Int! updatedAt: DateTime }

${hasKeys ? 'directive @idempotent(key: String!) on FIELD' : ''}

enum InventorySetQuantitiesUserErrorCode {
  ${hasKeys ? 'CHANGE_FROM_QUANTITY_STALE IDEMPOTENCY_CONCURRENT_REQUEST IDEMPOTENCY_KEY_PARAMETER_MISMATCH IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' : ''}
  COMPARE_QUANTITY_REQUIRED COMPARE_QUANTITY_STALE INVALID_INVENTORY_ITEM INVALID_LOCATION INVALID_NAME
  INVALID_QUANTITY_NEGATIVE INVALID_QUANTITY_TOO_HIGH INVALID_QUANTITY_TOO_LOW INVALID_REASON INVALID_REFERENCE_DOCUMENT
  ${version < '2026-10' ? 'ITEM_NOT_STOCKED_AT_LOCATION ' : ''}NON_MUTABLE_INVENTORY_ITEM NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR
}
type InventorySetQuantitiesUserError { code: InventorySetQuantitiesUserErrorCode field: [String!] message: String! }
type InventorySetQuantitiesPayload { inventoryAdjustmentGroup: InventoryAdjustmentGroup userErrors: [InventorySetQuantitiesUserError!]! }
type InventoryAdjustmentGroup implements Node {
  id: ID!
  createdAt: DateTime!
  reason: String!
  referenceDocumentUri: String
  changes(inventoryItemIds: [ID!], locationIds: [ID!], quantityNames: [String!]): [InventoryChange!]!
}
type InventoryChange { name: String! delta: Int! quantityAfterChange: Int item: InventoryItem location: Location }
`;
};
