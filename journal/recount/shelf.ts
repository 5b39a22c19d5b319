import { isJournalMall, journalMall } from '../malls/index.ts';
import { mallOf } from './reading.ts';

/** What people reported of a SKU's pieces, as its rows say. */
export interface Report {
  readonly kind: string;
  /** The moment it speaks of, and when it was written down. */
  readonly at: number;
  readonly writtenAt: number;
  readonly quantity: number;
  /** Tells two of one moment apart. */
  readonly id?: string;
}

/** What was written down of an order line, the first first. A version is the moment before the reading it comes from. */
export type Trail = readonly (readonly [version: number, quantity: number, writtenAt?: number])[];

/** When an entry was written. Falls back to its version, which is slightly earlier, where the journal does not say. */
export const writtenAt = ([version, , at = version]: Trail[number]): number => at;

/** What an order line takes of a SKU. */
export interface Taking {
  readonly orderedAt: number;
  readonly trail: Trail;
  /** How many pieces of the SKU one of it takes. */
  readonly pieces: number;
  /** What the line holds in the end, if that is not what was written down last. */
  readonly held?: number;
}

/** How much of what is free a listing shows. */
export interface Terms {
  readonly shop: string;
  readonly buffer: number;
  readonly cap: number | null;
  readonly floor: number | null;
}

/** The count of the latest moment; of two, the one that was written down later. Null before the first. */
function countIn(reports: readonly Report[]): Report | null {
  const counts = reports.filter(({ kind }) => kind === 'counted');
  return counts.reduce<Report | null>((last, one) => (last === null || isLater(one, last) ? one : last), null);
}

function isLater(one: Report, other: Report): boolean {
  const order = one.at - other.at || one.writtenAt - other.writtenAt;
  return order === 0 ? (one.id ?? '') >= (other.id ?? '') : order > 0;
}

/** The free pieces of a SKU: `docs/decisions/0020-stock.md` has the formula. Null before the first count. */
export function freePieces(reports: readonly Report[], takings: readonly Taking[]): number | null {
  const count = countIn(reports);
  if (count === null) return null;
  let free = count.quantity;
  for (const { kind, at, quantity } of reports) if (kind !== 'counted' && at > count.at) free += quantity;
  for (const { orderedAt, trail, pieces, held } of takings) {
    const holds = held ?? trail.at(-1)?.[1] ?? 0;
    // What was written down before the count, or first after it, was not on the shelf any more.
    const gone = (trail.findLast(([version]) => version <= count.at) ?? trail[0])?.[1] ?? holds;
    free -= pieces * (orderedAt > count.at ? holds : holds - gone);
  }
  return free;
}

/** The same by what was written down until a moment. */
export function freeBy(reports: readonly Report[], takings: readonly Taking[], moment: number): number | null {
  return freePieces(
    reports.filter((report) => report.writtenAt <= moment),
    takings.map(({ orderedAt, pieces, trail }) => ({
      orderedAt,
      pieces,
      trail: trail.filter((entry) => writtenAt(entry) <= moment),
    })),
  );
}

/** What a listing shows of so many free pieces. */
export function levelOf({ shop, buffer, cap, floor }: Terms, free: number): number {
  const left = free - buffer;
  if (left <= 0 || (floor !== null && left < floor)) return 0;
  const mall = mallOf(shop);
  return Math.min(left, cap ?? left, isJournalMall(mall) ? journalMall(mall).levelMax : left);
}
