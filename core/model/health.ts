import { type EpochMs, secondMs, type Verdict } from '../kernel/index.ts';
import type { MallName, ShopKey } from './shop.ts';

/** What a mall can do for us, each healthy or not by itself: reads of orders, writes of their statuses, stock. */
export const capabilities = ['import', 'status', 'stock'] as const;
export type Capability = (typeof capabilities)[number];

/**
 * How a capability of a mall stands.
 * `suspect`: calls fail, and it is not certain yet. `down`: nothing is called but by probes. `trickle` (recovering): it answers again, and
 * a growing share of the shops is worked on; none while `silentRounds` is greater than 0.
 */
export type HealthState =
  | {
      readonly kind: 'healthy';
      /** The outage that ended last; absent when there was none. */
      readonly after?: Outage;
      /** Present while answers take long: since when, and how long in ms. Holds nothing back. */
      readonly slow?: { readonly since: EpochMs; readonly answerMs: number };
    }
  | {
      readonly kind: 'suspect';
      /** The first failure of the suspicion. */
      readonly since: EpochMs;
      /** In a row; 0 after a round that was neither good nor bad. */
      readonly badRounds: number;
      /** When the last bad round was judged; absent in rows of a release that did not note it. */
      readonly badAt?: EpochMs;
      /** The outage that ended last; absent when there was none. */
      readonly after?: Outage;
    }
  | {
      readonly kind: 'down';
      /** The first failure: the trouble's start as we measured it. */
      readonly since: EpochMs;
      /** When it became certain. */
      readonly detectedAt: EpochMs;
      /** As in `trickle`. */
      readonly wellBetween?: Stretch;
    }
  | {
      readonly kind: 'trickle';
      readonly since: EpochMs;
      readonly detectedAt: EpochMs;
      /** The first answer after the silence. */
      readonly answeredAt: EpochMs;
      /** Index into the ramp, and when that step began. */
      readonly step: number;
      readonly stepSince: EpochMs;
      /** Rounds in a row that heard no answer. */
      readonly silentRounds: number;
      readonly goodRounds: number;
      /** What the probes of the last round saw; absent in rows of a release that did not note it. */
      readonly lastRound?: {
        readonly at: EpochMs;
        readonly answered: number;
        readonly failed: number;
        /** Absent where none was. */
        readonly throttled?: number;
      };
      /** Since when everything is answered again; absent while something still fails. */
      readonly goodSince?: EpochMs;
      /** The shop for which alone probes failed last, while the mall answered for others; absent where there was none. */
      readonly failingShop?: ShopKey;
      /** The last stretch in which everything was answered before something failed again; absent where there was none. */
      readonly wellBetween?: Stretch;
    };

/** An outage that is over, as we measured it. */
export interface Outage {
  /** The first failure. */
  readonly since: EpochMs;
  readonly detectedAt: EpochMs;
  /** The first answer after the silence; absent in rows of a release that did not note it. */
  readonly answeredAt?: EpochMs;
  /** When the last step of the ramp began, and every shop went on; absent where there were no steps, and in rows of a release that did not note it. */
  readonly freeSince?: EpochMs;
  /** The first moment after which nothing failed any more. */
  readonly until: EpochMs;
  /** As in `HealthState`. */
  readonly wellBetween?: Stretch;
}

/** A part of time, from one moment to another. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** One capability of one mall, as the table holds it. The `outage` pause is this row. */
export interface Health {
  readonly mall: MallName;
  readonly capability: Capability;
  /** Counts up with every write; a write is conditional on the one that was read. */
  readonly version: number;
  readonly state: HealthState;
}

/** A capability of which nothing bad was ever heard. */
export function healthyAtFirst(mall: MallName, capability: Capability): Health {
  return { mall, capability, version: 0, state: { kind: 'healthy' } };
}

/** True while the capability holds work back, whole or in part. */
export function isOut({ state }: Pick<Health, 'state'>): boolean {
  switch (state.kind) {
    case 'healthy':
    case 'suspect':
      return false;
    case 'down':
    case 'trickle':
      return true;
  }
}

/** How many calls ended how. */
export interface Tally {
  readonly answered: number;
  readonly failed: number;
  readonly throttled: number;
}

export const noEvidence: Tally = { answered: 0, failed: 0, throttled: 0 };

/** The sum of tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { answered, failed, throttled }) => ({
      answered: sum.answered + answered,
      failed: sum.failed + failed,
      throttled: sum.throttled + throttled,
    }),
    noEvidence,
  );
}

/** One more verdict; a key's and our own troubles say nothing of the mall. */
export function withVerdict(tally: Tally, verdict: Verdict): Tally {
  switch (verdict) {
    case 'answered':
      return { ...tally, answered: tally.answered + 1 };
    case 'failed':
      return { ...tally, failed: tally.failed + 1 };
    case 'throttled':
      return { ...tally, throttled: tally.throttled + 1 };
    case 'key':
    case 'ours':
      return tally;
  }
}

/** What one run of workers saw, summed in memory and written once. */
export interface EvidenceEntry extends Tally {
  readonly mall: MallName;
  readonly capability: Capability;
  /** When the first of these calls ended: all of them are as young as that. */
  readonly at: EpochMs;
  /** The run that saw it: a repeat of its own write is the same entry. */
  readonly writer: string;
}

/** Clocks that are kept right differ by less. */
const aheadMaxMs = 10 * secondMs;

/**
 * The sum of the evidence that a round may use. An entry dated later than now was written by a fast clock: its age is unknown, and
 * its failures would count until that moment has passed, though all calls have long been answered again.
 */
export function sumSeenBy(now: EpochMs, entries: readonly EvidenceEntry[]): Tally {
  return sumOf(entries.filter(({ at }) => at <= now + aheadMaxMs));
}

/** The share of calls that were answered; null when there was nothing to judge by. A throttled call is no failure and no sign of health. */
export function answeredShare({ answered, failed }: Tally): number | null {
  return answered + failed === 0 ? null : answered / (answered + failed);
}
