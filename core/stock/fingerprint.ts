import { hash } from 'node:crypto';
import type { Listing } from './listing.ts';
import type { SkuLevel } from './sku-level.ts';
import type { SkuRow } from './sku-row.ts';

/** A longer text of marks is hashed, so that a set of many parts does not fill the rows of its listings. */
const textMax = 60;

/** Base64 digits of a hash: 132 bits. */
const hashLength = 22;

/** What a level was reckoned from: the marks of all rows that had a say, in one form whatever order they came in. */
export function levelFingerprint(rows: readonly SkuRow[]): string {
  const marks = new Map(rows.map(({ sku, mark }) => [sku, mark]));
  const text = JSON.stringify([...marks].sort(([one], [other]) => (one < other ? -1 : 1)));
  return text.length <= textMax ? text : hash('sha256', text, 'base64url').slice(0, hashLength);
}

/** What a listing's level was made from: `terms` counts the changes of its terms and of its SKU, the rest is the level's. */
export function listingFingerprint({ terms }: Pick<Listing, 'terms'>, level: SkuLevel): string {
  return `${terms}:${level.fingerprint}`;
}
