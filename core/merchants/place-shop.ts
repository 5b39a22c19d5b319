import type { Shop } from './shop.ts';

/** How many shops each schedule looks after; the place in the list is the schedule's own shard. */
export function shopsPerShard(shops: readonly Pick<Shop, 'shard'>[], shards: number): number[] {
  const counts = new Array<number>(shards).fill(0);
  for (const { shard } of shops) {
    // A shard that was taken away, with its schedule, falls to another one.
    const schedule = shard % shards;
    counts[schedule] = (counts[schedule] as number) + 1;
  }
  return counts;
}

/** The shard a new shop is placed in: the one with the fewest shops, the first of several. */
export function emptiestShard(counts: readonly number[]): number {
  return counts.indexOf(Math.min(...counts));
}

/** Places shops one after the other, each where the fewest are by then. */
export function placeShops(shops: readonly Pick<Shop, 'shard'>[], shards: number): () => number {
  const counts = shopsPerShard(shops, shards);
  return () => {
    const shard = emptiestShard(counts);
    counts[shard] = (counts[shard] as number) + 1;
    return shard;
  };
}
