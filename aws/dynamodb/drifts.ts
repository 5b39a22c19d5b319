import { dayMs, secondMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import type { Drift, DriftStore } from '../../core/ports/index.ts';
import { number, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Item, putItem, readItem, type Table } from './table.ts';

const driftFormat = 1;
const keptMs = 90 * dayMs;

/** What the nightly comparisons of stock found, on DynamoDB (table Control). */
export function dynamoDrifts(table: Table): DriftStore {
  return {
    async of(night) {
      const expression = new Expression();
      const ofNight = expression.compare('scope', '=', text(scopeOf(night)));
      const query = { KeyConditionExpression: ofNight, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(driftOf);
    },

    async get(night, shop) {
      const item = await readItem(table, { scope: text(scopeOf(night)), entry: text(shop) });
      return item === null ? null : driftOf(item);
    },

    async put(drift) {
      await putItem(table, driftItem(drift));
    },
  };
}

/** What rows written before 0.2.0 was finished do not say. */
const unknownToOlder = { closed: 0, newlyClosed: 0, closedItems: [] } as const;

const scopeOf = (night: string): string => `drift#${night}`;

function driftItem({ shop, night, ...found }: Drift): Item {
  return {
    scope: text(scopeOf(night)),
    entry: text(shop),
    format: number(driftFormat),
    found: text(JSON.stringify(found)),
    expiresAt: number(Math.ceil((found.at + keptMs) / secondMs)),
  };
}

function driftOf(item: Item): Drift {
  return {
    shop: textOf(item, 'entry') as ShopKey,
    night: textOf(item, 'scope').slice(scopeOf('').length),
    ...unknownToOlder,
    ...(JSON.parse(textOf(item, 'found')) as Omit<Drift, 'shop' | 'night'>),
  };
}
