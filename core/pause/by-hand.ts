import type { Shop } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { holdingPause, type Pause } from './pause.ts';

/** Whether work that a person asked for may run on a shop now. */
export type ByHand =
  /** `despite` are the pauses a person has set and this work runs under all the same. */
  | { readonly kind: 'allowed'; readonly despite: readonly Pause[] }
  | { readonly kind: 'refused'; readonly pause: Pause };

/**
 * A `manual` pause stops what runs by itself; somebody who asks for work knows what they do. The other causes hold for
 * people too, because the mall would refuse the work.
 */
export function decideByHand(pauses: readonly Pause[], shop: Shop, now: EpochMs): ByHand {
  const holding = pauses.filter((pause) => holdingPause([pause], shop, now) !== null);
  const refusing = holding.find((pause) => !runsByHand(pause));
  return refusing ? { kind: 'refused', pause: refusing } : { kind: 'allowed', despite: holding };
}

function runsByHand(pause: Pause): boolean {
  switch (pause.cause) {
    case 'manual':
      return true;
    case 'outage':
    case 'maintenance':
    case 'credentials':
      return false;
  }
}
