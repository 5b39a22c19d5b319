import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';

/** The usage plan of searchOrders: so many calls in a row, and then one in so long. `docs/malls/amazon.md` has the source. */
export const searchQuota = { burst: 20, everyMs: 3 * minuteMs } as const;

/** Counts what is left of a quota that Amazon gives an application for each seller. Another process counts for itself. */
export interface Quota {
  /** Takes one call from what is left; false where none is. */
  take(of: string): boolean;
}

/** A bucket for each, full at first. */
export function createQuota(plan: { readonly burst: number; readonly everyMs: number }, now: () => EpochMs): Quota {
  const buckets = new Map<string, { readonly left: number; readonly at: EpochMs }>();
  return {
    take(of) {
      const at = now();
      const before = buckets.get(of) ?? { left: plan.burst, at };
      // A clock that was set back takes nothing away.
      const left = Math.min(plan.burst, before.left + Math.max(0, at - before.at) / plan.everyMs);
      buckets.set(of, { left: left >= 1 ? left - 1 : left, at });
      return left >= 1;
    },
  };
}
