import { createHash } from 'node:crypto';
import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import type { Health } from './health.ts';
import type { HealthSettings, RampStep } from './settings.ts';

/** How many of `shops` shops may be worked on now, of those that one run of one of `shards` shards has before it. */
export function shopsLetThrough(
  { state }: Pick<Health, 'state'>,
  shops: number,
  shards: number,
  settings: Pick<HealthSettings, 'ramp'>,
): number {
  switch (state.kind) {
    case 'healthy':
    case 'suspect':
      return shops;
    case 'down':
      return 0;
    case 'trickle':
      return shopsOfStep(settings.ramp[state.step], shops, shards);
  }
}

/** The same for a step of the ramp; all of them when there is no such step. */
export function shopsOfStep(step: RampStep | undefined, shops: number, shards: number): number {
  if (step === undefined) return shops;
  const byShare = Math.ceil(shops * step.share);
  // A few shops of the whole mall: each shard takes its part, and at least one.
  const few = step.shopsMax === undefined ? byShare : Math.max(1, Math.floor(step.shopsMax / shards));
  return Math.min(shops, byShare, few);
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
