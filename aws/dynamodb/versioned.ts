import { number, numberOf } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { type Item, putItem, readItem, type Table } from './table.ts';

/**
 * Puts an item with a `version` if the stored one has the version before; none counts as 0. When that is refused and the
 * stored item is ours to the last attribute, it was our own write, repeated after its answer was lost.
 */
export async function putVersion(table: Table, item: Item, version: number): Promise<'stored' | 'changed'> {
  const expression = new Expression();
  const none = expression.absent('version');
  const isBefore = expression.compare('version', '=', number(version - 1));
  const condition = version === 1 ? anyOf(none, isBefore) : isBefore;
  if ((await putItem(table, item, expression.condition(condition))) === 'written') return 'stored';
  const { scope, entry } = item;
  const standing = scope && entry ? await readItem(table, { scope, entry }) : null;
  const isOurs = standing !== null && numberOf(standing, 'version') === version && isSameItem(standing, item);
  return isOurs ? 'stored' : 'changed';
}

/** True for items that are the same to the last attribute. */
export function isSameItem(one: Item, other: Item): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => inOneOrder(one[name]) === inOneOrder(other[name]));
}

/** An attribute as text. DynamoDB keeps no order in a map. */
function inOneOrder(attribute: unknown): string | undefined {
  return JSON.stringify(attribute, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
