import type { Capability } from '../health/capability.ts';
import type { Shop } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { holdingPause, type Pause } from './pause.ts';

/** Whether work that a person asked for may run on a shop now. */
export type ByHand =
  /** `despite` are the pauses a person has set and this work runs under all the same. */
  | { readonly kind: 'allowed'; readonly despite: readonly Pause[] }
  /** The mall cannot be asked at present: work that can wait is queued. */
  | { readonly kind: 'waits'; readonly pause: Pause }
  /** Only somebody who acts changes it. */
  | { readonly kind: 'refused'; readonly pause: Pause };

/**
 * A `manual` pause stops what runs by itself; somebody who asks for work knows what they do. The other causes hold for
 * people too, because the mall would refuse the work: for a time under `outage` and `maintenance`, and for good under
 * `credentials`, which comes first for that reason.
 */
export function decideByHand(
  pauses: readonly Pause[],
  shop: Shop,
  now: EpochMs,
  capability: Capability = 'import',
): ByHand {
  const holding = pauses.filter((pause) => holdingPause([pause], shop, now, capability) !== null);
  const refusing = holding.find((pause) => effectOf(pause) === 'refuses');
  if (refusing) return { kind: 'refused', pause: refusing };
  const delaying = holding.find((pause) => effectOf(pause) === 'delays');
  return delaying ? { kind: 'waits', pause: delaying } : { kind: 'allowed', despite: holding };
}

function effectOf(pause: Pause): 'none' | 'delays' | 'refuses' {
  switch (pause.cause) {
    case 'manual':
      return 'none';
    case 'outage':
    case 'maintenance':
      return 'delays';
    case 'credentials':
      return 'refuses';
  }
}
