import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { inChunks, sentence, TsunagiError } from '../../core/kernel/index.ts';
import { called, type Item, serviceOf, type Table } from './table.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const keysPerCall = 100;

/** Consecutive repeats without a result before the read fails; they wait 50 ms, 100 ms … 1.6 s. */
const fruitlessMax = 6;
const firstWaitMs = 50;

export interface BatchRead {
  readonly consistent: boolean;
  /** Only these attributes; all when absent. A read costs the whole item either way, but carries less. */
  readonly attributes?: readonly string[];
}

/** Reads items by their keys, in no order; absent ones are left out. A key must not occur twice. */
export async function readItems(table: Table, keys: readonly Item[], read: BatchRead): Promise<Item[]> {
  const items: Item[] = [];
  for (const chunk of inChunks(keys, keysPerCall)) {
    for await (const found of partsOf(table, chunk, read)) items.push(...found);
  }
  return items;
}

/** DynamoDB may leave keys of a call unprocessed; they are asked for again until all are answered. */
async function* partsOf(table: Table, keys: Item[], read: BatchRead): AsyncGenerator<Item[]> {
  let asked = keys;
  let fruitless = 0;
  while (asked.length > 0) {
    const request = { Keys: asked, ConsistentRead: read.consistent, ...projection(read.attributes) };
    const reply = await called(table, 'BatchGetItem', () =>
      table.client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: request } })),
    );
    yield reply.Responses?.[table.name] ?? [];
    const left = reply.UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length === 0) return;
    fruitless = left.length < asked.length ? 0 : fruitless + 1;
    if (fruitless === fruitlessMax) throw stillUnprocessed(table, left.length);
    await table.clock.sleep(firstWaitMs * 2 ** fruitless);
    asked = left;
  }
}

function projection(attributes: readonly string[] | undefined) {
  if (attributes === undefined) return {};
  return {
    ProjectionExpression: attributes.map((attribute) => `#${attribute}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute])),
  };
}

function stillUnprocessed(table: Table, count: number): TsunagiError {
  return new TsunagiError(
    'store.failing',
    'later',
    sentence`${serviceOf(table)} left ${count} keys of a BatchGetItem unprocessed ${fruitlessMax} times in a row: it is throttling. It is tried again by the next run.`,
    { operation: 'BatchGetItem' },
  );
}
