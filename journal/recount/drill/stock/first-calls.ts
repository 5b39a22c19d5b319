import type { JournalMallName } from '../../../malls/index.ts';
import { orderIdOf } from '../../reading.ts';
import { writtenAt } from '../../shelf.ts';
import type { DrillDay } from '../day.ts';
import { type CalmSeconds, calmSeconds, isCalm, mallNameOf, storedMoments } from '../orders.ts';
import { nameOf } from './collect.ts';
import { openLedger } from './ledger.ts';

/** An order that took something: of which shop, and when it was stored. */
interface Taken {
  readonly shop: string;
  readonly storedAt: number;
}

/**
 * How long it took in calm hours from when an order was stored until the first call that set a level at another mall, of the listings whose level
 * the order changed: one with a 上限 may show the same as before, and no call is made where the mall shows the level already.
 */
export function countFirstCalls(day: DrillDay): Readonly<Partial<Record<JournalMallName, CalmSeconds>>> {
  const { stock } = day;
  const ledger = openLedger(stock);
  const taken = takenBySku(day);
  const keeping = new Set(day.merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  const waits = new Map<JournalMallName, number[]>();
  for (const listing of stock.listings) {
    const { shop, item, merchant, sku, linked } = listing;
    if (!linked || !keeping.has(merchant)) continue;
    const sets = stock.sets.get(nameOf(shop, item)) ?? [];
    const shown = stock.levels.get(nameOf(shop, item)) ?? [];
    const isKeyless = (at: number): boolean =>
      day.settings.keyless.some((span) => span.shop === shop && span.from <= at && at < span.to);
    let before: number | null = null;
    for (const { at, level } of ledger.steps(listing)) {
      const [order, isChanged] = [taken.get(nameOf(merchant, sku))?.get(at), before !== null && level !== before];
      before = level;
      if (order === undefined || !isChanged || mallNameOf(order.shop) === mallNameOf(shop)) continue;
      const called = sets.find(({ began }) => began >= at);
      if (called === undefined || !isCalm(day, order.storedAt) || isKeyless(order.storedAt)) continue;
      // Its own orders may have brought it there already.
      if (shown.findLast((one) => one.at <= order.storedAt)?.level === level) continue;
      const mall = mallNameOf(shop);
      waits.set(mall, [...(waits.get(mall) ?? []), Math.max(0, called.began - order.storedAt)]);
    }
  }
  return Object.fromEntries([...waits].map(([mall, ofMall]) => [mall, calmSeconds(ofMall)]));
}

/** By SKU and the moment at which a line's first claim was written. */
function takenBySku(day: DrillDay): ReadonlyMap<string, ReadonlyMap<number, Taken>> {
  const stored = storedMoments(day);
  const taken = new Map<string, Map<number, Taken>>();
  for (const [line, { shop, merchant, sku, trail }] of day.stock.lines) {
    const [, orderNumber = ''] = line.split('\n');
    const [first] = trail;
    const storedAt = stored.get(orderIdOf(shop, orderNumber));
    if (first === undefined || merchant === null || sku === null || storedAt === undefined) continue;
    const name = nameOf(merchant, sku);
    const ofSku = taken.get(name) ?? new Map<number, Taken>();
    taken.set(name, ofSku.set(writtenAt(first), { shop, storedAt }));
  }
  return taken;
}
