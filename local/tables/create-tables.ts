import { isDeepStrictEqual } from 'node:util';
import { callService, type Service } from '../wire/call.ts';
import type { TableShape } from './table-shape.ts';

/**
 * Creates the tables that are missing. Throws if a table exists with other keys or indexes: its rows would have to be migrated,
 * which must not happen silently.
 */
export async function createTables(service: Service, shapes: readonly TableShape[]): Promise<void> {
  const { TableNames } = (await callService(service, 'DynamoDB_20120810.ListTables', {})) as { TableNames: string[] };
  for (const shape of shapes) {
    if (TableNames.includes(shape.name)) await compare(service, shape);
    else await callService(service, 'DynamoDB_20120810.CreateTable', shape.create);
  }
  // A new table answers a moment later, even if it is configured to be ready at once.
  for (const shape of shapes) await untilActive(service, shape.name);
}

interface Described {
  readonly TableStatus: string;
  readonly KeySchema: unknown;
  readonly GlobalSecondaryIndexes?: readonly { IndexName: string; KeySchema: unknown; Projection: unknown }[];
}

async function describe(service: Service, name: string): Promise<Described> {
  return (await callService(service, 'DynamoDB_20120810.DescribeTable', { TableName: name })).Table as Described;
}

async function compare(service: Service, { name, create }: TableShape): Promise<void> {
  const { KeySchema, GlobalSecondaryIndexes = [] } = await describe(service, name);
  const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  const byName = (list: readonly { IndexName: string }[]) =>
    [...list].sort((one, other) => one.IndexName.localeCompare(other.IndexName));
  const wanted = (create.GlobalSecondaryIndexes ?? []) as { IndexName: string }[];
  if (isDeepStrictEqual(KeySchema, create.KeySchema) && isDeepStrictEqual(byName(indexes), byName(wanted))) return;
  throw new Error(
    `The table ${name} was made with other keys or indexes than the template has now. Start over with --fresh, or go back to the version that made it.`,
  );
}

async function untilActive(service: Service, name: string): Promise<void> {
  while ((await describe(service, name)).TableStatus !== 'ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 5));
}
