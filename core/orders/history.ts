import type { MallTraits } from '../ports/mall.ts';
import type { EpochMs } from '../units.ts';
import { type Announcement, announcementOf } from './announcement.ts';
import { type Change, changesBetween } from './changes.ts';
import { unpack } from './packing.ts';
import type { AnnouncementKind, RevisionEntry, StoredOrder } from './row.ts';

/** One revision of a stored order, as its history tells it. */
export interface HistoryEntry {
  readonly revision: number;
  /** When the mall was asked for what this revision holds. */
  readonly readAt: EpochMs;
  readonly progress: string;
  /** What differs from the revision before; null when that one, or this one's content, is no longer kept. Personal data. */
  readonly changes: readonly Change[] | null;
  readonly announcement: {
    readonly id: Announcement['id'];
    /** Null when an accepted announcement's kind can no longer be told. */
    readonly kind: AnnouncementKind | null;
    readonly state: 'accepted' | 'pending';
  };
}

type Reading = Pick<RevisionEntry, 'revision' | 'readAt' | 'progress' | 'original'>;

/** An order's revisions, the oldest kept one first, the present one last. */
export function historyOf(
  row: StoredOrder,
  superseded: readonly RevisionEntry[],
  traits: Pick<MallTraits, 'isCancelled'>,
): HistoryEntry[] {
  // A run that died between keeping a revision and writing the row leaves an entry of the present revision behind.
  const readings: Reading[] = [...superseded.filter(({ revision }) => revision < row.revision), row];
  return readings.map((reading, index) => {
    const before = readings[index - 1];
    const previous = before?.revision === reading.revision - 1 ? before : null;
    const pending = row.unannounced.find(({ revision }) => revision === reading.revision);
    return {
      revision: reading.revision,
      readAt: reading.readAt,
      progress: reading.progress,
      changes: changesOf(previous, reading),
      announcement: {
        id: announcementOf(row.shop, row.orderNumber, { revision: reading.revision, kind: 'OrderChanged' }).id,
        kind: pending?.kind ?? acceptedKind(previous, reading, traits),
        state: pending ? 'pending' : 'accepted',
      },
    };
  });
}

function changesOf(previous: Reading | null, reading: Reading): Change[] | null {
  if (reading.revision === 1) return [];
  if (!previous || previous.original.length === 0 || reading.original.length === 0) return null;
  return changesBetween(unpack(previous.original), unpack(reading.original));
}

function acceptedKind(
  previous: Reading | null,
  reading: Reading,
  traits: Pick<MallTraits, 'isCancelled'>,
): AnnouncementKind | null {
  if (reading.revision === 1) return 'OrderImported';
  if (!traits.isCancelled(reading.progress)) return 'OrderChanged';
  if (!previous) return null;
  return traits.isCancelled(previous.progress) ? 'OrderChanged' : 'OrderCancelled';
}
