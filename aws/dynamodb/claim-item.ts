import { bucketOf, type ShopKey } from '../../core/merchants/shop.ts';
import type { Claim, ClaimKey } from '../../core/stock/claim.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const claimFormat = 1;

/** The partition of a merchant's SKU: its claims by the moment they were placed, and its own row. */
export function skuPartition(merchant: string, sku: string): string {
  return `${merchant}#${sku}`;
}

/** Where a SKU's own row lies. `#` sorts before every digit, so it never lies among the claims. */
export const skuRowEntry = '#sku';

/** The key of a SKU's own row. */
export function skuRowKey(merchant: string, sku: string): Item {
  return { sku: text(skuPartition(merchant, sku)), entry: text(skuRowEntry) };
}

/** The bucket in the index of dirty SKUs. */
export function dirtyBucketOf(merchant: string, sku: string): string {
  return String(bucketOf(skuPartition(merchant, sku)));
}

export function claimItemKey(key: ClaimKey): Item {
  const orderedAt = new Date(key.orderedAt).toISOString();
  return {
    sku: text(skuPartition(key.merchant, key.sku)),
    entry: text(`${orderedAt}#claim#${key.shop}#${key.orderNumber}#${key.lineId}`),
  };
}

export function claimItem(claim: Claim): Item {
  return {
    ...claimItemKey(claim),
    format: number(claimFormat),
    merchant: text(claim.merchant),
    shop: text(claim.shop),
    orderNumber: text(claim.orderNumber),
    lineId: text(claim.lineId),
    orderedAt: number(claim.orderedAt),
    quantity: number(claim.quantity),
    version: number(claim.version),
    writer: text(claim.writer),
  };
}

export function claimOf(item: Item): Claim {
  const merchant = textOf(item, 'merchant');
  return {
    merchant,
    sku: textOf(item, 'sku').slice(merchant.length + 1),
    shop: textOf(item, 'shop') as ShopKey,
    orderNumber: textOf(item, 'orderNumber'),
    lineId: textOf(item, 'lineId'),
    orderedAt: numberOf(item, 'orderedAt'),
    quantity: numberOf(item, 'quantity'),
    version: numberOf(item, 'version'),
    writer: textOf(item, 'writer'),
  };
}
