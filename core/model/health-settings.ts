import { minuteMs, secondMs } from '../kernel/index.ts';

/** A step of the ramp: how many shops are admitted, and for how long at least. */
export interface RampStep {
  /** At most this share of the shops, the furthest behind first. */
  readonly share: number;
  /** And at most this many shops of the mall in all; absent when only the share counts. */
  readonly shopsMax?: number;
  readonly atLeastMs: number;
}

/** The settings of all that follows from a mall's health: probes, judgement, ramp, mails and audits. */
export interface HealthSettings {
  /** Probes of each capability in one run, and the time between two. */
  readonly probesPerRun: number;
  readonly probeGapMs: number;
  /** Between the probes of two capabilities that begin together: a mall asks for about one call a second and shop. */
  readonly probeStaggerMs: number;
  /** No round of probes starts with less than this left of the run: its time-outs (12 s), the writes after it. */
  readonly probeReserveMs: number;
  /** Shops of a mall that probes may use, and how long they are kept in mind. */
  readonly canaries: number;
  readonly canaryRestMs: number;
  /** A round is bad when at least this many calls failed, and they are at least this share. */
  readonly badFailures: number;
  readonly badShare: number;
  /** Probes that are answered after so long name the mall as slow, until they take half of it. A probe waits for ten seconds, and a mall that is well answers within two. */
  readonly slowAnswerMs: number;
  /** Bad rounds in a row, and the least time since the first failure, before a mall counts as down. */
  readonly badRounds: number;
  readonly badSpanMs: number;
  /** A suspicion ends with a round in which at least this share was answered. */
  readonly clearShare: number;
  /** Rounds in a row without any answer before a ramp falls back. */
  readonly silentRounds: number;
  /** A step of the ramp is left when at least this share was answered. Low: every order that the mall returns is imported. */
  readonly advanceShare: number;
  /** The last step becomes `healthy` after this many rounds in a row with at least this share answered. */
  readonly healthyShare: number;
  readonly healthyRounds: number;
  readonly ramp: readonly RampStep[];
  /**
   * Calls a second, over all shops of a mall, that need no ramp: a confirmed round goes at once to the last step that asks for
   * no more than this.
   */
  readonly lightCallsPerSecond: number;
  /** This many shops of a mall are counted to know what they ask for. */
  readonly shopsCounted: number;
  /** Workers' evidence this old still counts in a round. */
  readonly evidenceSpanMs: number;
  /** The opened mail goes this long after the first failure, and only if it is still down. */
  readonly openedMailAfterMs: number;
  /** A relapse this soon after the all-clear reopens the incident. */
  readonly reopenWithinMs: number;
  /** The all-clear goes this long after the recovery at the latest, with what is open. */
  readonly allClearWithinMs: number;
  /** The audit of an incident is repeated this long after it, for orders that the mall shows late. */
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
  // A mall of 57,000 shops that may each ask once a second is built for hundreds of times as much.
  lightCallsPerSecond: 100,
  // Half of them are light. To count more would cost more reads than the first two minutes of a ramp are worth.
  shopsCounted: 200,
  evidenceSpanMs: 2 * minuteMs,
  openedMailAfterMs: 5 * minuteMs,
  reopenWithinMs: 60 * minuteMs,
  allClearWithinMs: 60 * minuteMs,
  secondAuditAfterMs: 24 * 60 * minuteMs,
};

/** How long an outage lasts before merchants get the opened mail, in words. */
export const openedMailAfterText = `${defaultHealthSettings.openedMailAfterMs / minuteMs} minutes`;
