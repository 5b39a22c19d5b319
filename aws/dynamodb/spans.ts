import { askedFirst, type QueuedSpan, type ShopKey, spanId } from '../../core/model/index.ts';
import type { Spans } from '../../core/ports/index.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { deleteItem, type Item, putItem, readItem, type Table, updateItem } from './table.ts';

const spanFormat = 1;
const spansScope = 'spans';

/** Queued spans on DynamoDB (table Control), in one partition: people queue a few, and each run reads them by one query. */
export function dynamoSpans(table: Table): Spans {
  return {
    async queue(span) {
      const first = new Expression();
      const none = { ConditionExpression: first.absent('at'), ...first.placeholders() };
      if ((await putItem(table, spanItem(span), none)) === 'written') return 'queued';
      const standing = await readItem(table, spanKey(span));
      if (standing !== null && numberOf(standing, 'at') === span.at && textOf(standing, 'by') === span.by)
        return 'queued';
      const again = new Expression();
      const isNewer = again.compare('at', '<', number(span.at));
      const written = await putItem(table, spanItem(span), { ConditionExpression: isNewer, ...again.placeholders() });
      // The span was imported and removed after it was read, so it is queued again as a new one.
      if (written === 'refused' && (await readItem(table, spanKey(span))) === null) return this.queue(span);
      return 'renewed';
    },

    async list() {
      const expression = new Expression();
      const ofSpans = expression.compare('scope', '=', text(spansScope));
      const query = { KeyConditionExpression: ofSpans, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(spanOf).sort(askedFirst);
    },

    async advance(span, doneTo) {
      const expression = new Expression();
      const update = `SET ${expression.compare('doneTo', '=', number(doneTo))}`;
      const isSame = expression.compare('at', '=', number(span.at));
      await updateItem(table, spanKey(span), {
        UpdateExpression: update,
        ConditionExpression: isSame,
        ...expression.placeholders(),
      });
    },

    async remove(span) {
      const expression = new Expression();
      const isSame = expression.compare('at', '=', number(span.at));
      await deleteItem(table, spanKey(span), { ConditionExpression: isSame, ...expression.placeholders() });
    },
  };
}

function spanKey(span: QueuedSpan): Item {
  return { scope: text(spansScope), entry: text(spanId(span)) };
}

function spanItem(span: QueuedSpan): Item {
  return {
    ...spanKey(span),
    format: number(spanFormat),
    shop: text(span.shop),
    from: number(span.from),
    to: number(span.to),
    by: text(span.by),
    at: number(span.at),
    ...optionalNumber('doneTo', span.doneTo),
  };
}

function spanOf(item: Item): QueuedSpan {
  const doneTo = optionalNumberOf(item, 'doneTo');
  return {
    shop: textOf(item, 'shop') as ShopKey,
    from: numberOf(item, 'from'),
    to: numberOf(item, 'to'),
    by: textOf(item, 'by'),
    at: numberOf(item, 'at'),
    ...(doneTo === undefined ? {} : { doneTo }),
  };
}
