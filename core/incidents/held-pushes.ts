import { bucketCount, mallOf } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import { dueWithinMs } from '../status/due.ts';
import { heldAt } from '../status/held-at.ts';
import { type Incident, spansOfOccasion } from './incident.ts';

/** Rows of one shop among which one that was held is looked for; those that waited longest come first. */
const rowsMax = 1_000;
/** Shops looked at at once. */
const shopsAtOnce = 10;

/**
 * True when a push that an incident held is still under way in a shop that no other pause holds. Where statuses were never out, nothing is
 * read; else one small read for each shop that has something open, and one more for it.
 */
export async function holdsPushes(
  { pushes, shops, clock }: Pick<Ports, 'pushes' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'status');
  if (spans.length === 0) return false;
  const from = Math.min(...spans.map((span) => span.from));
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket);
  let holds = false;
  await eachLimited(buckets, shopsAtOnce, async (bucket) => {
    if (holds) return;
    for (const shop of await pushes.dueShops(bucket, clock.now() + dueWithinMs)) {
      if (holds) return;
      if (mallOf(shop) !== incident.mall) continue;
      const undone = await pushes.undone(shop, rowsMax);
      if (!undone.some((push) => (heldAt(push) ?? 0) >= from)) continue;
      const found = await shops.get(shop);
      holds ||= found !== null && holdingPause(pauses, found, clock.now(), 'status') === null;
    }
  });
  return holds;
}
