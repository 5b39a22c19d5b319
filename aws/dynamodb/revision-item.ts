import { dayMs, secondMs } from '../../core/kernel/index.ts';
import type { RevisionEntry, ShopKey } from '../../core/model/index.ts';
import type { OrderKey } from '../../core/ports/index.ts';
import { bytes, bytesOf, number, numberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const revisionFormat = 1;

/** The partition that holds an order's superseded revisions. */
export function historyOf({ shop, orderNumber }: OrderKey): string {
  return `${shop}#${orderNumber}`;
}

/** A superseded revision as an item. DynamoDB removes it by itself some days after it was superseded. */
export function revisionItem(entry: RevisionEntry, historyDays: number): Item {
  return {
    order: text(historyOf(entry)),
    entry: text(`revision#${String(entry.revision).padStart(5, '0')}`),
    format: number(revisionFormat),
    shop: text(entry.shop),
    orderNumber: text(entry.orderNumber),
    revision: number(entry.revision),
    version: number(entry.version),
    progress: text(entry.progress),
    readAt: number(entry.readAt),
    supersededAt: number(entry.supersededAt),
    original: bytes(entry.original),
    // Time to live is in epoch seconds.
    expiresAt: number(Math.ceil((entry.supersededAt + historyDays * dayMs) / secondMs)),
  };
}

export function revisionOf(item: Item): RevisionEntry {
  return {
    shop: textOf(item, 'shop') as ShopKey,
    orderNumber: textOf(item, 'orderNumber'),
    revision: numberOf(item, 'revision'),
    version: numberOf(item, 'version'),
    progress: textOf(item, 'progress'),
    readAt: numberOf(item, 'readAt'),
    supersededAt: numberOf(item, 'supersededAt'),
    original: bytesOf(item, 'original'),
  };
}
