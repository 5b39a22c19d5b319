import { askedFirst, type QueuedSpan, spanId } from '../../core/model/index.ts';
import type { Spans } from '../../core/ports/index.ts';
import { entryKey, type Item, number, numberOf, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { deleteItem, putItem, readItem, type Table, updateItem } from './table.ts';

const spanFormat = 1;
const spansScope = 'spans';

const row = rowCodec<QueuedSpan>({
  shop: 'text',
  from: 'number',
  to: 'number',
  by: 'text',
  at: 'number',
  doneTo: 'number?',
});

/** Queued spans on DynamoDB (table Control), in one partition: people queue a few, and each run reads them by one query. */
export function dynamoSpans(table: Table): Spans {
  return {
    async queue(span) {
      const first = new Expression();
      const none = first.condition(first.absent('at'));
      if ((await putItem(table, spanItem(span), none)) === 'written') return 'queued';
      const standing = await readItem(table, spanKey(span));
      if (standing !== null && numberOf(standing, 'at') === span.at && textOf(standing, 'by') === span.by)
        return 'queued';
      const again = new Expression();
      const isNewer = again.condition(again.compare('at', '<', number(span.at)));
      const written = await putItem(table, spanItem(span), isNewer);
      // The span was imported and removed after it was read, so it is queued again as a new one.
      if (written === 'refused' && (await readItem(table, spanKey(span))) === null) return this.queue(span);
      return 'renewed';
    },

    async list() {
      return (await partitionItems(table, 'scope', spansScope)).map(row.read).sort(askedFirst);
    },

    async advance(span, doneTo) {
      const expression = new Expression();
      const isSame = expression.compare('at', '=', number(span.at));
      await updateItem(table, spanKey(span), expression.update({ set: { doneTo: number(doneTo) }, when: isSame }));
    },

    async remove(span) {
      const expression = new Expression();
      const isSame = expression.compare('at', '=', number(span.at));
      await deleteItem(table, spanKey(span), expression.condition(isSame));
    },
  };
}

function spanKey(span: QueuedSpan): Item {
  return entryKey(spansScope, spanId(span));
}

function spanItem(span: QueuedSpan): Item {
  return { ...spanKey(span), format: number(spanFormat), ...row.write(span) };
}
