import type { Claim, ClaimKey, Held, ShopKey, StandingClaim } from '../../core/model/index.ts';
import { type AttributeValue, list, number, numberOf, text, textOf } from './attributes.ts';
import { claimWord, momentKey, skuPartition } from './sku-partition.ts';
import type { Item } from './table.ts';

const claimFormat = 1;

export function claimItemKey(key: ClaimKey): Item {
  return {
    sku: text(skuPartition(key.merchant, key.sku)),
    entry: text(`${momentKey(key.orderedAt)}#${claimWord}#${key.shop}#${key.orderNumber}#${key.lineId}`),
  };
}

/** A claim as an item, with what it held before. */
export function claimItem(claim: StandingClaim): Item {
  return { ...claimItemKey(claim), ...claimAttributes(claim), trail: trailValue(claim.trail) };
}

/** What of a claim is no key, its trail aside. */
export function claimAttributes(claim: Claim): Item {
  return {
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

/** A trail as a list of pairs. */
export function trailValue(trail: readonly Held[]): AttributeValue {
  return list(trail.map(([version, quantity]) => list([number(version), number(quantity)])));
}

/** The claim an item holds. */
export function claimOf(item: Item): StandingClaim {
  const merchant = textOf(item, 'merchant');
  const claim = {
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
  return { ...claim, trail: trailOf(item) ?? [[claim.version, claim.quantity]] };
}

/** Undefined for what a release wrote that kept no trails: it puts claims whole, and takes away the trail there was. */
function trailOf(item: Item): Held[] | undefined {
  return item.trail?.L?.map(({ L: [version, quantity] = [] }) => [Number(version?.N), Number(quantity?.N)]);
}
