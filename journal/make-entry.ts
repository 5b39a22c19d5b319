import type { BookEntry, BookLine, ExchangeEntry, JournalOutcome, JournalRequest } from './entry.ts';
import { type JournalMallName, journalMall } from './malls/index.ts';
import { isKeyHeader, isTokenCall, keyRemoved, withoutKeys } from './secrets.ts';

/** Finds the shop a request's Authorization header belongs to; null when it belongs to none. */
export type ShopOf = (authorization: string | undefined) => string | null;

/**
 * An exchange with the mall as an entry: the key that came with the request gives way to the shop it belongs to, in the
 * headers and in the address alike; an exchange of tokens loses its words.
 */
export function exchangeEntry(
  exchange: {
    readonly at: number;
    readonly mall?: JournalMallName;
    readonly request: JournalRequest;
    readonly outcome: JournalOutcome;
  },
  shopOf: ShopOf,
  world?: number,
): ExchangeEntry {
  const { at, request, outcome } = exchange;
  const { shopIn } = journalMall(exchange.mall);
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
    ...named(exchange.mall),
    shopUrl: shopIn === undefined ? shopOf(authorization) : shopIn(request.body, request.path),
    request: {
      ...request,
      ...(isTokenCall(request.path) ? { body: keyRemoved } : {}),
      path: withoutKeys(request.path),
      headers: Object.fromEntries(headers),
    },
    outcome: isTokenCall(request.path) && 'body' in outcome ? { ...outcome, body: keyRemoved } : outcome,
  };
}

/** An entry names every mall but the first one: entries of it never had its name. */
function named(mall: JournalMallName = 'rms'): { readonly mall?: JournalMallName } {
  return mall === 'rms' ? {} : { mall };
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
    readonly mall?: JournalMallName;
    readonly shopUrl: string;
    readonly orderNumber: string;
    readonly orderDatetimeMs: number;
    readonly visibleAtMs: number;
    readonly orderProgress: number;
    readonly lines: readonly BookLine[];
  },
  at: number,
  world?: number,
): BookEntry {
  return {
    kind: 'book',
    at,
    ...(world === undefined ? {} : { world }),
    ...named(order.mall),
    shopUrl: order.shopUrl,
    orderNumber: order.orderNumber,
    orderDatetimeMs: order.orderDatetimeMs,
    orderProgress: order.orderProgress,
    lines: order.lines.map(({ itemDetailId, units, deleted, item }) => ({
      itemDetailId,
      units,
      deleted,
      ...(item === undefined ? {} : { item }),
    })),
    visible: order.visibleAtMs <= at,
  };
}
