import { dayMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import type { Drift, DriftStore } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, json, number, textOf } from './attributes.ts';
import { partitionItems } from './query.ts';
import { putItem, readItem, type Table } from './table.ts';

const driftFormat = 1;
const keptMs = 90 * dayMs;

/** What the nightly comparisons of stock found, on DynamoDB (table Control). */
export function dynamoDrifts(table: Table): DriftStore {
  return {
    async of(night) {
      return (await partitionItems(table, 'scope', scopeOf(night))).map(driftOf);
    },

    async get(night, shop) {
      const item = await readItem(table, entryKey(scopeOf(night), shop));
      return item && driftOf(item);
    },

    async put({ shop, night, ...found }) {
      const key = entryKey(scopeOf(night), shop);
      await putItem(table, { ...key, format: number(driftFormat), found: json(found), ...expiry(found.at + keptMs) });
    },
  };
}

/** What rows written before 0.2.0 was finished do not say. */
const unknownToOlder = { closed: 0, newlyClosed: 0, closedItems: [] } as const;

const scopeOf = (night: string): string => `drift#${night}`;

function driftOf(item: Item): Drift {
  return {
    shop: textOf(item, 'entry') as ShopKey,
    night: textOf(item, 'scope').slice(scopeOf('').length),
    ...unknownToOlder,
    ...(JSON.parse(textOf(item, 'found')) as Omit<Drift, 'shop' | 'night'>),
  };
}
