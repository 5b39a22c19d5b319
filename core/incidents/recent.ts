import type { MallName } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import { dayMs } from '../units.ts';
import type { Incident } from './incident.ts';

/** Longer than this after an incident was closed nothing of it is made good any more: its second audit is due after one day. */
export const recentMs = 3 * dayMs;
/** A trouble within an hour after the last one is the same incident, so that so many days hold fewer than these. */
const recentMax = 72;

/**
 * The incidents of a mall of which something may still be to do, the newest first: the one that opened last, and those before
 * it that were closed within `recentMs`. Costs one read where the last one is older than that, else two.
 */
export async function recentIncidents(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  mall: MallName,
): Promise<readonly Incident[]> {
  const latest = await ports.incidents.latest(mall);
  if (latest === null) return [];
  const oldest = ports.clock.now() - recentMs;
  const isRecent = ({ stage }: Incident): boolean => stage.kind !== 'closed' || stage.at >= oldest;
  if (!isRecent(latest)) return [latest];
  const before = (await ports.incidents.list(mall, recentMax)).filter(({ id }) => id < latest.id);
  return [latest, ...before.filter(isRecent)];
}
