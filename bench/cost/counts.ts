import type { MoveAlone } from '../measure/move-alone.ts';
import type { PushAlone } from '../measure/push-alone.ts';
import type { ScheduledRun, ShopWork } from '../measure/scheduled-runs.ts';
import type { Profile, StandingParts } from './parts.ts';

/** What the reckoning of costs stands on: everything counted by a run of the bench, and nothing else. */
export interface Counts {
  /** Counted in the templates of each profile. */
  readonly parts: Readonly<Record<Profile, StandingParts>>;
  /** One run of each scheduled function in which nothing happens. */
  readonly runs: Readonly<Record<string, ScheduledRun>>;
  /** One poll of a shard of so many idle shops. */
  readonly poll: { readonly shops: number; readonly readUnits: number; readonly writeUnits: number };
  /** A shop's poll: CPU with connections kept and closed, and the bytes of its request. */
  readonly call: { readonly cpuMsKept: number; readonly cpuMsClosed: number; readonly bytesOut: number };
  /** Moving an idle shop's cursor, which happens after so many minutes. */
  readonly cursor: { readonly writeUnits: number; readonly everyMinutes: number };
  /** The state scan of an idle shop, which happens after so many minutes, and its nightly work. */
  readonly scan: ShopWork & { readonly everyMinutes: number };
  readonly nightly: ShopWork;
  /** A new order that comes alone in its poll. */
  readonly order: {
    readonly writeUnits: number;
    readonly readUnits: number;
    readonly events: number;
    readonly bytesKept: number;
    readonly cpuMs: number;
    /** Lines of it, each with a SKU of its own. */
    readonly lines: number;
  };
  /** A change of an order's status that comes alone: half a confirm, half a parcel. */
  readonly push: PushAlone & {
    readonly memoryMiB: number;
    /** Messages that a run takes at most, and seconds for which they are gathered. */
    readonly messagesMax: number;
    readonly gatherSeconds: number;
    /** Seconds between two calls for one shop. */
    readonly gapSeconds: number;
  };
  /** A move of stock that comes alone, of a SKU that is sold at two malls. */
  readonly move: MoveAlone & {
    readonly memoryMiB: number;
    readonly messagesMax: number;
    readonly gatherSeconds: number;
  };
}

/** Fresh counts: the parts and idle runs of a stage without shops, and a single status change. */
export interface CountedAnew extends Pick<Counts, 'parts' | 'runs'> {
  readonly push: PushAlone;
}

/** The recorded counts with others in their place. CPU and seconds stay as an idle machine measured them. */
export function recounted(stored: Counts, { parts, runs, push }: CountedAnew): Counts {
  const kept = Object.entries(runs).map(([name, run]) => {
    const { cpuMs, seconds } = stored.runs[name] ?? run;
    return [name, { ...run, cpuMs, seconds }] as const;
  });
  return {
    ...stored,
    parts,
    runs: Object.fromEntries(kept),
    push: { ...stored.push, ...push, cpuMs: stored.push.cpuMs },
  };
}
