import type { StockReading } from '../ports/stock-door.ts';
import { type EpochMs, secondMs } from '../units.ts';
import type { Listing } from './listing.ts';

/** Why nothing is counted of a SKU by what its mall shows. */
export type LeftOut =
  /** Somebody has counted it. */
  | { readonly kind: 'counted' }
  /** It is made of others, which are counted. */
  | { readonly kind: 'set' }
  /** 無限大 */
  | { readonly kind: 'unlimited'; readonly items: readonly string[] }
  /** The mall has no such item. */
  | { readonly kind: 'absent'; readonly items: readonly string[] }
  /** Its listings in the shop show different levels: nobody can tell which is right. */
  | { readonly kind: 'unequal'; readonly levels: readonly { readonly item: string; readonly level: number }[] }
  /** The mall did not answer for it. */
  | { readonly kind: 'unread'; readonly items: readonly string[] };

/** What one SKU is counted by, or why it is not. */
export type FirstCount =
  | { readonly kind: 'count'; readonly sku: string; readonly quantity: number; readonly items: readonly string[] }
  | { readonly kind: 'left-out'; readonly sku: string; readonly why: LeftOut };

/**
 * First counts of a shop's SKUs by what the mall shows of their listings, a SKU each. What is kept out of sight by a listing's terms is
 * not looked at: the mall is the master, and shows everything there is.
 */
export function firstCounts(
  listings: readonly Listing[],
  readings: ReadonlyMap<string, StockReading>,
  known: { readonly isSet: (sku: string) => boolean; readonly isCounted: (sku: string) => boolean },
): FirstCount[] {
  return [...Map.groupBy(listings, ({ sku }) => sku)].map(([sku, own]): FirstCount => {
    const items = own.map(({ item }) => item);
    const leftOut = (why: LeftOut): FirstCount => ({ kind: 'left-out', sku, why });
    if (known.isSet(sku)) return leftOut({ kind: 'set' });
    if (known.isCounted(sku)) return leftOut({ kind: 'counted' });
    const unread = items.filter((item) => !readings.has(item));
    if (unread.length > 0) return leftOut({ kind: 'unread', items: unread });
    const absent = items.filter((item) => readings.get(item)?.kind === 'absent');
    if (absent.length > 0) return leftOut({ kind: 'absent', items: absent });
    const levels = items.flatMap((item) => {
      const reading = readings.get(item);
      return reading?.kind === 'there' ? [{ item, level: reading.level }] : [];
    });
    const unlimited = levels.filter(({ level }) => level === null).map(({ item }) => item);
    if (unlimited.length > 0) return leftOut({ kind: 'unlimited', items: unlimited });
    const counted = levels.map(({ item, level }) => ({ item, level: level as number }));
    // Yahoo shows less than none where it was ordered beyond its stock.
    const quantity = Math.max(0, counted[0]?.level ?? 0);
    if (counted.some(({ level }) => level !== counted[0]?.level)) return leftOut({ kind: 'unequal', levels: counted });
    return { kind: 'count', sku, quantity, items };
  });
}

/**
 * The instant of a count by what a mall shows, which was read after `mallTime` by the mall's own clock. Orders bear whole seconds: what was
 * ordered within that second may be in the level or not, and is deducted, so that at worst a piece is shown too few until the next count.
 */
export function countInstant(mallTime: EpochMs): EpochMs {
  return Math.floor(mallTime / secondMs) * secondMs - 1;
}
