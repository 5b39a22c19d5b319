import { type EpochMs, secondMs } from '../../core/kernel/index.ts';
import type { FeedMark, FeedRow } from '../../core/model/index.ts';
import type { FeedStore } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, momentText, number, optionalNumberOf, text } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { anyOf, Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { putItem, storedBy, type Table, updateItem } from './table.ts';

const feedFormat = 1;

/** The partitions of a merchant's rows, and of the marks of their orders: `merchant#<id>#feed`. */
const scopeOf = (merchant: string, part: 'feed' | 'feed-marks'): string => `merchant#${merchant}#${part}`;

/** Digits of a position in a key, whose order is the order of the positions. */
const digits = 12;
const positionKey = (merchant: string, position: number): Item =>
  entryKey(scopeOf(merchant, 'feed'), momentText(position, digits));
const markKey = (merchant: string, { shop, orderNumber }: Pick<FeedMark, 'shop' | 'orderNumber'>): Item =>
  entryKey(scopeOf(merchant, 'feed-marks'), `${shop}#${orderNumber}`);

const row = rowCodec<Omit<FeedRow, 'expiresAt'>>({
  merchant: 'text',
  position: 'number',
  writer: 'text',
  at: 'number',
  events: 'json',
  marks: 'json?',
});
const mark = rowCodec<FeedMark>({
  shop: 'text',
  orderNumber: 'text',
  position: 'number',
  revision: 'number',
  removed: 'number?',
  ends: 'json',
});

function rowOf(item: Item): FeedRow {
  const seconds = optionalNumberOf(item, 'expiresAt');
  return { ...row.read(item), ...(seconds === undefined ? {} : { expiresAt: seconds * secondMs }) };
}

/** The feeds on DynamoDB (table Control). */
export function dynamoFeed(table: Table): FeedStore {
  return {
    async head(merchant) {
      const expression = new Expression();
      const ofFeed = expression.compare('scope', '=', text(scopeOf(merchant, 'feed')));
      const query = { ConsistentRead: true, ScanIndexForward: false, ...expression.keys(ofFeed) };
      const [last] = await queryItems(table, query, 1);
      return last === undefined ? null : rowOf(last);
    },

    async append(one) {
      const item = { ...positionKey(one.merchant, one.position), format: number(feedFormat), ...row.write(one) };
      const expression = new Expression();
      return storedBy(putItem(table, item, expression.condition(expression.absent('scope'))));
    },

    async letExpire(merchant, position, expiresAt) {
      const expression = new Expression();
      const when = expression.present('position');
      const update = expression.update({ set: expiry(expiresAt), remove: ['marks'], when });
      await updateItem(table, positionKey(merchant, position), update);
    },

    async marks(merchant, orders) {
      const keys = orders.map((order) => markKey(merchant, order));
      return (await readItems(table, keys, { consistent: true })).map(mark.read);
    },

    async putMark(merchant, one, expiresAt) {
      const item = { ...markKey(merchant, one), format: number(feedFormat), ...mark.write(one), ...expiry(expiresAt) };
      const expression = new Expression();
      const isEarlier = anyOf(expression.absent('scope'), expression.compare('position', '<', number(one.position)));
      await putItem(table, item, expression.condition(isEarlier));
    },

    async from(merchant, position, limit, livingAt) {
      const expression = new Expression();
      const ofFeed = expression.compare('scope', '=', text(scopeOf(merchant, 'feed')));
      const behind = expression.compare('entry', '>=', text(momentText(position, digits)));
      const living = livingAt === undefined ? {} : { FilterExpression: lives(expression, livingAt) };
      return (
        await queryItems(table, { ConsistentRead: true, ...living, ...expression.keys(ofFeed, behind) }, limit)
      ).map(rowOf);
    },
  };
}

const lives = (expression: Expression, at: EpochMs): string =>
  anyOf(expression.absent('expiresAt'), expression.compare('expiresAt', '>', number(Math.ceil(at / secondMs))));
