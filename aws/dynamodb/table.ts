import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../core/ports/index.ts';
import { answerOf } from '../failures.ts';
import type { Item } from './attributes.ts';

export type { Item };

/** One table and the way to it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Waits between repeats of what DynamoDB left undone. */
  readonly clock: Clock;
}

/** What must hold for a write, and the names and values that it stands on. */
export type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The exception of a write whose condition does not hold. */
const refusal = 'ConditionalCheckFailedException';

/** What became of a write with a condition. */
export type WriteOutcome = 'written' | 'refused';

/** The outcome of a write with a condition, in the words of the ports. */
export async function storedBy(write: Promise<WriteOutcome>): Promise<'stored' | 'changed'> {
  return (await write) === 'written' ? 'stored' : 'changed';
}

/** Puts an item; `refused` when its condition does not hold. */
export function putItem(table: Table, item: Item, condition: Condition = {}): Promise<WriteOutcome> {
  return outcomeOf(table, 'PutItem', () =>
    table.client.send(new PutItemCommand({ TableName: table.name, Item: item, ...condition })),
  );
}

/** Changes attributes of an item; `refused` when its condition does not hold. */
export function updateItem(
  table: Table,
  key: Item,
  update: Condition & { readonly UpdateExpression?: string },
): Promise<WriteOutcome> {
  return outcomeOf(table, 'UpdateItem', () =>
    table.client.send(new UpdateItemCommand({ TableName: table.name, Key: key, ...update })),
  );
}

/** Changes attributes of an item, and returns it as it stands then; null when its condition does not hold. */
export async function updatedItem(
  table: Table,
  key: Item,
  update: Condition & { readonly UpdateExpression: string },
): Promise<Item | null> {
  const call = () =>
    table.client.send(new UpdateItemCommand({ TableName: table.name, Key: key, ReturnValues: 'ALL_NEW', ...update }));
  const reply = await answerOf(serviceOf(table), 'UpdateItem', call, refusal);
  return reply === null ? null : (reply.Attributes ?? {});
}

/** Removes an item, if it is there; `refused` when its condition does not hold. */
export function deleteItem(table: Table, key: Item, condition: Condition = {}): Promise<WriteOutcome> {
  return outcomeOf(table, 'DeleteItem', () =>
    table.client.send(new DeleteItemCommand({ TableName: table.name, Key: key, ...condition })),
  );
}

/** The item as it stands now, strongly consistent. */
export async function readItem(table: Table, key: Item): Promise<Item | null> {
  const reply = await called(table, 'GetItem', () =>
    table.client.send(new GetItemCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return reply.Item ?? null;
}

/** Makes a call to a table and translates what it throws. */
export async function called<T>(table: Table, operation: string, call: () => Promise<T>): Promise<T> {
  return (await answerOf(serviceOf(table), operation, call)) as T;
}

/** Names a table where it may be read in a log. */
export function serviceOf(table: Table): string {
  return `DynamoDB (table ${table.name})`;
}

async function outcomeOf(table: Table, operation: string, write: () => Promise<object>): Promise<WriteOutcome> {
  const reply = await answerOf(serviceOf(table), operation, write, refusal);
  return reply === null ? 'refused' : 'written';
}
