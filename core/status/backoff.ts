import type { TsunagiError } from '../errors.ts';
import type { EpochMs } from '../units.ts';

/** At most this part of a wait is added by chance, so that what failed together does not come back together. */
const jitterShare = 1 / 4;

/**
 * How long a push rests after a call for it was surely not applied: twice as long each time, never shorter than the mall asked
 * for. `chance` is in [0, 1).
 */
export function retryWaitMs(
  tries: number,
  error: TsunagiError | null,
  chance: number,
  settings: { readonly retryWaitMs: number; readonly retryWaitMaxMs: number },
): number {
  const doubled = settings.retryWaitMs * 2 ** Math.max(0, tries - 1);
  const wait = Math.max(Math.min(doubled, settings.retryWaitMaxMs), error?.context.retryAfterMs ?? 0);
  return Math.round(wait * (1 + chance * jitterShare));
}

/** How long a push rests that waits for the mall: as long again as it has waited, so that the waits double without a count. */
export function mallWaitMs(
  requestedAt: EpochMs,
  now: EpochMs,
  chance: number,
  settings: { readonly mallWaitMs: number; readonly mallWaitMaxMs: number },
): number {
  const wait = Math.min(Math.max(now - requestedAt, settings.mallWaitMs), settings.mallWaitMaxMs);
  return Math.round(wait * (1 + chance * jitterShare));
}
