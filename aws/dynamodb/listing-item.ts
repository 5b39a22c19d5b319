import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  dueMarkerAt,
  type Listing,
  type ListingKey,
  listingPlaceOf,
  listingRowFormat,
  type ShopKey,
} from '../../core/model/index.ts';
import { type Item, momentText, number, optionalNumberOf, text, textOf } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { rowCodec } from './row-codec.ts';
import { skuOfPartition, skuPartition } from './sku-partition.ts';

const row = rowCodec<Omit<Listing, 'sku' | 'cap' | 'floor'>>({
  shop: 'text',
  item: 'text',
  merchant: 'text',
  version: 'number',
  writer: 'text',
  terms: 'number',
  linked: 'flag',
  buffer: 'number',
  dueAt: 'number?',
  unknownAt: 'number?',
  lookAgainAt: 'number?',
  verifiedAt: 'number?',
  orphanSince: 'number?',
  closedSince: 'number?',
  claim: 'json?',
  acked: 'json?',
  wait: 'json?',
  drift: 'json?',
});

/** Attributes that a row has at some times only. */
const passing = ['cap', 'floor', 'dueBucket', 'dueKey', ...row.optional];

/** The key of a listing's item: a shop's listings lie together. */
export function listingItemKey({ shop, item }: ListingKey): Item {
  return { shop: text(shop), item: text(item) };
}

/** A listing as an item, with the keys of the index of due ones when it belongs in it. */
export function listingItem(listing: Listing): Item {
  const { shop, merchant, sku, cap, floor } = listing;
  const place = listingPlaceOf(listing);
  return {
    format: number(listingRowFormat),
    ...row.write(listing),
    sku: text(skuPartition(merchant, sku)),
    ...(cap === null ? {} : { cap: number(cap) }),
    ...(floor === null ? {} : { floor: number(floor) }),
    ...(place === null ? {} : { dueBucket: text(dueBucketOf(bucketOf(shop))), dueKey: text(dueKeyAt(shop, place)) }),
  };
}

/** The listing an item holds. Attributes it does not know, from a later release, are passed over, and stay in the item. */
export function listingOf(item: Item): Listing {
  return {
    ...row.read(item),
    sku: skuOfPartition(textOf(item, 'sku')).sku,
    cap: optionalNumberOf(item, 'cap') ?? null,
    floor: optionalNumberOf(item, 'floor') ?? null,
  };
}

/** Where a moment lies among the due listings of a shop. 13 digits last until the year 2286. */
export function dueKeyAt(shop: ShopKey, at: EpochMs): string {
  return `${shop}#${momentText(at, 13)}`;
}

/** The partition of the index in which a bucket's due listings lie. */
export const dueBucketOf = (bucket: number): string => `listing#${bucket}`;

/** Writes a listing over the one whose version is one less, or where there is none. */
export function listingUpdate(listing: Listing) {
  const expression = new Expression();
  const isBefore =
    listing.version === 1
      ? expression.absent('item')
      : expression.compare('version', '=', number(listing.version - 1), 'before');
  return expression.updateTo(listingItem(listing), { key: listingItemKey(listing), passing, isBefore });
}

/** Makes a listing due, unless a worker holds it or it is due by then. Under this condition its place in the index is known. */
export function dueUpdate({ shop }: ListingKey, at: EpochMs) {
  const expression = new Expression();
  const version = expression.name('version');
  const laterOrNever = (name: string): string =>
    anyOf(expression.absent(name), expression.compare(name, '>', number(at), 'dueAt'));
  return expression.update({
    set: {
      dueAt: number(at),
      dueBucket: text(dueBucketOf(bucketOf(shop))),
      dueKey: text(dueKeyAt(shop, at)),
      writer: text(dueMarkerAt(at)),
    },
    setClauses: [`${version} = ${version} + ${expression.value('one', number(1))}`],
    when: allOf(
      expression.present('item'),
      expression.absent('claim'),
      laterOrNever('dueAt'),
      laterOrNever('lookAgainAt'),
    ),
  });
}
