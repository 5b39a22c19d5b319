import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynalite } from '../../proving/dynalite.ts';
import { createTables, type TableName, tableInput, tableNames } from '../../proving/tables.ts';
import type { RawItem, TableRules } from './units.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** Tables in an emulator, and what each is to the reckoning, by its name there. */
export interface EmulatedTables {
  readonly endpoint: string;
  readonly names: Readonly<Record<TableName, string>>;
  readonly rules: ReadonlyMap<string, TableRules>;
  stop(): Promise<void>;
}

/** Starts dynalite with the tables, empty. */
export async function startTables(): Promise<EmulatedTables> {
  const dynalite = await startDynalite();
  const client = new DynamoDBClient({
    endpoint: dynalite.endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const names = await createTables(client, 'bench');
  client.destroy();
  const rules = new Map(tableNames.map((name) => [names[name], rulesOf(name)]));
  return { endpoint: dynalite.endpoint, names, rules, stop: dynalite.stop };
}

function rulesOf(name: TableName): TableRules {
  const { KeySchema, GlobalSecondaryIndexes = [] } = tableInput('', name);
  const keyOf = (schema: typeof KeySchema): string[] => (schema ?? []).map(({ AttributeName = '' }) => AttributeName);
  return {
    key: keyOf(KeySchema),
    indexes: GlobalSecondaryIndexes.map((index) => ({
      key: keyOf(index.KeySchema),
      projected: index.Projection?.ProjectionType === 'ALL' ? 'all' : (index.Projection?.NonKeyAttributes ?? []),
    })),
  };
}

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
