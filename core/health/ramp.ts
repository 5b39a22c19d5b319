import { createHash } from 'node:crypto';
import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import type { HealthSettings, RampStep } from './settings.ts';

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

/** The step that a ramp has reached which began at a moment and goes by time alone. */
export function stepSince(began: EpochMs, now: EpochMs, ramp: readonly RampStep[]): number {
  let ends = began;
  const reached = ramp.findIndex(({ atLeastMs }) => {
    ends += atLeastMs;
    return now < ends;
  });
  return reached === -1 ? Math.max(0, ramp.length - 1) : reached;
}
