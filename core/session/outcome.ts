import { type EpochMs, mayBeApplied, TsunagiError } from '../kernel/index.ts';
import type { OrderAnswer } from '../ports/index.ts';
import type { WorkSettings } from './work-settings.ts';

export type Attempt =
  | { readonly kind: 'none'; readonly error: TsunagiError | null }
  | {
      readonly kind: 'answered';
      readonly operation: string;
      readonly answer: OrderAnswer;
      readonly requestId: string | null;
    }
  /** The answer omits the order. */
  | { readonly kind: 'silent'; readonly operation: string; readonly requestId: string | null }
  | { readonly kind: 'threw'; readonly operation: string; readonly error: TsunagiError }
  /** An internal failure around the call, which may have been made. */
  | { readonly kind: 'broke'; readonly operation: string };

/** True if the call may be, or become, applied. */
export function leftOpen(attempt: Attempt): boolean {
  if (attempt.kind === 'silent' || attempt.kind === 'broke') return true;
  if (attempt.kind === 'answered') return attempt.answer.mayBeDoubled === true;
  return attempt.kind === 'threw' && mayBeApplied(attempt.error);
}

export function codeOf(attempt: Attempt): string | null {
  if (attempt.kind === 'threw') return attempt.error.code;
  return attempt.kind === 'answered' ? attempt.answer.code : null;
}

/** True if no call can succeed before something outside changes: a refused key, a pause. */
export function holdsEverything(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return false;
  return error.code === 'key.refused' || error.code === 'key.unreadable' || error.code === 'shop.held';
}

/** True for a function that is off; others of the shop may work. */
export function isFunctionOff(error: unknown): boolean {
  return error instanceof TsunagiError && error.code === 'key.function-off';
}

export const defectCode = 'defect';

/** Longer texts are not the mall's fixed words. */
export const mallWordsMax = 200;

/** Random share of a wait, so that simultaneous failures do not retry together. */
const jitterShare = 1 / 4;

/** Wait after a call certainly not applied: doubles, at least what the mall asked. `chance` is in [0, 1). */
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

/** A wait as long as the time since `since`, within bounds: doubles without a counter. */
export function asLongAgainMs(since: EpochMs, now: EpochMs, leastMs: number, mostMs: number): number {
  return Math.min(Math.max(now - since, leastMs), mostMs);
}

/** `chance` is in [0, 1). */
export function mallWaitMs(
  requestedAt: EpochMs,
  now: EpochMs,
  chance: number,
  settings: { readonly mallWaitMs: number; readonly mallWaitMaxMs: number },
): number {
  const wait = asLongAgainMs(requestedAt, now, settings.mallWaitMs, settings.mallWaitMaxMs);
  return Math.round(wait * (1 + chance * jitterShare));
}
