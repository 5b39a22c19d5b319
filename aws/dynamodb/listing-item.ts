import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  type Listing,
  type ListingKey,
  listingDueOf,
  listingRowFormat,
  type ShopKey,
} from '../../core/model/index.ts';
import { flag, number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { skuPartition } from './sku-partition.ts';
import type { Item } from './table.ts';

const moments = ['dueAt', 'unknownAt', 'lookAgainAt', 'verifiedAt', 'orphanSince', 'closedSince'] as const;
/** Attributes that are kept as JSON: nothing is asked of what is in them. */
const wholes = ['claim', 'acked', 'wait', 'drift'] as const;

/** Attributes that a row has at some times only. */
const passing = ['cap', 'floor', 'dueBucket', 'dueKey', ...moments, ...wholes] as const;

/** The key of a listing's item: a shop's listings lie together. */
export function listingItemKey({ shop, item }: ListingKey): Item {
  return { shop: text(shop), item: text(item) };
}

/** A listing as an item, with the keys of the index of due ones when it belongs in it. */
export function listingItem(listing: Listing): Item {
  const { cap, floor } = listing;
  return {
    ...listingItemKey(listing),
    format: number(listingRowFormat),
    merchant: text(listing.merchant),
    sku: text(skuPartition(listing.merchant, listing.sku)),
    version: number(listing.version),
    writer: text(listing.writer),
    terms: number(listing.terms),
    linked: flag(listing.linked),
    buffer: number(listing.buffer),
    ...optionalNumber('cap', cap ?? undefined),
    ...optionalNumber('floor', floor ?? undefined),
    ...dueAttributes(listing),
    ...Object.assign({}, ...moments.map((name) => optionalNumber(name, listing[name]))),
    ...Object.assign({}, ...wholes.map((name) => optionalJson(name, listing[name]))),
  };
}

/** Attributes that a row has no more, and that have to go from the item. */
export function goneFromListing(item: Item): string[] {
  return passing.filter((name) => !(name in item));
}

/** The listing an item holds. Attributes it does not know, from a later release, are passed over, and stay in the item. */
export function listingOf(item: Item): Listing {
  const merchant = textOf(item, 'merchant');
  return {
    shop: textOf(item, 'shop') as ShopKey,
    item: textOf(item, 'item'),
    merchant,
    sku: textOf(item, 'sku').slice(merchant.length + 1),
    version: numberOf(item, 'version'),
    writer: textOf(item, 'writer'),
    terms: numberOf(item, 'terms'),
    linked: item.linked?.BOOL === true,
    buffer: numberOf(item, 'buffer'),
    cap: optionalNumberOf(item, 'cap') ?? null,
    floor: optionalNumberOf(item, 'floor') ?? null,
    ...momentsOf(item),
    ...wholesOf(item),
  };
}

/** Where a moment lies among the due listings of a shop. 13 digits last until the year 2286. */
export function dueKeyAt(shop: ShopKey, at: EpochMs): string {
  return `${shop}#${String(Math.max(0, Math.floor(at))).padStart(13, '0')}`;
}

/** The moment in such a key. */
export function momentOfDueKey(key: string): EpochMs {
  return Number(key.slice(key.lastIndexOf('#') + 1));
}

/** The partition of the index in which a bucket's due listings lie. */
export const dueBucketOf = (bucket: number): string => `listing#${bucket}`;

function dueAttributes(listing: Listing): Item {
  const due = listingDueOf(listing);
  if (due === null) return {};
  const { shop } = listing;
  return { dueBucket: text(dueBucketOf(bucketOf(shop))), dueKey: text(dueKeyAt(shop, due)) };
}

function optionalJson(name: string, value: object | undefined): Item {
  return value === undefined ? {} : { [name]: text(JSON.stringify(value)) };
}

function momentsOf(item: Item): Pick<Listing, (typeof moments)[number]> {
  return Object.assign({}, ...moments.map((name) => (name in item ? { [name]: numberOf(item, name) } : {})));
}

function wholesOf(item: Item): Pick<Listing, (typeof wholes)[number]> {
  return Object.assign({}, ...wholes.map((name) => (name in item ? { [name]: JSON.parse(textOf(item, name)) } : {})));
}
