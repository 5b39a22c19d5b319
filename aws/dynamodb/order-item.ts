import { type EpochMs, TsunagiError } from '../../core/kernel/index.ts';
import {
  type AnnouncementKind,
  bucketOf,
  type ItemSkus,
  type OrderProblem,
  type OrderRow,
  orderRowFormat,
  type PendingAnnouncement,
  type RedactionMark,
  type ShopKey,
  type StoredOrder,
} from '../../core/model/index.ts';
import {
  bytes,
  bytesOf,
  flag,
  list,
  map,
  mapOf,
  number,
  numberOf,
  optionalNumber,
  optionalNumberOf,
  text,
  textOf,
} from './attributes.ts';
import type { Item } from './table.ts';

/** The key of an order's item. */
export function orderItemKey(shop: ShopKey, orderNumber: string): Item {
  return { shop: text(shop), orderNumber: text(orderNumber) };
}

/** An order row as an item, with the keys of the indexes it belongs in. */
export function orderItem(row: OrderRow): Item {
  return {
    ...orderItemKey(row.shop, row.orderNumber),
    format: number(orderRowFormat),
    kind: text(row.kind),
    version: number(row.version),
    writer: text(row.writer),
    ...dueAttributes(row.shop, row.dueAt),
    ...(row.redacted && { redacted: map({ at: number(row.redacted.at), version: number(row.redacted.version) }) }),
    ...contentAttributes(row),
  };
}

/** Both keys of the index of due rows, or neither. */
export function dueAttributes(shop: ShopKey, dueAt: EpochMs | undefined): Item {
  return dueAt === undefined ? {} : { dueBucket: text(String(bucketOf(shop))), dueAt: number(dueAt) };
}

/** The revisions still unannounced, as an attribute. */
export function unannouncedAttribute(unannounced: readonly PendingAnnouncement[]) {
  return list(unannounced.map(({ revision, kind }) => map({ revision: number(revision), kind: text(kind) })));
}

function contentAttributes(row: OrderRow): Item {
  switch (row.kind) {
    case 'stored':
      return storedAttributes(row);
    case 'missing':
      return { problem: problemAttribute(row.problem) };
    case 'quarantined':
      return { problem: problemAttribute(row.problem), raw: bytes(row.raw) };
  }
}

function storedAttributes(row: StoredOrder): Item {
  return {
    revision: number(row.revision),
    progress: text(row.progress),
    orderedAt: number(row.orderedAt),
    ...(row.skus && {
      skus: map(Object.fromEntries(Object.entries(row.skus).map(([item, sku]) => [item, text(sku)]))),
    }),
    storedAt: number(row.storedAt),
    readAt: number(row.readAt),
    fingerprint: text(row.fingerprint),
    original: bytes(row.original),
    unannounced: unannouncedAttribute(row.unannounced),
    final: flag(row.final),
    ...(row.final ? {} : { openShop: text(row.shop), openKey: text(`${row.progress}#${row.orderNumber}`) }),
    ...(row.problem && { problem: problemAttribute(row.problem) }),
    ...optionalNumber('erasedAt', row.erasedAt),
    ...(row.parts && { parts: list(row.parts.map(text)) }),
  };
}

function problemAttribute(problem: OrderProblem) {
  return map({
    kind: text(problem.kind),
    since: number(problem.since),
    tries: number(problem.tries),
    reason: text(problem.reason),
  });
}

/** The row an item holds. Attributes it does not know, from a later release, are passed over. */
export function orderRowOf(item: Item): OrderRow {
  const dueAt = optionalNumberOf(item, 'dueAt');
  const base = {
    shop: textOf(item, 'shop') as ShopKey,
    orderNumber: textOf(item, 'orderNumber'),
    version: numberOf(item, 'version'),
    writer: textOf(item, 'writer'),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(item.redacted?.M && { redacted: markOf(item.redacted.M) }),
  };
  const kind = kindOf(item);
  switch (kind) {
    case 'stored':
      return { ...base, kind, ...storedContentOf(item) };
    case 'missing':
      return { ...base, kind, problem: problemOf(mapOf(item, 'problem')) };
    case 'quarantined':
      return { ...base, kind, problem: problemOf(mapOf(item, 'problem')), raw: bytesOf(item, 'raw') };
  }
}

const markOf = (item: Item): RedactionMark => ({ at: numberOf(item, 'at'), version: numberOf(item, 'version') });

function kindOf(item: Item): OrderRow['kind'] {
  const kind = textOf(item, 'kind');
  if (kind === 'stored' || kind === 'missing' || kind === 'quarantined') return kind;
  throw new TsunagiError(
    'store.failing',
    'never',
    `An order row is of kind "${kind}", which this release does not know: a later release wrote it. Install that release again.`,
    { shop: textOf(item, 'shop'), orderNumber: textOf(item, 'orderNumber') },
  );
}

function storedContentOf(item: Item): Omit<StoredOrder, 'kind' | 'shop' | 'orderNumber' | 'version' | 'writer'> {
  const erasedAt = optionalNumberOf(item, 'erasedAt');
  return {
    revision: numberOf(item, 'revision'),
    progress: textOf(item, 'progress'),
    orderedAt: numberOf(item, 'orderedAt'),
    ...(item.skus?.M && { skus: skusOf(item.skus.M) }),
    storedAt: numberOf(item, 'storedAt'),
    readAt: numberOf(item, 'readAt'),
    fingerprint: textOf(item, 'fingerprint'),
    original: bytesOf(item, 'original'),
    unannounced: (item.unannounced?.L ?? []).map((entry) => pendingOf(entry.M ?? {})),
    final: item.final?.BOOL === true,
    ...(item.problem?.M && { problem: problemOf(item.problem.M) }),
    ...(erasedAt === undefined ? {} : { erasedAt }),
    ...(item.parts?.L && { parts: item.parts.L.flatMap(({ S }) => (S === undefined ? [] : [S])) }),
  };
}

const skusOf = (item: Item): ItemSkus => Object.fromEntries(Object.keys(item).map((key) => [key, textOf(item, key)]));

function pendingOf(item: Item): PendingAnnouncement {
  return { revision: numberOf(item, 'revision'), kind: textOf(item, 'kind') as AnnouncementKind };
}

function problemOf(item: Item): OrderProblem {
  return {
    kind: textOf(item, 'kind') as OrderProblem['kind'],
    since: numberOf(item, 'since'),
    tries: numberOf(item, 'tries'),
    reason: textOf(item, 'reason'),
  };
}
