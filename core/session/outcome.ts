import { type EpochMs, isKeyTrouble, TsunagiError } from '../kernel/index.ts';
import type { OrderAnswer } from '../ports/index.ts';

/** What came of the call that a push needed. */
export type Attempt =
  /** No call was made: the time was out, or the mall failed before its turn came; `error` says what stopped it. */
  | { readonly kind: 'none'; readonly error: TsunagiError | null }
  | {
      readonly kind: 'answered';
      readonly operation: string;
      readonly answer: OrderAnswer;
      readonly requestId: string | null;
    }
  /** The mall answered and said nothing of this order. */
  | { readonly kind: 'silent'; readonly operation: string; readonly requestId: string | null }
  | { readonly kind: 'threw'; readonly operation: string; readonly error: TsunagiError }
  /** Something of ours broke around the call: it may have been made. */
  | { readonly kind: 'broke'; readonly operation: string };

/**
 * Whether a call that changes orders, and that ended with this error, may have been applied or may still be: then nothing is
 * sent again before the mall was looked at.
 *
 * False only where it is sure that the mall did not act:
 * - `mall.unreachable`: there was no connection, so nothing was sent.
 * - `mall.throttled` under a status below 500: 429 says that the call was not looked at. Where an installation counts another
 *   status as throttling, 503 say, anything between us and the mall may have sent it, behind the mall's back.
 * - `mall.refused`: the mall read the call and said no to all of it, by a code.
 * - `key.…`: the gateway stands before the functions, and turned the call away.
 * - `input.invalid`: our client did not send it.
 * - `store.…`, `bus.…`, `queue.…`, `mail.…`, `aws.…`, `shop.…`, `order.…`, `push.…`: a client of a mall never ends a call
 *   with one of these. Whatever came before the call failed, and it was not made.
 *
 * True for everything else: a time-out or a broken connection, an answer of the mall's own trouble (5xx, 409, a system
 * error under any status), a page, and an answer that cannot be read or is too long. None of them tells how far the mall had
 * come. What is no `TsunagiError` is a defect of ours, somewhere around the call: true.
 */
export function leavesOpen(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return true;
  switch (error.code) {
    case 'mall.timeout':
    case 'mall.reset':
    case 'mall.failing':
    case 'mall.not-json':
    case 'mall.unreadable':
    case 'mall.too-large':
      return true;
    case 'mall.throttled':
      return error.context.status === undefined || error.context.status >= 500;
    case 'mall.unreachable':
    case 'mall.refused':
    case 'key.refused':
    case 'key.function-off':
    case 'key.unreadable':
    case 'store.failing':
    case 'bus.failing':
    case 'queue.failing':
    case 'mail.failing':
    case 'aws.no-region':
    case 'aws.no-credentials':
    case 'aws.not-allowed':
    case 'aws.unreachable':
    case 'aws.failing':
    case 'input.invalid':
    case 'shop.unknown':
    case 'shop.held':
    case 'order.unknown':
    case 'order.changing':
    case 'push.unknown':
    case 'push.changing':
      return false;
  }
}

/** True for an attempt whose call may have been applied, or may still be, though nothing says so. */
export function leftOpen(attempt: Attempt): boolean {
  if (attempt.kind === 'silent' || attempt.kind === 'broke') return true;
  return attempt.kind === 'threw' && leavesOpen(attempt.error);
}

/** True for an error that nobody foresaw: it says nothing of the mall or the store, only that we are wrong. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof TsunagiError);
}

/** True when no call can pass any more before somebody or something outside changes: a refused key, a pause. */
export function holdsEverything(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return false;
  return error.code === 'key.refused' || error.code === 'key.unreadable' || error.code === 'shop.held';
}

/** True for a function of the mall that the shop has not switched on: it says nothing of the others. */
export function isFunctionOff(error: unknown): boolean {
  return isKeyTrouble(error) && (error as TsunagiError).code === 'key.function-off';
}

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
