import type { EpochMs } from '../kernel/index.ts';
import {
  type Announcement,
  type AnnouncementKind,
  announcementOf,
  isFirstAfterLoss,
  type RevisionEntry,
  type StoredOrder,
  unpack,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';

/** One value that differs between two revisions. `before` and `after` may be personal data: show, never log. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What differs between two originals, by path (`PackageModelList[0].ItemModelList[1].units`). The order of an object's
 * keys does not count: a mall may send them in another order any day.
 */
export function changesBetween(before: string, after: string): Difference[] {
  const changes: Difference[] = [];
  compare(JSON.parse(before), JSON.parse(after), '', changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, changes: Difference[]): void {
  if (before === after) return;
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) {
      const step = Array.isArray(after) ? `[${key}]` : path === '' ? key : `.${key}`;
      compare(before[key], after[key], path + step, changes);
    }
    return;
  }
  changes.push({ path, before, after });
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** One revision of a stored order, from its history. */
export interface HistoryEntry {
  readonly revision: number;
  /** When this revision was first read at the mall; readings since that found nothing new do not count. */
  readonly readAt: EpochMs;
  readonly progress: string;
  /** What differs from the revision that it is compared with; null when that one, or this one's content, is not kept. Personal data. */
  readonly changes: readonly Difference[] | null;
  /** The revision before, as far as it is known: after rows were lost, the last one that was left. Null where there is none. */
  readonly comparedWith: number | null;
  /** The first one after rows were lost: numbered behind all that those can have been. */
  readonly afterLoss: boolean;
  readonly announcement: {
    readonly id: Announcement['id'];
    /** Null when an accepted announcement's kind is no longer known. */
    readonly kind: AnnouncementKind | null;
    readonly state: 'accepted' | 'pending';
  };
}

type Reading = Pick<RevisionEntry, 'revision' | 'readAt' | 'progress' | 'original'> & Partial<RevisionEntry>;

/** An order's revisions, the oldest kept one first, the current one last. */
export function historyOf(
  row: StoredOrder,
  superseded: readonly RevisionEntry[],
  traits: Pick<MallTraits, 'isCancelled'>,
): HistoryEntry[] {
  // A run that died between keeping a revision and writing the row leaves an entry of the current revision behind.
  const readings: Reading[] = [...superseded.filter(({ revision }) => revision < row.revision), row];
  return readings.map((reading, index) => {
    const before = readings[index - 1] ?? null;
    const previous = before?.revision === reading.revision - 1 ? before : null;
    const afterLoss = isFirstAfterLoss(reading.revision);
    const compared = afterLoss ? before : previous;
    const pending = row.unannounced.find(({ revision }) => revision === reading.revision);
    return {
      revision: reading.revision,
      readAt: Math.min(reading.readAt, storedFirstAt(reading, compared, row)),
      progress: reading.progress,
      changes: changesOf(compared, reading),
      comparedWith: compared?.revision ?? null,
      afterLoss,
      announcement: {
        id: announcementOf(row.shop, row.orderNumber, { revision: reading.revision, kind: 'OrderChanged' }).id,
        kind: pending?.kind ?? acceptedKind(previous, reading, traits),
        state: pending ? 'pending' : 'accepted',
      },
    };
  });
}

/**
 * When a revision was stored first, as far as it is known. A reading that finds the same content again replaces the moment of the
 * reading in the row; the revision before keeps when it was replaced.
 */
function storedFirstAt({ revision }: Reading, before: Reading | null, { storedAt }: StoredOrder): EpochMs {
  const replacedAt = before?.supersededAt ?? Number.NEGATIVE_INFINITY;
  // Where the row itself was lost, it was stored anew; what stands before it belongs to the row that was lost.
  if (revision === 1 || isFirstAfterLoss(revision)) return Math.max(storedAt, replacedAt);
  return before === null ? Number.POSITIVE_INFINITY : replacedAt;
}

function changesOf(previous: Reading | null, reading: Reading): Difference[] | null {
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
