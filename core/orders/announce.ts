import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import { announcementOf } from './announcement.ts';
import { dueOf } from './plan.ts';
import type { StoredOrder } from './row.ts';
import type { ImportSettings } from './settings.ts';

/**
 * Tells the bus about every revision of these rows that it has not accepted, then notes what it accepted. The note may be
 * lost: the sweep then announces again under the same id. A row that moved on meanwhile carries its own list. Returns how
 * many the bus accepted.
 */
export async function announceRows(
  ports: Pick<Ports, 'bus' | 'orders' | 'clock' | 'log'>,
  settings: ImportSettings,
  rows: readonly StoredOrder[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const announcements = rows.flatMap((row) =>
    row.unannounced.map((pending) => announcementOf(row.shop, row.orderNumber, pending)),
  );
  const accepted = await ports.bus.announce(announcements);
  const refused = announcements.length - accepted.size;
  if (refused > 0) ports.log.warn('bus.refused', { refused, of: announcements.length });
  await eachLimited(rows, settings.writesAtOnce, async (row) => {
    const left = row.unannounced.filter(
      (pending) => !accepted.has(announcementOf(row.shop, row.orderNumber, pending).id),
    );
    if (left.length === row.unannounced.length) return;
    const { dueAt } = dueOf({ unannounced: left, final: row.final }, { settings, now: ports.clock.now() });
    await ports.orders.markAnnounced(row, row.version, left, row.problem ? row.dueAt : dueAt);
  });
  return accepted.size;
}
