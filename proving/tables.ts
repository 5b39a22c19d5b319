import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';

/** The tables by the word that names them everywhere. */
export type TableName = 'Orders' | 'Revisions' | 'Stock' | 'Shops' | 'Control' | 'Pushes' | 'Listings';

type Attribute = readonly [name: string, type: 'S' | 'N'];

interface TableShape {
  readonly key: readonly Attribute[];
  readonly indexes?: Readonly<
    Record<string, { readonly key: readonly Attribute[]; readonly include?: string[]; readonly all?: true }>
  >;
}

/** The keys and indexes of `lib/data-stack.ts`, so that the store's contract can be tested without a synthesis; a test compares the two. */
const shapes: Readonly<Record<TableName, TableShape>> = {
  Orders: {
    key: [text('shop'), text('orderNumber')],
    indexes: {
      open: { key: [text('openShop'), text('openKey')], include: ['version', 'orderedAt'] },
      due: { key: [text('dueBucket'), number('dueAt')] },
      byTime: { key: [text('shop'), number('orderedAt')] },
    },
  },
  Revisions: { key: [text('order'), text('entry')] },
  Stock: {
    key: [text('sku'), text('entry')],
    indexes: { dirty: { key: [text('dirtyBucket'), number('dirtySince')] } },
  },
  Shops: {
    key: [text('shop')],
    indexes: {
      shard: { key: [text('shard'), text('shop')], all: true },
      merchant: { key: [text('merchant'), text('shop')] },
    },
  },
  Control: { key: [text('scope'), text('entry')] },
  Pushes: {
    key: [text('shop'), text('push')],
    indexes: {
      open: { key: [text('openBucket'), text('openKey')] },
      failed: { key: [text('failedBucket'), text('failedKey')] },
    },
  },
  Listings: {
    key: [text('shop'), text('item')],
    indexes: { due: { key: [text('dueBucket'), text('dueKey')] }, sku: { key: [text('sku')] } },
  },
};

export const tableNames = Object.keys(shapes) as TableName[];

/** Creates the tables in an emulator, and returns their names. The prefix keeps one test's tables apart from another's. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<Record<TableName, string>> {
  await Promise.all(
    tableNames.map((name) => client.send(new CreateTableCommand(tableInput(`${prefix}-${name}`, name)))),
  );
  return Object.fromEntries(tableNames.map((name) => [name, `${prefix}-${name}`])) as Record<TableName, string>;
}

/** What creates one table. */
export function tableInput(tableName: string, name: TableName): CreateTableCommandInput {
  const { key, indexes = {} } = shapes[name];
  const attributes = new Map([...key, ...Object.values(indexes).flatMap((index) => index.key)]);
  const secondary = Object.entries(indexes).map(
    ([IndexName, index]): GlobalSecondaryIndex => ({
      IndexName,
      KeySchema: keySchema(index.key),
      Projection: projectionOf(index),
    }),
  );
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(key),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(secondary.length > 0 && { GlobalSecondaryIndexes: secondary }),
  };
}

function keySchema(key: readonly Attribute[]): KeySchemaElement[] {
  return key.map(([AttributeName], index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}

function projectionOf(index: { readonly include?: string[]; readonly all?: true }): GlobalSecondaryIndex['Projection'] {
  if (index.all) return { ProjectionType: 'ALL' };
  if (index.include) return { ProjectionType: 'INCLUDE', NonKeyAttributes: index.include };
  return { ProjectionType: 'KEYS_ONLY' };
}

function text(name: string): Attribute {
  return [name, 'S'];
}

function number(name: string): Attribute {
  return [name, 'N'];
}
