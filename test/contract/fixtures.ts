import { dayMs, hourMs } from '../../core/kernel/time.ts';
import type { Claim } from '../../core/model/claim.ts';
import type { MissingOrder, StoredOrder } from '../../core/model/order.ts';
import type { RevisionEntry } from '../../core/model/revision.ts';
import type { Shop, ShopKey } from '../../core/model/shop.ts';
import type { Movement } from '../../core/model/sku.ts';

/** 2026-11-24 12:00 in Japan. */
export const noon = Date.UTC(2026, 10, 24, 3);

let shopsMade = 0;

/** A shop that no test has used yet, so that tests do not meet each other's rows. */
export function freshShop(): ShopKey {
  shopsMade += 1;
  return `rms#shop-${shopsMade}`;
}

/** The n-th order number of a shop in RMS's form: shop id, date, sequence. */
export function orderNumberOf(sequence: number): string {
  return `365123-20261124-${String(sequence).padStart(10, '0')}`;
}

export function storedOrder(changes: Partial<StoredOrder> & Pick<StoredOrder, 'shop'>): StoredOrder {
  return {
    kind: 'stored',
    orderNumber: orderNumberOf(1),
    version: noon,
    writer: 'run-a',
    revision: 1,
    progress: '100',
    orderedAt: noon - hourMs,
    storedAt: noon,
    readAt: noon,
    fingerprint: 'Zm9vYmFyYmF6cXV4',
    original: Uint8Array.of(1, 2, 3, 0, 255),
    unannounced: [{ revision: 1, kind: 'OrderImported' }],
    final: false,
    ...changes,
  };
}

export function missingOrder(changes: Partial<MissingOrder> & Pick<MissingOrder, 'shop'>): MissingOrder {
  return {
    kind: 'missing',
    orderNumber: orderNumberOf(1),
    version: noon,
    writer: 'run-a',
    dueAt: noon + hourMs,
    problem: { kind: 'missing', since: noon, tries: 1, reason: 'The mall lists the order and does not hand it out.' },
    ...changes,
  };
}

export function revisionEntry(changes: Partial<RevisionEntry> & Pick<RevisionEntry, 'shop'>): RevisionEntry {
  return {
    orderNumber: orderNumberOf(1),
    revision: 1,
    version: noon,
    progress: '100',
    readAt: noon,
    supersededAt: noon + hourMs,
    original: Uint8Array.of(7, 8, 9),
    ...changes,
  };
}

export function claim(changes: Partial<Claim> & Pick<Claim, 'shop'>): Claim {
  return {
    merchant: 'hanamori',
    sku: 'tea-01',
    orderNumber: orderNumberOf(1),
    lineId: '1',
    orderedAt: noon - hourMs,
    quantity: 2,
    version: noon,
    writer: 'run-a',
    ...changes,
  };
}

export function movement(changes: Partial<Movement> = {}): Movement {
  return {
    merchant: 'hanamori',
    sku: 'tea-01',
    at: noon,
    id: 'event-1',
    kind: 'received',
    quantity: 12,
    by: 'ops:tanaka',
    note: '棚卸し 🍵',
    writtenAt: noon + hourMs,
    ...changes,
  };
}

export function shop(changes: Partial<Shop> & Pick<Shop, 'key'>): Shop {
  return {
    mall: 'rms',
    code: changes.key.slice('rms#'.length),
    name: '花森茶舗 楽天市場店',
    merchant: 'hanamori',
    shard: 0,
    importFrom: noon - dayMs,
    cursor: noon - dayMs,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 0.5,
    credential: { version: 1, sealed: Uint8Array.of(1, 2, 3) },
    ...changes,
  };
}
