import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import { announcementOf } from './announcement.ts';
import { dueOf } from './plan.ts';
import type { StoredOrder } from './row.ts';
import type { ImportSettings } from './settings.ts';

/**
 * Tells the bus about every revision of these rows that it has not accepted, then notes what it accepted. The note may be
 * lost: the sweep then announces again under the same id. A row that moved on meanwhile carries its own list.
 */
export async function announceRows(
  ports: Pick<Ports, 'bus' | 'orders' | 'clock'>,
  settings: ImportSettings,
  rows: readonly StoredOrder[],
): Promise<void> {
  if (rows.length === 0) return;
  const announcements = rows.flatMap((row) =>
    row.unannounced.map((pending) => announcementOf(row.shop, row.orderNumber, pending)),
  );
  const accepted = await ports.bus.announce(announcements);
  await eachLimited(rows, settings.writesAtOnce, async (row) => {
    const left = row.unannounced.filter(
      (pending) => !accepted.has(announcementOf(row.shop, row.orderNumber, pending).id),
    );
    if (left.length === row.unannounced.length) return;
    const { dueAt } = dueOf({ unannounced: left, final: row.final }, { settings, now: ports.clock.now() });
    await ports.orders.markAnnounced(row, row.version, left, row.problem ? row.dueAt : dueAt);
  });
}
