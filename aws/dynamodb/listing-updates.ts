import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, dueMarkerAt, type Listing, type ListingKey } from '../../core/model/index.ts';
import { number, text } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { dueBucketOf, dueKeyAt, goneFromListing, listingItem, listingItemKey } from './listing-item.ts';

/**
 * Sets what this release knows, takes away what the row has no more, and leaves the rest: a later release may have put it
 * there. A call repeats a write whose answer was lost, and the repeat meets what the first one wrote: same version, same writer.
 */
export function listingUpdate(listing: Listing) {
  const expression = new Expression();
  const item = listingItem(listing);
  const keys = Object.keys(listingItemKey(listing));
  const sets = Object.entries(item)
    .filter(([name]) => !keys.includes(name))
    .map(([name, value]) => expression.compare(name, '=', value));
  const gone = goneFromListing(item).map((name) => expression.name(name));
  const isBefore =
    listing.version === 1
      ? expression.absent('item')
      : expression.compare('version', '=', number(listing.version - 1), 'before');
  const sameVersion = expression.compare('version', '=', number(listing.version));
  const sameWriter = expression.compare('writer', '=', text(listing.writer));
  return {
    UpdateExpression: `SET ${sets.join(', ')}${gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`}`,
    ConditionExpression: anyOf(isBefore, allOf(sameVersion, sameWriter)),
    ...expression.placeholders(),
  };
}

/** Makes a listing due, unless a worker holds it or it is due by then. Under this condition its place in the index is known. */
export function dueUpdate({ shop }: ListingKey, at: EpochMs) {
  const expression = new Expression();
  const version = expression.name('version');
  const sets = [
    expression.compare('dueAt', '=', number(at)),
    expression.compare('dueBucket', '=', text(dueBucketOf(bucketOf(shop)))),
    expression.compare('dueKey', '=', text(dueKeyAt(shop, at))),
    expression.compare('writer', '=', text(dueMarkerAt(at))),
    `${version} = ${version} + ${expression.value('one', number(1))}`,
  ];
  const laterOrNever = (name: string): string =>
    anyOf(expression.absent(name), expression.compare(name, '>', number(at), 'dueAt'));
  const condition = allOf(
    expression.present('item'),
    expression.absent('claim'),
    laterOrNever('dueAt'),
    laterOrNever('lookAgainAt'),
  );
  return { UpdateExpression: `SET ${sets.join(', ')}`, ConditionExpression: condition, ...expression.placeholders() };
}
