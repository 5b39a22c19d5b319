import { type EpochMs, secondMs, type Verdict } from '../kernel/index.ts';
import type { MallName, ShopKey } from './shop.ts';

/** Abilities of a mall, each with its own health: reading orders, writing their statuses, stock. */
export const capabilities = ['import', 'status', 'stock'] as const;
export type Capability = (typeof capabilities)[number];

/**
 * `suspect`: calls fail, uncertainly. `down`: only probes call. `trickle` (recovering): answers again, and a growing share of shops is
 * worked on; none while `silentRounds` > 0.
 */
export type HealthState =
  | {
      readonly kind: 'healthy';
      readonly after?: Outage;
      /** Present while answers are slow (duration in ms). Holds nothing back. */
      readonly slow?: { readonly since: EpochMs; readonly answerMs: number };
    }
  | {
      readonly kind: 'suspect';
      /** First failure of the suspicion. */
      readonly since: EpochMs;
      /** Bad rounds in a row; 0 after a round neither good nor bad. */
      readonly badRounds: number;
      /** Last bad round; absent in rows of older releases. */
      readonly badAt?: EpochMs;
      readonly after?: Outage;
    }
  | {
      readonly kind: 'down';
      /** First failure. */
      readonly since: EpochMs;
      readonly detectedAt: EpochMs;
      /** Stretch as in `trickle`. */
      readonly wellBetween?: Stretch;
    }
  | {
      readonly kind: 'trickle';
      readonly since: EpochMs;
      readonly detectedAt: EpochMs;
      readonly answeredAt: EpochMs;
      /** Index into the ramp, and the start of that step. */
      readonly step: number;
      readonly stepSince: EpochMs;
      /** Silent rounds in a row. */
      readonly silentRounds: number;
      readonly goodRounds: number;
      /** Probes of the last round; absent in rows of older releases. */
      readonly lastRound?: {
        readonly at: EpochMs;
        readonly answered: number;
        readonly failed: number;
        readonly throttled?: number;
      };
      /** Start of full answers; absent while anything fails. */
      readonly goodSince?: EpochMs;
      /** The one shop behind the last round's failures while the mall answered others. */
      readonly failingShop?: ShopKey;
      /** Last stretch of full answers before another failure, if any. */
      readonly wellBetween?: Stretch;
    };

export interface Outage {
  /** First failure. */
  readonly since: EpochMs;
  readonly detectedAt: EpochMs;
  /** First answer; absent in rows of older releases. */
  readonly answeredAt?: EpochMs;
  /** Start of the ramp's last step, with all shops; absent without steps, and in rows of older releases. */
  readonly freeSince?: EpochMs;
  /** First moment after the last failure. */
  readonly until: EpochMs;
  readonly wellBetween?: Stretch;
}

export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A capability's row, which is also the `outage` pause. */
export interface Health {
  readonly mall: MallName;
  readonly capability: Capability;
  readonly version: number;
  readonly state: HealthState;
}

export function healthyAtFirst(mall: MallName, capability: Capability): Health {
  return { mall, capability, version: 0, state: { kind: 'healthy' } };
}

/** True while the capability holds any work back. */
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

export interface Tally {
  readonly answered: number;
  readonly failed: number;
  readonly throttled: number;
}

export const noEvidence: Tally = { answered: 0, failed: 0, throttled: 0 };

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

/** Adds a verdict; trouble of keys or our own says nothing of the mall. */
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

/** Evidence of one run of workers, written once. */
export interface EvidenceEntry extends Tally {
  readonly mall: MallName;
  readonly capability: Capability;
  /** End of the first of these calls. */
  readonly at: EpochMs;
  /** The run, so that a repeated write is the same entry. */
  readonly writer: string;
}

/** Well-kept clocks differ by less. */
const aheadMaxMs = 10 * secondMs;

/** Skips entries from the future, written by a fast clock: their age is unknown, and failures would count for too long. */
export function sumSeenBy(now: EpochMs, entries: readonly EvidenceEntry[]): Tally {
  return sumOf(entries.filter(({ at }) => at <= now + aheadMaxMs));
}

/** Share of answers; null without evidence. A throttled call is neither failure nor sign of health. */
export function answeredShare({ answered, failed }: Tally): number | null {
  return answered + failed === 0 ? null : answered / (answered + failed);
}
