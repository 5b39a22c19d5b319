import type { Claim, ClaimKey, Held, StandingClaim } from '../../core/model/index.ts';
import { type AttributeValue, type Item, list, number, text, textOf } from './attributes.ts';
import { rowCodec } from './row-codec.ts';
import { claimWord, momentKey, skuOfPartition, skuPartition } from './sku-partition.ts';

const claimFormat = 1;

const row = rowCodec<Omit<Claim, 'sku'>>({
  merchant: 'text',
  shop: 'text',
  orderNumber: 'text',
  lineId: 'text',
  orderedAt: 'number',
  quantity: 'number',
  version: 'number',
  writer: 'text',
});

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
  return { format: number(claimFormat), ...row.write(claim) };
}

/** A trail as a list of pairs. */
export function trailValue(trail: readonly Held[]): AttributeValue {
  return list(trail.map(([version, quantity]) => list([number(version), number(quantity)])));
}

/** The claim an item holds. */
export function claimOf(item: Item): StandingClaim {
  const claim = { ...row.read(item), sku: skuOfPartition(textOf(item, 'sku')).sku };
  return { ...claim, trail: trailOf(item) ?? [[claim.version, claim.quantity]] };
}

/** Undefined for what a release wrote that kept no trails: it puts claims whole, and takes away the trail there was. */
export function trailOf(item: Item): Held[] | undefined {
  return item.trail?.L?.map(({ L: [version, quantity] = [] }) => [Number(version?.N), Number(quantity?.N)]);
}
