import { QueryCommand, type QueryCommandInput, ScanCommand } from '@aws-sdk/client-dynamodb';
import { text } from './attributes.ts';
import { Expression } from './expression.ts';
import { called, type Item, type Table } from './table.ts';

/** What is asked of a table or of one of its indexes, without the table's name. */
export type Query = Omit<QueryCommandInput, 'TableName'>;

/** A page of items, and where the next one starts. */
interface Page {
  readonly items: Item[];
  readonly last: Item | undefined;
}

/** One page of a query. */
export async function queryPage(table: Table, query: Query): Promise<Page> {
  const reply = await called(table, 'Query', () =>
    table.client.send(new QueryCommand({ TableName: table.name, ...query })),
  );
  return { items: reply.Items ?? [], last: reply.LastEvaluatedKey };
}

/**
 * Every item of a query, page after page (a page may be empty and yet not be the last), at most `limit`.
 *
 * @param after the key of the item that they follow
 */
export async function queryItems(
  table: Table,
  query: Query,
  limit = Number.POSITIVE_INFINITY,
  after?: Item,
): Promise<Item[]> {
  const items: Item[] = [];
  let start = after;
  do {
    const wanted = Number.isFinite(limit) ? { Limit: limit - items.length } : {};
    const page = await queryPage(table, { ...query, ...wanted, ...(start && { ExclusiveStartKey: start }) });
    items.push(...page.items);
    start = page.last;
  } while (start !== undefined && items.length < limit);
  return items;
}

/** Every item of a partition, strongly consistent. */
export function partitionItems(table: Table, key: string, value: string): Promise<Item[]> {
  const expression = new Expression();
  const ofPartition = expression.compare(key, '=', text(value));
  return queryItems(table, { ConsistentRead: true, ...expression.keys(ofPartition) });
}

/** Every item of a table. Reads all of it: for people's commands only, never on a scheduled path. */
export async function scanItems(table: Table): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await scanPage(table, start);
    items.push(...page.items);
    start = page.last;
  } while (start !== undefined);
  return items;
}

/** One page of a whole table. For people's commands only. */
export async function scanPage(table: Table, start: Item | undefined): Promise<Page> {
  const reply = await called(table, 'Scan', () =>
    table.client.send(new ScanCommand({ TableName: table.name, ...(start && { ExclusiveStartKey: start }) })),
  );
  return { items: reply.Items ?? [], last: reply.LastEvaluatedKey };
}
