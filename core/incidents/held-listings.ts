import { bucketCount, mallOf } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import { waitingSince } from '../stock/waiting-since.ts';
import { dayMs } from '../units.ts';
import { type Incident, spansOfOccasion } from './incident.ts';

/** Rows of one shop among which one that was held is looked for; those that waited longest come first. */
const rowsMax = 1_000;
/** Buckets looked at at once. */
const bucketsAtOnce = 10;

/**
 * True when a listing of a shop that no pause holds still waits for a level that it should have shown before the mall's stock came back. What
 * was sold since then makes listings due all the time, and is not waited for. Where stock was never out, nothing is read; else one
 * small read for each shop that has something due, and one more for it.
 */
export async function holdsListings(
  { listings, shops, clock }: Pick<Ports, 'listings' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'stock');
  if (spans.length === 0) return false;
  const now = clock.now();
  const until = Math.max(...spans.map(({ to }) => to ?? now));
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket);
  let holds = false;
  await eachLimited(buckets, bucketsAtOnce, async (bucket) => {
    if (holds) return;
    // A listing that is tried again later was due before: its next moment lies in the future.
    for (const shop of await listings.dueShops(bucket, now + retriedWithinMs)) {
      if (holds) return;
      if (mallOf(shop) !== incident.mall) continue;
      const due = await listings.due(shop, now + retriedWithinMs, rowsMax);
      if (!due.some((listing) => (waitingSince(listing) ?? until) < until)) continue;
      const found = await shops.get(shop);
      holds ||= found !== null && holdingPause(pauses, found, now, 'stock') === null;
    }
  });
  return holds;
}

/** Further ahead than any listing that waits for its mall is due. */
const retriedWithinMs = dayMs;
