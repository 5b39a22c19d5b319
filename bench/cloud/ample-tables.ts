import type { WireAnswer } from './dynamodb.ts';
import type { RawItem } from './item-size.ts';
import type { TableRules } from './units.ts';

interface Input {
  readonly TableName: string;
  readonly Item?: RawItem;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly RawItem[] }>>;
}

/**
 * Tables that accept every write and return what was put, without an emulator's thoroughness: tens of thousands of
 * orders pass in seconds. Conditions are not checked, so only a world with a single writer may use them.
 */
export function ampleTables(rules: ReadonlyMap<string, TableRules>) {
  const kept = new Map<string, RawItem>();
  const placeOf = (table: string, item: RawItem): string =>
    `${table} ${JSON.stringify((rules.get(table)?.key ?? []).map((name) => item[name]))}`;

  return {
    /** How many items a table holds. */
    size: (table: string) => [...kept.keys()].filter((place) => place.startsWith(`${table} `)).length,
    answer(operation: string, body: string): WireAnswer {
      const input = JSON.parse(body) as Input;
      if (operation === 'PutItem' && input.Item) kept.set(placeOf(input.TableName, input.Item), input.Item);
      if (operation === 'Query') return { status: 200, body: '{"Items":[],"Count":0}' };
      if (operation !== 'BatchGetItem') return { status: 200, body: '{}' };
      const found = Object.entries(input.RequestItems ?? {}).map(([table, { Keys }]) => [
        table,
        Keys.flatMap((key) => kept.get(placeOf(table, key)) ?? []),
      ]);
      return { status: 200, body: JSON.stringify({ Responses: Object.fromEntries(found), UnprocessedKeys: {} }) };
    },
  };
}
