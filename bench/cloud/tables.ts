import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynalite } from '../../proving/dynalite.ts';
import { createTables, type TableName, tableInput, tableNames } from '../../proving/tables.ts';
import type { TableRules } from './units.ts';

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
