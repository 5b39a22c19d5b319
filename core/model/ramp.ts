import { createHash } from 'node:crypto';
import { type EpochMs, minuteMs, secondMs } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/**
 * How many of `shops` shops a step of the ramp lets through, of those that one run of one of `shards` shards has before it; all of them
 * when there is no such step.
 */
export function shopsOfStep(step: RampStep | undefined, shops: number, shards: number): number {
  if (step === undefined) return shops;
  const byShare = Math.ceil(shops * step.share);
  // A few shops of the whole mall: each shard takes its part, and at least one.
  const few = step.shopsMax === undefined ? byShare : Math.max(1, Math.floor(step.shopsMax / shards));
  return Math.min(shops, byShare, few);
}

/**
 * The last step that asks the mall for what is light: an installation that is small as a whole passes at once, a large one step by
 * step.
 *
 * @param callsPerSecond of all shops of the mall together; null where there are more of them than are counted
 */
export function lightStep(
  callsPerSecond: number | null,
  { ramp, lightCallsPerSecond }: Pick<HealthSettings, 'ramp' | 'lightCallsPerSecond'>,
): number {
  if (callsPerSecond === null) return 0;
  return Math.max(
    0,
    ramp.findLastIndex(({ share }) => callsPerSecond * share <= lightCallsPerSecond),
  );
}

/** A shop's place on the ramp, in [0, 1), the same in every run: it passes while the step's share is greater. */
export function placeOnRamp(shop: ShopKey): number {
  return createHash('sha256').update(shop).digest().readUInt32BE() / 2 ** 32;
}

/** The step reached by a ramp that began at a given moment and advances by time alone. */
export function stepSince(began: EpochMs, now: EpochMs, ramp: readonly RampStep[]): number {
  let ends = began;
  const reached = ramp.findIndex(({ atLeastMs }) => {
    ends += atLeastMs;
    return now < ends;
  });
  return reached === -1 ? Math.max(0, ramp.length - 1) : reached;
}

/** A step of the ramp: how many shops are admitted, and for how long at least. */
export interface RampStep {
  /** At most this share of the shops, the furthest behind first. */
  readonly share: number;
  /** And at most this many shops of the mall in all; absent when only the share counts. */
  readonly shopsMax?: number;
  readonly atLeastMs: number;
}

/** The settings for the judgement of a mall's health. */
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
