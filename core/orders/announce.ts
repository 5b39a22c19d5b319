import { mallOf } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import { tellRefused } from '../watch/bus-figures.ts';
import { announcementOf } from './announcement.ts';
import { eachRow } from './lasting.ts';
import { dueOf } from './plan.ts';
import type { PendingAnnouncement, StoredOrder } from './row.ts';
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
  const isTaken = (row: StoredOrder, pending: PendingAnnouncement): boolean =>
    accepted.has(announcementOf(row.shop, row.orderNumber, pending).id);
  const refused = rows.flatMap((row) =>
    row.unannounced
      .filter((one) => !isTaken(row, one))
      .map(() => ({ mall: mallOf(row.shop), since: untoldSince(row) })),
  );
  tellRefused(ports.log, 'orders', refused, announcements.length, ports.clock.now());
  await eachRow(rows, settings.writesAtOnce, async (row) => {
    const left = row.unannounced.filter((pending) => !isTaken(row, pending));
    if (left.length === row.unannounced.length) return;
    const { dueAt } = dueOf({ unannounced: left, final: row.final }, { settings, now: ports.clock.now() });
    await ports.orders.markAnnounced(row, row.version, left, row.problem ? row.dueAt : dueAt);
  });
  return accepted.size;
}

/** A row says when its first revision was written and when its latest was read: of those in between it is the latter, which is too late. */
function untoldSince({ unannounced, storedAt, readAt }: StoredOrder): EpochMs {
  return unannounced.some(({ revision }) => revision === 1) ? storedAt : readAt;
}
