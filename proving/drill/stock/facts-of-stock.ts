import { itemOf as rmsItemOf } from '../../../malls/rms/stock-traits.ts';
import { itemOf as yahooItemOf } from '../../../malls/yahoo/stock-traits.ts';
import { allClaims } from '../../memory/index.ts';
import type { Day } from '../day.ts';
import type { Record } from '../record.ts';
import type { LevelFact, LineFact, StockFacts } from './facts.ts';

/** RMS's progress of an order whose cancel is final, and Yahoo's status of one that is cancelled. */
const cancelled = { rms: 900, yahoo: 4 } as const;

/** Gathers what is left of a day's stock when it is over. */
export function stockFacts(day: Day, { levels, sets, movements }: Record): StockFacts {
  return {
    listings: day.traders.flatMap(({ listings }) => listings),
    goods: day.traders.flatMap(({ goods }) => goods),
    movements,
    lines: linesOf(day),
    claims: allClaims(day.store),
    levels,
    sets,
    oversold: [...day.store.oversoldByMerchant].flatMap(([merchant, skus]) =>
      [...skus.keys()].map((sku) => ({ merchant, sku })),
    ),
  };
}

/** Every order line of the traders' shops, as the malls' books have it. */
function linesOf({ rms, yahoo, traders }: Day): LineFact[] {
  const shops = new Set<string>(traders.flatMap((trader) => [trader.rms, trader.yahoo]));
  const atRms = rms.control.books().shops.flatMap(({ shopUrl, orders }) => {
    const shop = `rms#${shopUrl}`;
    if (!shops.has(shop)) return [];
    return orders.flatMap(({ orderNumber, orderDatetimeMs: orderedAt, orderProgress, lines }) =>
      lines.map(({ itemDetailId, units, deleted, ...names }): LineFact => {
        const held = deleted || orderProgress === cancelled.rms ? 0 : units;
        const place = { shop, orderNumber, lineId: String(itemDetailId), orderedAt };
        return { ...place, item: rmsItemOf(names), units: held };
      }),
    );
  });
  const atYahoo = yahoo.control.books().shops.flatMap(({ sellerId, orders }) =>
    orders.flatMap(({ orderId: orderNumber, orderTimeMs: orderedAt, orderStatus, lines }) =>
      lines.map(({ lineId, itemCode, subCode, units }): LineFact => {
        const place = { shop: `yahoo#${sellerId}`, orderNumber, lineId: String(lineId), orderedAt };
        return { ...place, item: yahooItemOf(itemCode, subCode), units: orderStatus === cancelled.yahoo ? 0 : units };
      }),
    ),
  );
  return [...atRms, ...atYahoo];
}

/** What every listing shows when the day begins. */
export function firstLevels({ rms, yahoo, start, traders }: Day): LevelFact[] {
  const shops = new Set<string>(traders.flatMap((trader) => [trader.rms, trader.yahoo]));
  const fact = (shop: string, item: string, level: number | null): LevelFact[] =>
    shops.has(shop) ? [{ at: start, shop, item, level, by: 'person', askedAt: null }] : [];
  return [
    ...rms.control
      .books()
      .shops.flatMap(({ shopUrl, inventory }) =>
        inventory.flatMap((row) => fact(`rms#${shopUrl}`, rmsItemOf(row), row.quantity)),
      ),
    ...yahoo.control
      .books()
      .shops.flatMap(({ sellerId, stock }) =>
        stock.flatMap((row) => fact(`yahoo#${sellerId}`, yahooItemOf(row.itemCode, row.subCode), row.quantity)),
      ),
  ];
}
