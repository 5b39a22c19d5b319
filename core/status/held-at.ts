import type { EpochMs } from '../units.ts';
import type { Push } from './push.ts';

/** When a pause last held a push, by its trail; null when none did. Once it is confirmed, it was freed. */
export function heldAt({ trail }: Pick<Push, 'trail'>): EpochMs | null {
  return trail.findLast(({ what }) => what === 'held')?.at ?? null;
}
