import type { Shop, ShopKey } from './shop.ts';

/** A shop that is to lie in another shard. */
export interface ShopMove {
  readonly key: ShopKey;
  readonly from: number;
  readonly to: number;
}

/**
 * The fewest moves after which all shops lie in the shards below `shards`, no two of them more than one shop apart. Shops of
 * higher shards have to move; of the others only as many as a shard has too many. The same shops in the same shards give
 * the same moves, whatever their order, and what was moved already is not moved again. Pure.
 */
export function movesToSpread(shops: readonly Pick<Shop, 'key' | 'shard'>[], shards: number): ShopMove[] {
  const byShard = Map.groupBy(sorted(shops), ({ shard }) => shard);
  const room = roomOfEach(byShard, shops.length, shards);
  const leaving = [...byShard]
    .sort(([a], [b]) => a - b)
    .flatMap(([shard, there]) => there.slice(room[shard] ?? 0).map(({ key }) => ({ key, from: shard })));
  const free = room.flatMap((size, shard) => {
    const there = byShard.get(shard)?.length ?? 0;
    return Array.from({ length: Math.max(0, size - there) }, () => shard);
  });
  return leaving.map((move, index) => ({ ...move, to: free[index] as number }));
}

/** How many shops each shard is to have. Where they do not divide evenly, those get one more that have the most already. */
function roomOfEach(byShard: ReadonlyMap<number, readonly unknown[]>, shops: number, shards: number): number[] {
  const fullestFirst = Array.from({ length: shards }, (_, shard) => shard).sort(
    (a, b) => (byShard.get(b)?.length ?? 0) - (byShard.get(a)?.length ?? 0) || a - b,
  );
  const room = new Array<number>(shards).fill(Math.floor(shops / shards));
  for (const shard of fullestFirst.slice(0, shops % shards)) room[shard] = (room[shard] as number) + 1;
  return room;
}

function sorted<One extends { readonly key: ShopKey }>(shops: readonly One[]): One[] {
  return [...shops].sort((a, b) => (a.key < b.key ? -1 : 1));
}
