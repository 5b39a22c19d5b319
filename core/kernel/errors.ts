import { type ErrorCode, type FailureClass, failureClasses, type Verdict } from './failures.ts';
import { sentence, sentences, type Words } from './text.ts';

/**
 * The caller's next step. `never`: the same call fails again. `later`: may succeed later. `after-pause`: once a person has acted (a new
 * key, a switched-on function) or the shop's pause is lifted.
 */
export type RetryIntent = 'never' | 'later' | 'after-pause';

export type KeyErrorCode = Extract<ErrorCode, `key.${string}`>;

/** Fields that may travel with an error: an allow-list, so that none carries a buyer's data or a key. */
export interface SafeContext {
  readonly shop?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly mallCodes?: readonly string[];
  readonly requestId?: string;
  readonly orderNumber?: string;
  readonly retryAfterMs?: number;
  /** The mall's name for the switch, with `key.function-off`; absent if there is none. */
  readonly function?: string;
  /** Set on a refusal of the shop, not of the call's content: no call of the kind succeeds before a person acts. */
  readonly concerns?: 'shop';
  /** False if the call was not sent: no token, an earlier failure of the same change, or a used-up quota that Tsunagi counts. */
  readonly sent?: false;
}

/**
 * A failure that the caller can act on. `message` is one sentence for people, without personal data or keys. `words` is the same,
 * translatable.
 */
export class TsunagiError extends Error {
  readonly code: ErrorCode;
  readonly retry: RetryIntent;
  readonly context: SafeContext;
  readonly words: Words;
  // Private, so that nothing that prints an error's fields can print the evidence.
  readonly #evidence: string;

  constructor(
    code: ErrorCode,
    retry: RetryIntent,
    words: Words,
    context: SafeContext = {},
    options: ErrorOptions & { readonly evidence?: string } = {},
  ) {
    super(String(words), options);
    this.#evidence = options.evidence ?? '';
    this.name = 'TsunagiError';
    this.code = code;
    this.retry = retry;
    this.context = context;
    this.words = words;
  }

  /** The received content that could not be understood. May hold personal data: keep in a row, never log. */
  evidence(): string {
    return this.#evidence;
  }
}

function failureClassOf(error: unknown): FailureClass | null {
  return error instanceof TsunagiError ? failureClasses[error.code] : null;
}

export function isMallTrouble(error: unknown): boolean {
  return failureClassOf(error)?.blame === 'mall';
}

/** Whether one order or item may be to blame, so that the others can be requested without it. */
export function blamesContent(error: unknown): error is TsunagiError {
  return failureClassOf(error)?.blame === 'content';
}

/** Judges the end of a call for the mall's health: null if answered, else the error thrown. */
export function verdictOf(error: unknown): Verdict {
  return error === null ? 'answered' : (failureClassOf(error)?.verdict ?? 'ours');
}

/** True for a failure without an answer of the mall; our own network may be to blame. */
export function isUnheard(error: unknown): boolean {
  return failureClassOf(error)?.heard === false;
}

/**
 * Whether a failed change may have been applied, or may still be: nothing is sent again before the mall is read. True for a defect, too.
 */
export function mayBeApplied(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return true;
  const { status, sent } = error.context;
  if (sent === false) return false;
  const { applied } = failureClasses[error.code];
  return applied === 'maybe' || (applied === 'by-status' && (status === undefined || status >= 500));
}

/** True for a defect of ours, which is no evidence about mall or store. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof TsunagiError);
}

/** True when the mall refuses the shop's key or a switch of the shop: the shop pauses, and the mall counts as healthy. */
export function isKeyTrouble(error: unknown): boolean {
  return error instanceof TsunagiError && (error.code === 'key.refused' || error.code === 'key.function-off');
}

/** True for a call refused by a code though no order or item of it can be the cause. */
export function isRefusing(error: unknown): error is TsunagiError & { readonly code: 'mall.refusing' } {
  return error instanceof TsunagiError && error.code === 'mall.refusing';
}

/** True for a refusal of the shop, such as one whose stock the mall does not keep: no item is to blame. */
export function refusesShop(
  error: unknown,
): error is TsunagiError & { readonly context: { readonly concerns: 'shop' } } {
  return error instanceof TsunagiError && error.code === 'mall.refused' && error.context.concerns === 'shop';
}

export function keyErrorCode({ code }: TsunagiError): KeyErrorCode | null {
  switch (code) {
    case 'key.refused':
    case 'key.function-off':
    case 'key.unreadable':
      return code;
    default:
      return null;
  }
}

export function codesText({ code, context }: TsunagiError): string {
  return [code, ...(context.mallCodes ?? [])].join(', ');
}

export class InputError extends TsunagiError {
  readonly problems: readonly string[];

  constructor(what: Words, problems: readonly Words[]) {
    const lines = problems.map((problem) => sentence`  - ${problem}`);
    super('input.invalid', 'never', sentence`${what}:\n${sentences(lines, '\n')}`);
    this.name = 'InputError';
    this.problems = problems.map(String);
  }
}

/** Leaves out the message, which may quote an order or a key. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

export function codeOrName(error: unknown): string {
  return error instanceof TsunagiError ? error.code : errorName(error);
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: TsunagiError };

/** Returns a thrown failure as a result. */
export async function attempt<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, error: error instanceof TsunagiError ? error : unforeseen(error) };
  }
}

/** Leaves out a parser's message, which quotes input that may be an order. */
function unforeseen(error: unknown): TsunagiError {
  const name = errorName(error);
  const said = error instanceof Error && !(error instanceof SyntaxError) ? `: ${error.message}` : '';
  return new TsunagiError(
    'aws.failing',
    'never',
    sentence`It failed in a way this program does not know (${name}${said}). Please report it.`,
    {},
    { cause: error },
  );
}

export function valueOrNull<T>(result: Result<T>): T | null {
  return result.ok ? result.value : null;
}
