import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  type MissingOrder,
  type OrderProblem,
  type OrderRow,
  orderRowFormat,
  type PendingAnnouncement,
  type QuarantinedOrder,
  type RedactionMark,
  type ShopKey,
  type StoredOrder,
} from '../../core/model/index.ts';
import { type Item, number, text, textOf, writtenLater } from './attributes.ts';
import { inList, inMap, rowCodec } from './row-codec.ts';

/** A revision that is still unannounced. */
export const announcementPart = rowCodec<PendingAnnouncement>({ revision: 'number', kind: 'text' });

/** Why a reading of an order failed. */
export const orderProblem = rowCodec<OrderProblem>({ kind: 'text', since: 'number', tries: 'number', reason: 'text' });

const base = {
  shop: 'text',
  orderNumber: 'text',
  kind: 'text',
  version: 'number',
  writer: 'text',
  dueAt: 'number?',
  redacted: inMap(rowCodec<RedactionMark>({ at: 'number', version: 'number' }), { isOptional: true }),
} as const;

const rows = {
  stored: rowCodec<StoredOrder>({
    ...base,
    revision: 'number',
    progress: 'text',
    orderedAt: 'number',
    skus: 'textMap?',
    storedAt: 'number',
    readAt: 'number',
    fingerprint: 'text',
    original: 'bytes',
    unannounced: inList(announcementPart),
    final: 'flag',
    finalAt: 'number?',
    problem: inMap(orderProblem, { isOptional: true }),
    erasedAt: 'number?',
    cancelRequested: 'flag?',
    parts: 'texts?',
  }),
  missing: rowCodec<MissingOrder>({ ...base, problem: inMap(orderProblem) }),
  quarantined: rowCodec<QuarantinedOrder>({ ...base, problem: inMap(orderProblem), raw: 'bytes' }),
} as const;

/** The key of an order's item. */
export function orderItemKey(shop: ShopKey, orderNumber: string): Item {
  return { shop: text(shop), orderNumber: text(orderNumber) };
}

/** An order row as an item, with the keys of the indexes it belongs in. */
export function orderItem(row: OrderRow): Item {
  const isOpen = row.kind === 'stored' && !row.final;
  return {
    format: number(orderRowFormat),
    ...rows[row.kind].write(row as never),
    ...dueAttributes(row.shop, row.dueAt),
    ...(isOpen ? { openShop: text(row.shop), openKey: text(`${row.progress}#${row.orderNumber}`) } : {}),
  };
}

/** Both keys of the index of due rows, or neither. */
export function dueAttributes(shop: ShopKey, dueAt: EpochMs | undefined): Item {
  return dueAt === undefined ? {} : { dueBucket: text(String(bucketOf(shop))), dueAt: number(dueAt) };
}

/** The row an item holds. Attributes it does not know, from a later release, are passed over. */
export function orderRowOf(item: Item): OrderRow {
  const kind = textOf(item, 'kind');
  if (kind === 'stored' || kind === 'missing' || kind === 'quarantined') return rows[kind].read(item);
  const ids = { shop: textOf(item, 'shop'), orderNumber: textOf(item, 'orderNumber') };
  throw writtenLater(`An order row is of kind "${kind}"`, ids);
}
