import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  failedAtOf,
  freedAtOf,
  type OrderTarget,
  orderTargetFormat,
  type ShopKey,
} from '../../core/model/index.ts';
import type { OrderKey } from '../../core/ports/index.ts';
import { bytes, bytesOf, expiry, type Item, momentText, number, text } from './attributes.ts';
import { Expression } from './expression.ts';
import { rowCodec } from './row-codec.ts';

/** The fields that grow with each request. Packed, since they repeat field names and parcels: a row with five requests costs one unit a write. */
export type PackedRequests = Pick<OrderTarget, 'requests' | 'words' | 'steps'>;

const row = rowCodec<Omit<OrderTarget, keyof PackedRequests>>({
  shop: 'text',
  orderNumber: 'text',
  version: 'number',
  writer: 'text',
  dueAt: 'number?',
  claim: 'json?',
  missed: 'json?',
  removals: 'number?',
});

/** Attributes that a row has at some times only. */
const passing = ['openBucket', 'openKey', 'failedBucket', 'failedKey', 'expiresAt', ...row.optional];

/** The key of an order's row. */
export const targetKey = ({ shop, orderNumber }: OrderKey): Item => ({ shop: text(shop), push: text(orderNumber) });

/** Indexes of rows. `freed`: those that a pause had held and that are due no more; they lie among the due ones, in a partition of their own. */
export type TargetIndex = 'due' | 'freed' | 'failed';

/** The partition in which a bucket's rows lie, one shop's after the other's. */
export const bucketIn = (index: TargetIndex, bucket: number): string => `order-${index}#${bucket}`;

/** Sorts a shop's rows by their moments. 13 digits last until the year 2286. */
export const keyAt = (shop: ShopKey, at: EpochMs): string => `${shop}#${momentText(at, 13)}`;

/** A row as an item, with its places in the indexes: where something is due, or was freed; and where something failed. */
export function targetItem(target: OrderTarget, { retentionMs }: { readonly retentionMs: number }): Item {
  const { shop, dueAt, requests, words, steps } = target;
  const packed: PackedRequests = { requests, words, steps };
  const bucket = bucketOf(shop);
  const place = (names: readonly [string, string], index: TargetIndex, at: EpochMs | null | undefined): Item =>
    at == null ? {} : { [names[0]]: text(bucketIn(index, bucket)), [names[1]]: text(keyAt(shop, at)) };
  const open = ['openBucket', 'openKey'] as const;
  return {
    ...targetKey(target),
    format: number(orderTargetFormat),
    ...row.write(target),
    packed: bytes(deflateRawSync(JSON.stringify(packed))),
    ...(dueAt === undefined ? place(open, 'freed', freedAtOf(target)) : place(open, 'due', dueAt)),
    ...place(['failedBucket', 'failedKey'], 'failed', failedAtOf(target)),
    ...(dueAt === undefined ? expiry(lastEndOf(target) + retentionMs) : {}),
  };
}

/** Writes a row over the one whose version is one less. */
export function targetUpdate(target: OrderTarget, options: { readonly retentionMs: number }) {
  const expression = new Expression();
  const isBefore = expression.compare('version', '=', number(target.version - 1), 'before');
  return expression.updateTo(targetItem(target, options), { key: targetKey(target), passing, isBefore });
}

/** The row that an item holds. */
export const targetOf = (item: Item): OrderTarget => ({
  ...row.read(item),
  ...unpackRequests(bytesOf(item, 'packed')),
});

/** Unpacks the bytes of an item. Throws when they are damaged. */
export const unpackRequests = (packed: Uint8Array): PackedRequests =>
  JSON.parse(inflateRawSync(packed).toString('utf8')) as PackedRequests;

/** When the last of its requests ended. A request of a busy order is kept as long as the latest. */
const lastEndOf = ({ requests }: OrderTarget): EpochMs =>
  Math.max(...requests.map(({ state, requestedAt }) => ('at' in state ? state.at : requestedAt)));
