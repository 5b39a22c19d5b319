import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, type OrderTarget, type ShopKey } from '../../core/model/index.ts';
import type { OrderKey } from '../../core/ports/index.ts';
import { expiry, type Item, momentText, number, text } from './attributes.ts';
import { Expression } from './expression.ts';
import { rowCodec } from './row-codec.ts';

const row = rowCodec<OrderTarget>({
  shop: 'text',
  orderNumber: 'text',
  version: 'number',
  writer: 'text',
  dueAt: 'number?',
  claim: 'json?',
  missed: 'json?',
  removals: 'number?',
  requests: 'json',
  words: 'json',
  steps: 'json',
});

/** Attributes that a row has at some times only. */
const passing = ['openBucket', 'openKey', 'expiresAt', ...row.optional];

/** The key of an order's row. */
export const targetKey = ({ shop, orderNumber }: OrderKey): Item => ({ shop: text(shop), push: text(orderNumber) });

/** The partition of the index in which a bucket's due rows lie, one shop's after the other's. */
export const dueBucketOf = (bucket: number): string => `order#${bucket}`;

/** Sorts a shop's due rows by their moments. 13 digits last until the year 2286. */
export const dueKeyAt = (shop: ShopKey, at: EpochMs): string => `${shop}#${momentText(at, 13)}`;

/** A row as an item, with its place in the index when something of it is due. */
export function targetItem(target: OrderTarget, { retentionMs }: { readonly retentionMs: number }): Item {
  const { shop, dueAt } = target;
  const place = { openBucket: text(dueBucketOf(bucketOf(shop))), openKey: text(dueKeyAt(shop, dueAt ?? 0)) };
  return {
    ...targetKey(target),
    ...row.write(target),
    ...(dueAt === undefined ? expiry(lastEndOf(target) + retentionMs) : place),
  };
}

/** Writes a row over the one whose version is one less. */
export function targetUpdate(target: OrderTarget, options: { readonly retentionMs: number }) {
  const expression = new Expression();
  const isBefore = expression.compare('version', '=', number(target.version - 1), 'before');
  return expression.updateTo(targetItem(target, options), { key: targetKey(target), passing, isBefore });
}

/** The row that an item holds. */
export const targetOf = (item: Item): OrderTarget => row.read(item);

/** When the last of its requests ended. A request of a busy order is kept as long as the latest. */
const lastEndOf = ({ requests }: OrderTarget): EpochMs =>
  Math.max(...requests.map(({ state, requestedAt }) => ('at' in state ? state.at : requestedAt)));
