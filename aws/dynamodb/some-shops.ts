import { type MallName, type Shop, shardsMax, shopKey } from '../../core/model/index.ts';
import { text } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { shardKey, shopOf } from './shop-item.ts';
import type { Table } from './table.ts';

/**
 * A few shops of a mall. Where the first shards have enough of them it is one read of no more items than asked for; where a
 * mall has fewer shops than that, every shard is asked.
 */
export async function someShops(table: Table, mall: MallName, limit: number): Promise<Shop[]> {
  const shops: Shop[] = [];
  for (let shard = 0; shard < shardsMax && shops.length < limit; shard++) {
    const expression = new Expression();
    const ofShard = expression.compare('shard', '=', text(shardKey(shard)));
    const ofMall = `begins_with(${expression.name('shop')}, ${expression.value('mall', text(shopKey(mall, '')))})`;
    const query = {
      IndexName: 'shard',
      KeyConditionExpression: `${ofShard} AND ${ofMall}`,
      ...expression.placeholders(),
    };
    shops.push(...(await queryItems(table, query, limit - shops.length)).map(shopOf));
  }
  return shops;
}
