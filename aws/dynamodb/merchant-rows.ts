import { inChunks } from '../../core/kernel/index.ts';
import { bucketOf, type Shop, type ShopKey, shardsMax } from '../../core/model/index.ts';
import type { MerchantRows, OrderKey } from '../../core/ports/index.ts';
import { entryKey, text, textOf } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { pausesScope } from './health.ts';
import { ownMerchantKey, ownMerchantOf } from './merchants.ts';
import { mailsOfMerchant, sentMailOf } from './notices.ts';
import { standingOf } from './pauses.ts';
import { type Query, queryItems } from './query.ts';
import { shardKey, shopOf } from './shop-item.ts';
import { readItem, type Table } from './table.ts';

/** Operands of `IN`: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
const operandsMax = 100;

type Tables = Readonly<Record<'orders' | 'shops' | 'control', Table>>;

/** Rows of one merchant among those of others, on DynamoDB. Where a partition holds rows of several, DynamoDB leaves the others out. */
export function dynamoMerchantRows({ orders, shops, control }: Tables): MerchantRows {
  return {
    async merchant(id) {
      const item = await readItem(control, ownMerchantKey(id));
      return item && ownMerchantOf(item);
    },

    async shopKeys(merchant) {
      const expression = new Expression();
      const ofMerchant = expression.compare('merchant', '=', text(merchant));
      const keys = await queryItems(shops, { IndexName: 'merchant', ...expression.keys(ofMerchant) });
      return keys.map((key) => textOf(key, 'shop') as ShopKey);
    },

    async shopsAfter(key, limit) {
      const ofShards = await Promise.all(
        Array.from({ length: shardsMax }, async (_, shard) => queryItems(shops, shardAfter(shard, key), limit)),
      );
      return ofShards.flat().map(shopOf).sort(byKey).slice(0, limit);
    },

    async standing(own) {
      const chunks = own.length === 0 ? [[]] : [...inChunks(own, operandsMax)];
      const found = await Promise.all(chunks.map((chunk) => queryItems(control, standingQuery(chunk))));
      const items = new Map(found.flat().map((item) => [textOf(item, 'entry'), item]));
      return standingOf([...items.values()]);
    },

    async due(shop, until) {
      const expression = new Expression();
      const ofBucket = expression.compare('dueBucket', '=', text(String(bucketOf(shop))));
      const isDue = expression.compare('dueAt', '<=', { N: String(until) });
      const FilterExpression = expression.compare('shop', '=', text(shop));
      const items = await queryItems(orders, {
        IndexName: 'due',
        FilterExpression,
        ...expression.keys(ofBucket, isDue),
      });
      return items.map((item): OrderKey => ({ shop, orderNumber: textOf(item, 'orderNumber') }));
    },

    async mails(merchant, before, limit) {
      const expression = new Expression();
      const ofMerchant = expression.compare('scope', '=', text(mailsOfMerchant(merchant)));
      const clauses = before === undefined ? [] : [expression.compare('entry', '<', text(before))];
      const query = { ScanIndexForward: false, ...expression.keys(ofMerchant, ...clauses) };
      return (await queryItems(control, query, limit)).map(sentMailOf);
    },

    async mail(merchant, id) {
      const item = await readItem(control, entryKey(mailsOfMerchant(merchant), id));
      return item && sentMailOf(item);
    },
  };
}

const byKey = (one: Shop, other: Shop): number => (one.key < other.key ? -1 : 1);

function shardAfter(shard: number, key: string): Query {
  const expression = new Expression();
  const ofShard = expression.compare('shard', '=', text(shardKey(shard)));
  const clauses = key === '' ? [] : [expression.compare('shop', '>', text(key))];
  return { IndexName: 'shard', ...expression.keys(ofShard, ...clauses) };
}

/** All of the partition but pauses of shops that are not named. */
function standingQuery(own: readonly ShopKey[]): Query {
  const expression = new Expression();
  const ofScope = expression.compare('scope', '=', text(pausesScope));
  const paused = expression.name('paused');
  const named = own.map((shop, index) => expression.value(`shop${index}`, text(shop)));
  const FilterExpression = anyOf(
    expression.absent('paused'),
    `NOT contains(${paused}, ${expression.value('ofShop', text('#'))})`,
    ...(named.length === 0 ? [] : [`${paused} IN (${named.join(', ')})`]),
  );
  return { ConsistentRead: true, FilterExpression, ...expression.keys(ofScope) };
}
