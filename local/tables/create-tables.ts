import { isDeepStrictEqual } from 'node:util';
import { callService, type Service } from '../wire/call.ts';
import { type Item, readTable } from './read-table.ts';
import type { TableShape } from './table-shape.ts';

/**
 * Creates the tables that are missing. A table with other indexes than the template has now is copied into one that has them, which
 * DynamoDB does by itself.
 *
 * @throws Error where a table exists with other keys: nothing says what its rows would have to become
 */
export async function createTables(service: Service, shapes: readonly TableShape[]): Promise<void> {
  const names = await tableNames(service);
  for (const shape of shapes) {
    const { name } = shape;
    const isThere = names.includes(name);
    const isAsWanted = isThere && (await hasWantedIndexes(service, shape));
    let hasCopy = names.includes(copyOf(name));
    if (isThere && !isAsWanted) {
      // The table itself is whole: an earlier start ended while it was copied.
      if (hasCopy) await remove(service, copyOf(name));
      await replaceByCopy(service, shape);
      hasCopy = true;
    }
    if (!isAsWanted) await call(service, 'CreateTable', shape.create);
    if (hasCopy) await fillFromCopy(service, name);
  }
  // A new table answers a moment later, even if it is configured to be ready at once.
  for (const { name } of shapes) await untilActive(service, name);
}

interface Described {
  readonly TableStatus: string;
  readonly KeySchema: unknown;
  readonly GlobalSecondaryIndexes?: readonly { IndexName: string; KeySchema: unknown; Projection: unknown }[];
}

function call(service: Service, operation: string, input: object): Promise<Record<string, unknown>> {
  return callService(service, `DynamoDB_20120810.${operation}`, input) as Promise<Record<string, unknown>>;
}

async function tableNames(service: Service): Promise<readonly string[]> {
  return (await call(service, 'ListTables', {})).TableNames as string[];
}

async function describe(service: Service, name: string): Promise<Described> {
  return (await call(service, 'DescribeTable', { TableName: name })).Table as Described;
}

async function hasWantedIndexes(service: Service, { name, create }: TableShape): Promise<boolean> {
  const { KeySchema, GlobalSecondaryIndexes = [] } = await describe(service, name);
  if (!isDeepStrictEqual(KeySchema, create.KeySchema)) {
    throw new Error(
      `The table ${name} was made with other keys than the template has now. Start over with --fresh, or go back to the version that made it.`,
    );
  }
  const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  const byName = (list: readonly { IndexName: string }[]) =>
    [...list].sort((one, other) => one.IndexName.localeCompare(other.IndexName));
  const wanted = (create.GlobalSecondaryIndexes ?? []) as { IndexName: string }[];
  return isDeepStrictEqual(byName(indexes), byName(wanted));
}

const copyOf = (name: string): string => `${name}.copy`;

/** Copies the rows of a table into another one without indexes, and removes the table once the copy is whole. */
async function replaceByCopy(service: Service, { name, create, keys }: TableShape): Promise<void> {
  const { GlobalSecondaryIndexes: _, ...bare } = create;
  const attributes = create.AttributeDefinitions as { readonly AttributeName: string }[];
  await call(service, 'CreateTable', {
    ...bare,
    TableName: copyOf(name),
    AttributeDefinitions: attributes.filter(({ AttributeName }) => keys.includes(AttributeName)),
  });
  await untilActive(service, copyOf(name));
  await copyRows(service, name, copyOf(name));
  await remove(service, name);
}

/** Takes the rows of a copy, and removes it once they are all there: repeated after a start that ended in the middle, it changes nothing. */
async function fillFromCopy(service: Service, name: string): Promise<void> {
  await untilActive(service, name);
  await copyRows(service, copyOf(name), name);
  await remove(service, copyOf(name));
}

/** Rows of one write: DynamoDB takes at most 25. */
const rowsAtOnce = 25;

async function copyRows(service: Service, from: string, to: string): Promise<void> {
  let rows: Item[] = [];
  const write = async (): Promise<void> => {
    if (rows.length === 0) return;
    const requests = rows.map((Item) => ({ PutRequest: { Item } }));
    await call(service, 'BatchWriteItem', { RequestItems: { [to]: requests } });
    rows = [];
  };
  for await (const row of readTable(service, from)) {
    rows.push(row);
    if (rows.length === rowsAtOnce) await write();
  }
  await write();
}

async function remove(service: Service, name: string): Promise<void> {
  await call(service, 'DeleteTable', { TableName: name });
  while ((await tableNames(service)).includes(name)) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function untilActive(service: Service, name: string): Promise<void> {
  while ((await describe(service, name)).TableStatus !== 'ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 5));
}
