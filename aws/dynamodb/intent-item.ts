import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  type ClaimKeyRow,
  claimKeyOfRow,
  claimKeyRow,
  type Intent,
  type ShopKey,
} from '../../core/model/index.ts';
import { bytes, bytesOf, number, numberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const intentFormat = 1;

/** What an intent names, as it is packed: claims as rows without field names. */
interface Packed {
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKeyRow[];
}

/** The partition of a bucket's intents. */
export function intentsScope(bucket: number): string {
  return `intents#${bucket}`;
}

/** Where an intent lies among its bucket's: the oldest first, so that the abandoned ones are one range. */
export function intentEntryAt(at: EpochMs): string {
  return new Date(at).toISOString();
}

export function intentKey(intent: Intent): Item {
  return {
    scope: text(intentsScope(bucketOf(intent.shop))),
    entry: text(`${intentEntryAt(intent.at)}#${intent.id}`),
  };
}

/** An intent as an item. Packed: a hundred orders with ten claims each come to about 15 KB, an item may have 400 KB. */
export function intentItem(intent: Intent): Item {
  const packed: Packed = { orderNumbers: intent.orderNumbers, claims: intent.claims.map(claimKeyRow) };
  return {
    ...intentKey(intent),
    format: number(intentFormat),
    id: text(intent.id),
    shop: text(intent.shop),
    at: number(intent.at),
    packed: bytes(deflateRawSync(JSON.stringify(packed))),
  };
}

export function intentOf(item: Item): Intent {
  const packed = JSON.parse(inflateRawSync(bytesOf(item, 'packed')).toString('utf8')) as Packed;
  return {
    id: textOf(item, 'id'),
    shop: textOf(item, 'shop') as ShopKey,
    at: numberOf(item, 'at'),
    orderNumbers: packed.orderNumbers,
    claims: packed.claims.map(claimKeyOfRow),
  };
}
