/** Enough for thousands of writes a second, few enough to query one by one. */
export const bucketCount = 16;

/** Bucket of a shop's or SKU's due work (FNV-1a). Independent of shards, which may change while running. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}

export function bucketsOfShard(shard: number, shards: number): number[] {
  return numbersWithRemainder(bucketCount, shard, shards);
}

export const allBuckets: readonly number[] = bucketsOfShard(0, 1);

export const shardsMax = 64;

/** Shards of one schedule. Each shard belongs to exactly one for any number of schedules, which can change without touching rows. */
export function shardsOfSchedule(shard: number, shards: number): number[] {
  return numbersWithRemainder(shardsMax, shard, shards);
}

function numbersWithRemainder(count: number, remainder: number, divisor: number): number[] {
  const numbers: number[] = [];
  if (remainder < divisor) for (let number = remainder; number < count; number += divisor) numbers.push(number);
  return numbers;
}
