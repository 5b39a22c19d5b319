import { type Pause, pausesOf, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { isOutdated } from './pause-words.ts';

/** The pauses that hold work of these shops now: none of a key, or of its function that is off, whose shop has had another key since. */
export async function pausesNow(
  { pauses, clock }: Pick<Ports, 'pauses' | 'clock'>,
  shops: readonly Shop[],
): Promise<Pause[]> {
  return pausesOf(await pauses.standing(), clock.now()).filter((pause) => !isOutdated(pause, shops));
}
