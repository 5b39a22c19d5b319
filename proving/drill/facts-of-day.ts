import { allClaims, allRows } from '../memory/index.ts';
import type { Day } from './day.ts';
import type { BookFact, DayFacts } from './facts.ts';
import type { Record } from './record.ts';
import { parcelsOfBook, pushFacts } from './status/facts-of-pushes.ts';
import { stockFacts } from './stock/facts-of-stock.ts';

/** RMS's progress of an order whose cancel is final. */
const cancelled = 900;
/** And Yahoo's status of a cancelled one. */
const cancelledAtYahoo = 4;

/** Gathers what is left of a day when it is over. */
export function factsOf(day: Day, record: Record): DayFacts {
  const { script, seed, keyless, store, time } = day;
  return {
    script,
    seed,
    endedAt: time.now(),
    shops: [...store.shopsByKey.values()],
    keyless,
    merchants: [...store.merchantsById.values()],
    books: booksOf(day),
    rows: allRows(store),
    claims: allClaims(store),
    announced: store.accepted,
    incidents: store.incidentsById.size,
    pushes: pushFacts(store),
    stock: stockFacts(day, record),
    ...record,
  };
}

function booksOf({ rms, yahoo, shops }: Day): BookFact[] {
  const keys = new Map(shops.map(({ code, key }) => [code, key]));
  const atRms = rms.control.books().shops.flatMap(({ shopUrl, orders }) => {
    const shop = keys.get(shopUrl);
    if (shop === undefined) return [];
    return orders.map((order) => ({
      shop,
      orderNumber: order.orderNumber,
      placedAt: order.orderDatetimeMs,
      visibleAt: order.visibleAtMs,
      units: unitsOf(order),
      parcels: parcelsOfBook(order),
    }));
  });
  const atYahoo = yahoo.control.books().shops.flatMap(({ sellerId, orders }) =>
    orders.map(({ orderId, orderTimeMs, visibleAtMs, orderStatus, lines }) => ({
      shop: `yahoo#${sellerId}`,
      orderNumber: orderId,
      placedAt: orderTimeMs,
      visibleAt: visibleAtMs,
      units: new Map(lines.map(({ lineId, units }) => [String(lineId), orderStatus === cancelledAtYahoo ? 0 : units])),
      parcels: [],
    })),
  );
  return [...atRms, ...atYahoo];
}

type BookedLines = { readonly itemDetailId: number; readonly units: number; readonly deleted: boolean }[];

function unitsOf(order: { readonly orderProgress: number; readonly lines: BookedLines }): Map<string, number> {
  const units = new Map<string, number>();
  for (const { itemDetailId, units: count, deleted } of order.lines) {
    const line = String(itemDetailId);
    units.set(line, (units.get(line) ?? 0) + (deleted || order.orderProgress === cancelled ? 0 : count));
  }
  return units;
}
