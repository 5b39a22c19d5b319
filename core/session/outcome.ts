import { type EpochMs, mayBeApplied, TsunagiError } from '../kernel/index.ts';
import type { OrderAnswer } from '../ports/index.ts';
import type { WorkSettings } from './work-settings.ts';

/** The outcome of the call that a request needed. */
export type Attempt =
  /** No call was made: time ran out, or `error` stopped it. */
  | { readonly kind: 'none'; readonly error: TsunagiError | null }
  | {
      readonly kind: 'answered';
      readonly operation: string;
      readonly answer: OrderAnswer;
      readonly requestId: string | null;
    }
  /** The mall answered without this order. */
  | { readonly kind: 'silent'; readonly operation: string; readonly requestId: string | null }
  | { readonly kind: 'threw'; readonly operation: string; readonly error: TsunagiError }
  /** An internal failure around the call: it may have been made. */
  | { readonly kind: 'broke'; readonly operation: string };

/** True for an attempt whose call may have been applied, or may still be. */
export function leftOpen(attempt: Attempt): boolean {
  if (attempt.kind === 'silent' || attempt.kind === 'broke') return true;
  if (attempt.kind === 'answered') return attempt.answer.mayBeDoubled === true;
  return attempt.kind === 'threw' && mayBeApplied(attempt.error);
}

/** The code of an answer or an error; null where there is none. */
export function codeOf(attempt: Attempt): string | null {
  if (attempt.kind === 'threw') return attempt.error.code;
  return attempt.kind === 'answered' ? attempt.answer.code : null;
}

/** True if no further call can succeed until something outside changes: a refused key, a pause. */
export function holdsEverything(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return false;
  return error.code === 'key.refused' || error.code === 'key.unreadable' || error.code === 'shop.held';
}

/** True for a function of the mall that the shop has not switched on; other functions may work. */
export function isFunctionOff(error: unknown): boolean {
  return error instanceof TsunagiError && error.code === 'key.function-off';
}

/** The code by which a row names a defect of our own. */
export const defectCode = 'defect';

/** The mall's words are fixed texts; longer ones are something else. */
export const mallWordsMax = 200;

/** At most this part of a wait is added at random, so that what failed together is not retried together. */
const jitterShare = 1 / 4;

/** The wait after a call that was certainly not applied: doubles each time, and is at least what the mall asked for. `chance` is in [0, 1). */
export function retryWaitMs(
  tries: number,
  error: TsunagiError | null,
  chance: number,
  settings: Pick<WorkSettings, 'retryWaitMs' | 'retryWaitMaxMs'>,
): number {
  const doubled = settings.retryWaitMs * 2 ** Math.max(0, tries - 1);
  const wait = Math.max(Math.min(doubled, settings.retryWaitMaxMs), error?.context.retryAfterMs ?? 0);
  return Math.round(wait * (1 + chance * jitterShare));
}

/** A wait as long as the time since `since`, within bounds: waits double without a counter. */
export function asLongAgainMs(since: EpochMs, now: EpochMs, leastMs: number, mostMs: number): number {
  return Math.min(Math.max(now - since, leastMs), mostMs);
}

/** How long a request waits for the mall. `chance` is in [0, 1). */
export function mallWaitMs(
  requestedAt: EpochMs,
  now: EpochMs,
  chance: number,
  settings: { readonly mallWaitMs: number; readonly mallWaitMaxMs: number },
): number {
  const wait = asLongAgainMs(requestedAt, now, settings.mallWaitMs, settings.mallWaitMaxMs);
  return Math.round(wait * (1 + chance * jitterShare));
}
