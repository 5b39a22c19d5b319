import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import { dueWithinMs } from '../status/due.ts';
import { heldAt } from '../status/held-at.ts';
import { type Incident, spansOfOccasion } from './incident.ts';
import { rowsMax, waitsInShop } from './waits-in-shop.ts';

/**
 * True when a push that an incident held is still under way in a shop that no other pause holds. Where statuses were never out, nothing is
 * read; else one small read for each shop that has something open, and one more for it.
 */
export async function holdsPushes(
  ports: Pick<Ports, 'pushes' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'status');
  if (spans.length === 0) return false;
  const from = Math.min(...spans.map((span) => span.from));
  const { pushes, clock } = ports;
  return waitsInShop(ports, incident, pauses, {
    capability: 'status',
    dueShops: (bucket) => pushes.dueShops(bucket, clock.now() + dueWithinMs),
    waits: async (shop) => (await pushes.undone(shop, rowsMax)).some((push) => (heldAt(push) ?? 0) >= from),
  });
}
