import { dayMs, type EpochMs, inChunks } from '../kernel/index.ts';
import {
  type Announcement,
  type AnnouncementKind,
  allBuckets,
  announcementOf,
  bucketOf,
  isFirstAfterLoss,
  type MissingOrder,
  type OrderProblem,
  type OrderRow,
  type QuarantinedOrder,
  type RevisionEntry,
  type ShopKey,
  type StoredOrder,
  unpack,
} from '../model/index.ts';
import type { MallTraits, OrderKey, OrderStore } from '../ports/index.ts';
import type { ImportSettings } from '../session/index.ts';

/** What an export meets on its way through a shop's rows. */
export type ExportStep =
  | { readonly kind: 'order'; readonly row: StoredOrder }
  /** Nothing readable is stored of this order, so not even its 注文日時 is known. */
  | { readonly kind: 'unreadable'; readonly row: MissingOrder | QuarantinedOrder }
  /** Rows looked at so far, the others included. */
  | { readonly kind: 'passed'; readonly rows: number };

/** Sorts behind every order number: they are made of digits, letters and hyphens. */
const behindAll = '~';

/**
 * The orders of a shop placed in [from, to): `from` belongs to it, `to` does not, so that exports of one day after the other
 * hold each order once. In the order of their numbers, a page at a time, however many there are. It looks at every row of
 * the shop, because no mall promises that an order's number depends on its date.
 */
export async function* exportOrders(
  orders: Pick<OrderStore, 'range'>,
  shop: ShopKey,
  span: { readonly from: EpochMs; readonly to: EpochMs },
): AsyncGenerator<ExportStep> {
  let after: string | undefined;
  let passed = 0;
  do {
    const page = await orders.range(shop, '', behindAll, after);
    for (const row of page.rows) {
      if (row.kind !== 'stored') yield { kind: 'unreadable', row };
      else if (row.orderedAt >= span.from && row.orderedAt < span.to) yield { kind: 'order', row };
    }
    passed += page.rows.length;
    yield { kind: 'passed', rows: passed };
    after = page.after;
  } while (after !== undefined);
}

/** An order that the mall lists and that could not be read when it was last tried. */
export interface ProblemOrder extends OrderKey {
  readonly problem: OrderProblem;
  /** An earlier reading of it is stored. */
  readonly stored: boolean;
  /** When it is read again; absent once it was given up. */
  readonly nextTryAt?: EpochMs;
}

/** From this many orders on that could not be read within an hour, the cause is hardly one order: the alarm and `ops status` show it. */
export const unreadAnHourMax = 10;

/** Rows read at once. */
const rowsAtOnce = 100;

/**
 * The orders with a standing problem, those that have waited longest first, of one shop or of all. Reads the index of due
 * rows, up to the longest wait before another try and a day on top: settled orders that wait half a year for the removal of
 * personal data lie behind that and are left alone. For commands only.
 */
export async function problemOrders(
  orders: Pick<OrderStore, 'due' | 'rows'>,
  settings: Pick<ImportSettings, 'problemWaitMaxMs'>,
  now: EpochMs,
  shop?: ShopKey,
): Promise<ProblemOrder[]> {
  const buckets = shop === undefined ? allBuckets : [bucketOf(shop)];
  const until = now + settings.problemWaitMaxMs + dayMs;
  const found: ProblemOrder[] = [];
  for (const bucket of buckets) {
    const keys = await orders.due(bucket, until, Number.POSITIVE_INFINITY);
    for (const [key, orderNumbers] of Map.groupBy(keys, (one) => one.shop)) {
      if (shop !== undefined && key !== shop) continue;
      for (const chunk of inChunks(orderNumbers, rowsAtOnce)) {
        const numbers = chunk.map(({ orderNumber }) => orderNumber);
        for (const row of (await orders.rows(key, numbers)).values()) found.push(...problemOf(row));
      }
    }
  }
  return found.sort((a, b) => a.problem.since - b.problem.since || (a.orderNumber < b.orderNumber ? -1 : 1));
}

function problemOf(row: OrderRow): ProblemOrder[] {
  if (!row.problem) return [];
  const { shop, orderNumber, problem, dueAt } = row;
  const nextTry = dueAt === undefined ? {} : { nextTryAt: dueAt };
  return [{ shop, orderNumber, problem, stored: row.kind === 'stored', ...nextTry }];
}

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
