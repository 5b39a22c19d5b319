import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import type { Capability } from './capability.ts';

/**
 * How a capability of a mall stands.
 * `suspect`: calls fail, and it is not certain yet. `down`: nothing is called but by probes. `trickle`: it answers again, and
 * a growing share of the shops is worked on; none while `silentRounds` is greater than 0.
 */
export type HealthState =
  | {
      readonly kind: 'healthy';
      /** The outage that ended last; absent when none was heard of. */
      readonly after?: Outage;
    }
  | {
      readonly kind: 'suspect';
      /** The first failure of the suspicion. */
      readonly since: EpochMs;
      /** In a row; 0 after a round that was neither good nor bad. */
      readonly badRounds: number;
    }
  | {
      readonly kind: 'down';
      /** The first failure: the trouble's start as we measured it. */
      readonly since: EpochMs;
      /** When it became certain. */
      readonly detectedAt: EpochMs;
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
    };

/** An outage that is over, as we measured it. */
export interface Outage {
  /** The first failure. */
  readonly since: EpochMs;
  readonly detectedAt: EpochMs;
  /** The first moment after which nothing failed any more. */
  readonly until: EpochMs;
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
