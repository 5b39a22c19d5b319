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

/** `before` and `after` may be personal data: show, never log. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Differences by path (`PackageModelList[0].ItemModelList[1].units`). The order of keys does not count, since a mall may change it. */
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

export interface HistoryEntry {
  readonly revision: number;
  /** First reading of this revision; equal later ones do not count. */
  readonly readAt: EpochMs;
  readonly progress: string;
  /** Differences to the revision before; null if either content is not kept. Personal data. */
  readonly changes: readonly Difference[] | null;
  /** The revision before, if known: after lost rows the last one left. */
  readonly comparedWith: number | null;
  /** The first after lost rows, numbered beyond all of them. */
  readonly afterLoss: boolean;
  readonly announcement: {
    readonly id: Announcement['id'];
    /** Announcement; null if its kind is unknown. */
    readonly kind: AnnouncementKind | null;
    readonly state: 'accepted' | 'pending';
  };
}

type Reading = Pick<RevisionEntry, 'revision' | 'readAt' | 'progress' | 'original'> & Partial<RevisionEntry>;

export function historyOf(
  row: StoredOrder,
  superseded: readonly RevisionEntry[],
  traits: Pick<MallTraits, 'isCancelled'>,
): HistoryEntry[] {
  // A run that died before writing the row leaves an entry of the current revision.
  const readings: Reading[] = [...superseded.filter(({ revision }) => revision < row.revision), row];
  return readings.map((reading, index) => {
    const before = readings[index - 1] ?? null;
    const previous = before?.revision === reading.revision - 1 ? before : null;
    const afterLoss = isFirstAfterLoss(reading.revision);
    const compared = afterLoss ? before : previous;
    const pending = row.unannounced.find(
      ({ revision, kind }) => revision === reading.revision && kind !== 'OrderBuyerRemoved',
    );
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

/** First storing of a revision. Rows have only the latest reading; the revision before has the moment of its replacement. */
function storedFirstAt({ revision }: Reading, before: Reading | null, { storedAt }: StoredOrder): EpochMs {
  const replacedAt = before?.supersededAt ?? Number.NEGATIVE_INFINITY;
  // A lost row was stored anew; earlier revisions belong to the lost one.
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
