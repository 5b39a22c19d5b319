import type { Capability } from '../health/capability.ts';
import { bucketCount, mallOf, type ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { Incident } from './incident.ts';

/** Rows of one shop among which one that was held is looked for; those that waited longest come first. */
export const rowsMax = 1_000;
/** Buckets looked at at once. */
const bucketsAtOnce = 10;

/** Work of one kind, as its store finds it. */
interface Work {
  readonly capability: Capability;
  /** The shops of a bucket that have something due. */
  dueShops(bucket: number): Promise<readonly ShopKey[]>;
  /** True when something of the shop waits that the incident held. */
  waits(shop: ShopKey): Promise<boolean>;
}

/** True when work that an incident held waits in a shop of its mall that no pause holds now. Reads until it finds one such shop. */
export async function waitsInShop(
  { shops, clock }: Pick<Ports, 'shops' | 'clock'>,
  { mall }: Pick<Incident, 'mall'>,
  pauses: readonly Pause[],
  { capability, dueShops, waits }: Work,
): Promise<boolean> {
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket);
  let isFound = false;
  await eachLimited(buckets, bucketsAtOnce, async (bucket) => {
    if (isFound) return;
    for (const key of await dueShops(bucket)) {
      if (isFound) return;
      if (mallOf(key) !== mall || !(await waits(key))) continue;
      const shop = await shops.get(key);
      isFound ||= shop !== null && holdingPause(pauses, shop, clock.now(), capability) === null;
    }
  });
  return isFound;
}
