import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { OrderListing, Rests } from '../../core/ports/index.ts';

/** The usage plan of searchOrders: so many calls in a row, and then one in so long. `docs/malls/amazon.md` has the source. */
export const searchQuota = { burst: 20, everyMs: 3 * minuteMs } as const;

/** Counts what is left of a quota that Amazon gives an application for each seller. */
export interface Quota {
  /** Takes a call and leaves at least `leaves` others; gives back null, or where it is none the moment from which on it may be one. */
  take(of: string, leaves: number): Promise<EpochMs | null>;
  /** The moment from which on there is a call again; null where there is one now. */
  emptyUntil(of: string): Promise<EpochMs | null>;
}

/**
 * How many calls a listing leaves to what is more urgent. The import's own leaves none. A scan, the night or an audit begins only where its
 * next pages are there, too, so that it is not begun again and again in vain; what precedes a change of stock begins last.
 */
export function leavesOf({ canWait = false, whole = false, page }: OrderListing): number {
  if (!canWait) return 0;
  if (whole) return 12;
  return page === 1 ? 10 : 5;
}

/**
 * A bucket for each, full at first, as one number: when it is full again. A call makes that later by what it takes to come back. All processes
 * move the same `rests`; without them each counts for itself.
 */
export function createQuota(plan: typeof searchQuota, now: () => EpochMs, rests?: Rests): Quota {
  const { burst, everyMs } = plan;
  const wholeMs = burst * everyMs;
  /** As last known. Others only make it later, so what it refuses costs no read. */
  const fullAt = new Map<string, EpochMs | null>();
  const nameOf = (of: string): string => `quota#${of}`;

  /** When the bucket is full again after another call. What no right clock can have written counts as empty, and is put right so. */
  const after = (of: string, at: EpochMs): EpochMs => {
    const before = fullAt.get(of) ?? at;
    return before > at + wholeMs ? at + wholeMs : Math.max(before, at) + everyMs;
  };
  const look = async (of: string): Promise<void> => {
    if (rests !== undefined) fullAt.set(of, await rests.restOf(nameOf(of)));
  };
  const move = async (of: string, to: EpochMs): Promise<boolean> => {
    if (rests !== undefined && !(await rests.moveRest(nameOf(of), fullAt.get(of) ?? null, to))) return false;
    fullAt.set(of, to);
    return true;
  };
  return {
    async take(of, leaves) {
      // Whoever came in between has taken one: so often it can happen.
      for (let round = 0; round <= burst; round++) {
        const at = now();
        const to = after(of, at);
        const from = to - (burst - leaves) * everyMs;
        if (from > at) return from;
        if (await move(of, to)) return null;
        await look(of);
      }
      return now() + everyMs;
    },
    async emptyUntil(of) {
      await look(of);
      const from = after(of, now()) - wholeMs;
      return from > now() ? from : null;
    },
  };
}
