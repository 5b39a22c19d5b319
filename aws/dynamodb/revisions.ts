import { inChunks } from '../../core/kernel/index.ts';
import type { OrderStore } from '../../core/ports/index.ts';
import { text } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { historyOf, revisionItem, revisionOf } from './revision-item.ts';
import { deleteItem, type Item, putItem, type Table } from './table.ts';

/** Revisions of one order that are removed at once. */
const removedAtOnce = 10;

/** The history half of the order store. */
export function dynamoRevisions(
  table: Table,
  historyDays: number,
): Pick<OrderStore, 'keepRevision' | 'revisions' | 'dropRevisions'> {
  const entriesOf = (order: string): Promise<Item[]> => {
    const expression = new Expression();
    const ofOrder = expression.compare('order', '=', text(order));
    return queryItems(table, {
      KeyConditionExpression: ofOrder,
      ConsistentRead: true,
      ...expression.placeholders(),
    });
  };

  return {
    async keepRevision(entry) {
      const expression = new Expression();
      const notKeptYet = expression.absent('entry');
      await putItem(table, revisionItem(entry, historyDays), {
        ConditionExpression: notKeptYet,
        ...expression.placeholders(),
      });
    },

    async revisions(key) {
      return (await entriesOf(historyOf(key))).map(revisionOf);
    },

    async dropRevisions(key) {
      const keys = (await entriesOf(historyOf(key))).flatMap(({ order, entry }) =>
        order && entry ? [{ order, entry }] : [],
      );
      for (const chunk of inChunks(keys, removedAtOnce)) {
        await Promise.all(chunk.map((entryKey) => deleteItem(table, entryKey)));
      }
    },
  };
}
