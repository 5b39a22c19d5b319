import { minuteMs, secondMs } from '../kernel/index.ts';

export interface RampStep {
  readonly share: number;
  /** Maximum shops of the mall; absent: only the share counts. */
  readonly shopsMax?: number;
  readonly atLeastMs: number;
}

export interface HealthSettings {
  /** Probes of a capability per run, and the time between two. */
  readonly probesPerRun: number;
  readonly probeGapMs: number;
  /** Malls ask for about one call a second and shop. */
  readonly probeStaggerMs: number;
  /** Time left to start a round: time-outs (12 s) and writes. */
  readonly probeReserveMs: number;
  /** Shops of a mall that probes may use, and how long they are remembered. */
  readonly canaries: number;
  readonly canaryRestMs: number;
  /** Minimum number and share of failed calls in a bad round. */
  readonly badFailures: number;
  readonly badShare: number;
  /** Slow answers, reported until probes take half of this. Probes wait ten seconds; healthy malls answer within two. */
  readonly slowAnswerMs: number;
  /** Bad rounds in a row, and time since the first failure, before a mall is down. */
  readonly badRounds: number;
  readonly badSpanMs: number;
  /** Share of answers that ends a suspicion. */
  readonly clearShare: number;
  /** Rounds without any answer after which a ramp falls back. */
  readonly silentRounds: number;
  /** Share of answers that advances the ramp. Low, because every order returned is imported. */
  readonly advanceShare: number;
  /** Rounds in a row with this share of answers after which the last step becomes `healthy`. */
  readonly healthyShare: number;
  readonly healthyRounds: number;
  readonly ramp: readonly RampStep[];
  /** Calls a second of a mall's shops that need no ramp: a confirmed round skips to the last step within. */
  readonly lightCallsPerSecond: number;
  readonly shopsCounted: number;
  readonly evidenceSpanMs: number;
  /** Delay of the opened mail after the first failure; sent only if still down. */
  readonly openedMailAfterMs: number;
  /** A relapse this soon after the all-clear reopens the incident. */
  readonly reopenWithinMs: number;
  /** Latest all-clear after the recovery, naming what is open. */
  readonly allClearWithinMs: number;
  /** Delay of the second audit, for orders shown late. */
  readonly secondAuditAfterMs: number;
}

export const defaultHealthSettings: HealthSettings = {
  probesPerRun: 4,
  probeGapMs: 12 * secondMs,
  probeStaggerMs: secondMs,
  probeReserveMs: 15 * secondMs,
  canaries: 20,
  canaryRestMs: 10 * minuteMs,
  badFailures: 2,
  badShare: 0.5,
  slowAnswerMs: 5 * secondMs,
  badRounds: 2,
  badSpanMs: minuteMs,
  clearShare: 0.8,
  silentRounds: 2,
  advanceShare: 0.25,
  healthyShare: 0.95,
  healthyRounds: 5,
  ramp: [
    { share: 0.1, shopsMax: 3, atLeastMs: 2 * minuteMs },
    { share: 0.1, atLeastMs: 3 * minuteMs },
    { share: 0.5, atLeastMs: 2 * minuteMs },
    { share: 1, atLeastMs: 0 },
  ],
  // A mall of 57,000 shops, each with one call a second, can take hundreds of times as much.
  lightCallsPerSecond: 100,
  // Half of them are light. Counting more is not worth its reads.
  shopsCounted: 200,
  evidenceSpanMs: 2 * minuteMs,
  openedMailAfterMs: 5 * minuteMs,
  reopenWithinMs: 60 * minuteMs,
  allClearWithinMs: 60 * minuteMs,
  secondAuditAfterMs: 24 * 60 * minuteMs,
};

export const openedMailAfterText = `${defaultHealthSettings.openedMailAfterMs / minuteMs} minutes`;
