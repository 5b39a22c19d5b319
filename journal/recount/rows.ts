import type { PlainObject, TableName } from '../entry.ts';
import { misfits, moment, number, text } from './shape.ts';

/** The one row of an order number, whatever became of the order. */
export interface OrderRow {
  readonly shop: string;
  readonly orderNumber: string;
  /** Set on orders that are stored. */
  readonly stored: { readonly orderedAt: number; readonly storedAt: number; readonly readAt: number } | null;
}

/** What one line of an order holds of one SKU. A line that is claimed on two SKUs, or at two moments, has two rows. */
export interface ClaimRow {
  readonly shop: string;
  readonly orderNumber: string;
  readonly lineId: string;
  /** `<merchant>#<SKU>` in the rows of DynamoDB. */
  readonly sku: string;
  readonly quantity: number;
}

export interface ShopRow {
  readonly shop: string;
  readonly importFrom: number;
}

/** A row as far as the recount needs it; tables and rows it does not need are `other`. */
export type ReadRow =
  | { readonly kind: 'order'; readonly row: OrderRow }
  | { readonly kind: 'claim'; readonly row: ClaimRow }
  | { readonly kind: 'shop'; readonly row: ShopRow }
  | { readonly kind: 'other' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads a row of either world. DynamoDB and memory name the attributes alike, except that memory calls a shop's identity
 * `key`. Of the rows of Stock, claims have a line and, unlike movements, no kind.
 */
export function readRow(table: TableName, row: PlainObject): ReadRow {
  switch (table) {
    case 'Orders':
      return readOrder(row);
    case 'Stock':
      return isClaim(row) ? readClaim(row) : { kind: 'other' };
    case 'Shops':
      return readShop(row);
    case 'Revisions':
    case 'Control':
    case 'Pushes':
    case 'Listings':
      return { kind: 'other' };
  }
}

function isClaim(row: Row): boolean {
  return Object.hasOwn(row, 'lineId') && !Object.hasOwn(row, 'kind');
}

function readOrder(row: Row): ReadRow {
  const isStored = row.kind === 'stored';
  const problems = misfits(row, {
    shop: text,
    orderNumber: text,
    kind: text,
    ...(isStored && { orderedAt: moment, storedAt: moment, readAt: moment }),
  });
  if (problems.length > 0) return { kind: 'wrong', problems };
  const { shop, orderNumber, orderedAt, storedAt, readAt } = row as unknown as OrderRow &
    NonNullable<OrderRow['stored']>;
  return { kind: 'order', row: { shop, orderNumber, stored: isStored ? { orderedAt, storedAt, readAt } : null } };
}

function readClaim(row: Row): ReadRow {
  const problems = misfits(row, { shop: text, orderNumber: text, lineId: text, quantity: number });
  if (problems.length > 0) return { kind: 'wrong', problems };
  const { shop, orderNumber, lineId, sku, quantity } = row as unknown as ClaimRow;
  return { kind: 'claim', row: { shop, orderNumber, lineId, sku, quantity } };
}

function readShop(row: Row): ReadRow {
  const named = { shop: row.shop ?? row.key, importFrom: row.importFrom };
  const problems = misfits(named, { shop: text, importFrom: moment });
  if (problems.length > 0) return { kind: 'wrong', problems };
  return { kind: 'shop', row: named as ShopRow };
}
