import { dayMs, inChunks } from '../../core/kernel/index.ts';
import type { RevisionEntry } from '../../core/model/index.ts';
import type { OrderKey, OrderStore } from '../../core/ports/index.ts';
import { expiry, type Item, number, text } from './attributes.ts';
import { Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { deleteItem, putItem, type Table } from './table.ts';

const revisionFormat = 1;
/** Revisions of one order that are removed at once. */
const removedAtOnce = 10;

const row = rowCodec<RevisionEntry>({
  shop: 'text',
  orderNumber: 'text',
  revision: 'number',
  version: 'number',
  progress: 'text',
  readAt: 'number',
  supersededAt: 'number',
  original: 'bytes',
});

/** The history half of the order store. */
export function dynamoRevisions(
  table: Table,
  historyDays: number,
): Pick<OrderStore, 'keepRevision' | 'revisions' | 'dropRevisions'> {
  const entriesOf = (key: OrderKey): Promise<Item[]> => partitionItems(table, 'order', historyOf(key));

  return {
    async keepRevision(entry) {
      const expression = new Expression();
      const notKeptYet = expression.condition(expression.absent('entry'));
      await putItem(table, revisionItem(entry, historyDays), notKeptYet);
    },

    async revisions(key) {
      return (await entriesOf(key)).map(row.read);
    },

    async dropRevisions(key) {
      const keys = (await entriesOf(key)).flatMap(({ order, entry }) => (order && entry ? [{ order, entry }] : []));
      for (const chunk of inChunks(keys, removedAtOnce)) {
        await Promise.all(chunk.map((entryKey) => deleteItem(table, entryKey)));
      }
    },
  };
}

/** The partition that holds an order's superseded revisions. */
export function historyOf({ shop, orderNumber }: OrderKey): string {
  return `${shop}#${orderNumber}`;
}

/** A superseded revision as an item. DynamoDB removes it by itself some days after it was superseded. */
export function revisionItem(entry: RevisionEntry, historyDays: number): Item {
  return {
    order: text(historyOf(entry)),
    entry: text(`revision#${String(entry.revision).padStart(5, '0')}`),
    format: number(revisionFormat),
    ...row.write(entry),
    ...expiry(entry.supersededAt + historyDays * dayMs),
  };
}
