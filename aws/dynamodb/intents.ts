import type { Intents } from '../../core/ports/index.ts';
import { text } from './attributes.ts';
import { allOf, Expression } from './expression.ts';
import { intentEntryAt, intentItem, intentKey, intentOf, intentsScope } from './intent-item.ts';
import { queryItems } from './query.ts';
import { deleteItem, putItem, type Table } from './table.ts';

/** The write-ahead notes on DynamoDB (table Control). They never expire: an abandoned one is the only trace of its claims. */
export function dynamoIntents(table: Table): Intents {
  return {
    async open(intent) {
      await putItem(table, intentItem(intent));
    },

    async close(intent) {
      await deleteItem(table, intentKey(intent));
    },

    async abandoned(bucket, before) {
      const expression = new Expression();
      const ofBucket = expression.compare('scope', '=', text(intentsScope(bucket)));
      const openedBefore = expression.compare('entry', '<', text(intentEntryAt(before)));
      const items = await queryItems(table, {
        KeyConditionExpression: allOf(ofBucket, openedBefore),
        ConsistentRead: true,
        ...expression.placeholders(),
      });
      return items.map(intentOf);
    },
  };
}
