import type { Health } from './health.ts';
import type { HealthSettings } from './settings.ts';

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
    case 'trickle': {
      const step = settings.ramp[state.step];
      if (step === undefined) return shops;
      const byShare = Math.ceil(shops * step.share);
      // A few shops of the whole mall: each shard takes its part, and at least one.
      const few = step.shopsMax === undefined ? byShare : Math.max(1, Math.floor(step.shopsMax / shards));
      return Math.min(shops, byShare, few);
    }
  }
}
