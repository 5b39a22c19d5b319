import type { Ports } from '../ports/index.ts';
import { type MallName, type Shop, shardsMax } from './shop.ts';

/** All shops of a mall, by the index of shards: no scan, and still dozens of reads. For what is not done every minute. */
export async function shopsOfMall({ shops }: Pick<Ports, 'shops'>, mall: MallName): Promise<Shop[]> {
  const shards = Array.from({ length: shardsMax }, (_, shard) => shard);
  const found = await Promise.all(shards.map((shard) => shops.inShard(shard)));
  return found.flat().filter((shop) => shop.mall === mall);
}
