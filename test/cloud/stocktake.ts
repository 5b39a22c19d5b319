import { join } from 'node:path';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { bookEntry, openJournal, plainItem, recount, type TableName } from '../../journal/index.ts';
import type { Recount } from '../../journal/recount.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import type { Consumer } from './consumer.ts';

/** What is stored, held against the mall's books at one moment. */
export interface Stocktake {
  /** When the books were taken, by the mall's clock. */
  readonly at: number;
  readonly books: readonly BookOrder[];
  /** Orders in the books that are not stored. */
  readonly notStored: readonly BookOrder[];
  /** As `npm run recount` counts: what is missing, what is double, and each of them in words. */
  readonly recount: Extract<Recount, { of: 'start' }>;
}

/**
 * Counts by the recount of journals, which shares nothing with the code that imports: the tables, the events that were heard
 * and the mall's books become a journal, and the journal is recounted.
 */
export async function takeStock(of: {
  readonly dynamodb: DynamoDBClient;
  /** The tables' names in the account. */
  readonly tables: Readonly<Record<TableName, string>>;
  readonly consumer: Consumer;
  /** Before this moment nothing was read: what is stored has to agree with the books, and is never called unchecked. */
  readonly since: number;
  readonly mall: { nowMs(): Promise<number>; orders(): Promise<BookOrder[]> };
  /** Where the journal may be written. */
  readonly folder: string;
}): Promise<Stocktake> {
  const path = join(of.folder, `stocktake-${performance.now()}.ndjson`);
  const at = await of.mall.nowMs();
  const journal = openJournal(path, { startOver: true });
  journal.write({ kind: 'run', at: of.since, of: 'start', mall: 'simulated', settings: {} });
  for (const { source, detailType, detail } of await of.consumer.events()) {
    journal.write({ kind: 'event', at, source, detailType, detail });
  }
  const stored = new Set<string>();
  for (const [table, name] of Object.entries(of.tables) as [TableName, string][]) {
    for await (const page of paginateScan({ client: of.dynamodb }, { TableName: name, ConsistentRead: true })) {
      for (const item of page.Items ?? []) {
        journal.write({ kind: 'row', at, table, row: plainItem(item) });
        if (table === 'Orders' && item.kind?.S === 'stored') stored.add(String(item.orderNumber?.S));
      }
    }
  }
  const books = await of.mall.orders();
  for (const order of books) journal.write(bookEntry(order, at));
  journal.write({ kind: 'run-end', at });
  await journal.close();
  const counted = await recount(path);
  if (counted.of !== 'start') throw new Error('A journal of one run was recounted as a simulation.');
  return { at, books, notStored: books.filter(({ orderNumber }) => !stored.has(orderNumber)), recount: counted };
}
