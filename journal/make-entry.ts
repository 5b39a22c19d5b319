import type { BookEntry, BookLine, ExchangeEntry, JournalOutcome, JournalRequest } from './entry.ts';
import { isKeyHeader, withoutKeys } from './secrets.ts';

/** Finds the shop a request's Authorization header belongs to; null when it is nobody's. */
export type ShopOf = (authorization: string | undefined) => string | null;

/**
 * An exchange with the mall as an entry: the key that came with the request gives way to the shop it belongs to, in the
 * headers and in the address alike.
 */
export function exchangeEntry(
  exchange: { readonly at: number; readonly request: JournalRequest; readonly outcome: JournalOutcome },
  shopOf: ShopOf,
  world?: number,
): ExchangeEntry {
  const { at, request, outcome } = exchange;
  let authorization: string | undefined;
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    if (isKeyHeader(name)) authorization = value;
    else headers.push([name, value]);
  }
  return {
    kind: 'exchange',
    at,
    ...(world === undefined ? {} : { world }),
    shopUrl: shopOf(authorization),
    request: { ...request, path: withoutKeys(request.path), headers: Object.fromEntries(headers) },
    outcome,
  };
}

/** A shop as the mall's control lists it, with the key it has now. */
export interface KeyedShop {
  readonly shopUrl: string;
  readonly serviceSecret: string;
  readonly licenseKey: string;
}

/** Tells shops by their keys. A key that was replaced still tells its shop if it was known before. */
export function shopsByKey(shops: () => readonly KeyedShop[]): ShopOf {
  const known = new Map<string, string>();
  return (authorization) => {
    if (authorization === undefined) return null;
    const before = known.get(authorization);
    if (before !== undefined) return before;
    for (const { shopUrl, serviceSecret, licenseKey } of shops()) {
      const key = Buffer.from(`${serviceSecret}:${licenseKey}`).toString('base64');
      known.set(`ESA ${key}`, shopUrl);
    }
    return known.get(authorization) ?? null;
  };
}

/** One order of the mall's books as an entry, `at` the moment the books were taken. */
export function bookEntry(
  order: {
    readonly shopUrl: string;
    readonly orderNumber: string;
    readonly orderDatetimeMs: number;
    readonly visibleAtMs: number;
    readonly orderProgress: number;
    readonly lines: readonly BookLine[];
    readonly mall?: 'yahoo';
  },
  at: number,
  world?: number,
): BookEntry {
  return {
    kind: 'book',
    at,
    ...(world === undefined ? {} : { world }),
    ...(order.mall === undefined ? {} : { mall: order.mall }),
    shopUrl: order.shopUrl,
    orderNumber: order.orderNumber,
    orderDatetimeMs: order.orderDatetimeMs,
    orderProgress: order.orderProgress,
    lines: order.lines.map(({ itemDetailId, units, deleted }) => ({ itemDetailId, units, deleted })),
    visible: order.visibleAtMs <= at,
  };
}
