import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import { waitingSince } from '../stock/waiting-since.ts';
import { dayMs } from '../units.ts';
import { type Incident, spansOfOccasion } from './incident.ts';
import { rowsMax, waitsInShop } from './waits-in-shop.ts';

/**
 * A listing that is tried again later was due before: its next moment lies in the future. This is further ahead than any listing that waits
 * for its mall is due.
 */
const retriedWithinMs = dayMs;

/**
 * True when a listing of a shop that no pause holds still waits for a level that it should have shown before the mall's stock came back. What
 * was sold since then makes listings due all the time, and is not waited for. Where stock was never out, nothing is read; else one
 * small read for each shop that has something due, and one more for it.
 */
export async function holdsListings(
  ports: Pick<Ports, 'listings' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'stock');
  if (spans.length === 0) return false;
  const { listings, clock } = ports;
  const now = clock.now();
  const until = Math.max(...spans.map(({ to }) => to ?? now));
  return waitsInShop(ports, incident, pauses, {
    capability: 'stock',
    dueShops: (bucket) => listings.dueShops(bucket, now + retriedWithinMs),
    waits: async (shop) =>
      (await listings.due(shop, now + retriedWithinMs, rowsMax)).some(
        (listing) => (waitingSince(listing) ?? until) < until,
      ),
  });
}
