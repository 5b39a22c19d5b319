import { type EpochMs, hourMs, minuteMs } from '../../core/kernel/index.ts';
import type { OrderListing, Rests } from '../../core/ports/index.ts';

/** The usage plan of searchOrders: so many calls in a row, and then one in so long. `docs/malls/amazon.md` has the source. */
export const searchQuota = { burst: 20, everyMs: 3 * minuteMs } as const;

/** Amazon's time, as last heard; of a process that has not heard it yet, its own. */
interface QuotaTime {
  readonly at: EpochMs;
  readonly isHeard: boolean;
}

/** Counts what is left of a quota that Amazon gives an application for each seller. */
export interface Quota {
  /** Takes a call and leaves at least `leaves` others; gives back null, or where it is none the moment from which on it may be one. */
  take(of: string, leaves: number, time: QuotaTime): Promise<EpochMs | null>;
  /** The moment from which on there is a call again; null where there is one now. */
  emptyUntil(of: string, at: EpochMs): Promise<EpochMs | null>;
}

/**
 * How many calls a listing leaves to what is more urgent. The import's own leaves none: it is made every five minutes, and a call comes back
 * every three. A scan, the night or an audit starts only if enough calls are left for its next pages, too. Messages about levels cannot take
 * from any of them, however many come.
 */
export function leavesOf({ canWait = false, whole = false, by, page }: OrderListing): number {
  if (!canWait) return 0;
  if (canWait === 'longest') return 9;
  const isStock = whole && by !== 'placed';
  return isStock || page > 1 ? 3 : 6;
}

/**
 * The longest time that the count holds a listing back. If it lasts longer, a wrong clock (Amazon's or ours) has spoilt the count, and Amazon
 * is asked. `urgent`: new orders; a call comes back sooner than this. `other`: listings that can wait; by then the bucket is full again.
 */
const heldMaxMs = { urgent: 7 * minuteMs, other: hourMs } as const;

/**
 * One token bucket for each seller, full at first. It is stored as the moment at which it is full again; a call moves that moment on. All processes
 * share it through `rests`; without them, each process counts its own calls. The count only avoids calls that would fail: Amazon decides.
 */
export function createQuota({ burst, everyMs }: typeof searchQuota, rests?: Rests): Quota {
  const wholeMs = burst * everyMs;
  /** As last known. Others only make it later, so what it refuses costs no read. */
  const fullAt = new Map<string, EpochMs | null>();
  const heldSince = new Map<string, EpochMs>();
  const nameOf = (of: string): string => `quota#${of}`;

  /** When the bucket is full again after another call. A clock that may be wrong adds to what stands there. */
  const after = (of: string, { at, isHeard }: QuotaTime): EpochMs => {
    const before = fullAt.get(of) ?? at;
    return isHeard ? Math.min(at + wholeMs, Math.max(before, at) + everyMs) : before + everyMs;
  };
  /** From when on a call may go. What no right clock can have written counts as empty, and is put right so. */
  const freeAt = (of: string, leaves: number, at: EpochMs): EpochMs => {
    const before = fullAt.get(of) ?? at;
    return (before > at + wholeMs ? at : before - wholeMs + everyMs) + leaves * everyMs;
  };
  const look = async (of: string): Promise<void> => {
    if (rests !== undefined) fullAt.set(of, await rests.restOf(nameOf(of)));
  };
  const move = async (of: string, to: EpochMs): Promise<boolean> => {
    if (rests !== undefined && !(await rests.moveRest(nameOf(of), fullAt.get(of) ?? null, to))) return false;
    fullAt.set(of, to);
    return true;
  };
  const isHeld = (of: string, leaves: number, at: EpochMs): boolean => {
    const kind = leaves === 0 ? 'urgent' : 'other';
    const since = heldSince.get(`${kind} ${of}`) ?? at;
    heldSince.set(`${kind} ${of}`, since);
    return Math.abs(at - since) < heldMaxMs[kind];
  };
  const letThrough = (of: string): void => {
    for (const kind of Object.keys(heldMaxMs)) heldSince.delete(`${kind} ${of}`);
  };
  return {
    async take(of, leaves, time) {
      const { at, isHeard } = time;
      // A move fails if another process took a call in between, which can happen `burst` times at most.
      for (let round = 0; round <= burst; round++) {
        const from = freeAt(of, leaves, at);
        // A process that has not heard Amazon's time always makes its first call, since its own clock may be wrong.
        if (isHeard && from > at && isHeld(of, leaves, at)) return from;
        if (await move(of, after(of, time))) {
          letThrough(of);
          return null;
        }
        await look(of);
      }
      return at + everyMs;
    },
    async emptyUntil(of, at) {
      await look(of);
      const from = freeAt(of, 0, at);
      return from > at ? from : null;
    },
  };
}
