import { dayMs, minuteMs } from '../../core/kernel/time.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { type Shop, type ShopKey, shopKey } from '../../core/model/shop.ts';
import { memoryPorts } from '../memory/index.ts';
import type { World } from './world.ts';

const goneCode = 'gone-';

/** True of a shop that was removed before the story began. */
export function isGone(shop: ShopKey): boolean {
  return shop.startsWith(shopKey('rms', goneCode));
}

/**
 * Leaves behind what a removed shop leaves: orders that could never be read, are due, and can no longer be read.
 * They lie in the bucket of an existing shop, in front of all its rows.
 */
export async function leaveGoneRows(world: Pick<World, 'store' | 'start'>, shop: Shop, count: number): Promise<void> {
  const { orders } = memoryPorts(world.store);
  const gone = keyInBucketOf(shop);
  for (let index = 0; index < count; index++) {
    await orders.put(
      {
        kind: 'missing',
        shop: gone,
        orderNumber: `${gone}-${index}`,
        version: 1,
        writer: 'long-ago',
        dueAt: world.start - dayMs - index * minuteMs,
        problem: { kind: 'missing', since: world.start - 2 * dayMs, tries: 9, reason: 'It was listed and never came.' },
      },
      null,
    );
  }
}

function keyInBucketOf({ key, code }: Shop): ShopKey {
  for (let index = 0; ; index++) {
    const gone = shopKey('rms', `${goneCode}${code}-${index}`);
    if (bucketOf(gone) === bucketOf(key)) return gone;
  }
}
