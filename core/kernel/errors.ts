import { type ErrorCode, type FailureClass, failureClasses, type Verdict } from './failures.ts';
import { sentence, sentences, type Words } from './text.ts';

/**
 * What the caller must do next:
 * `never`: the same call will fail again. `later`: it may succeed later. `after-pause`: only once a person has acted
 * (a new key, a switched-on function) or the pause that holds the shop is lifted.
 */
export type RetryIntent = 'never' | 'later' | 'after-pause';

/** The codes of problems with a shop's key, or with what the mall lets it do. */
export type KeyErrorCode = Extract<ErrorCode, `key.${string}`>;

/** Fields that may travel with an error. An allow-list, so that an error never carries a buyer's data or a key. */
export interface SafeContext {
  readonly shop?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly mallCodes?: readonly string[];
  readonly requestId?: string;
  readonly orderNumber?: string;
  readonly retryAfterMs?: number;
  /** Of `key.function-off`: the function, as its switch is named at the mall; absent if the mall has no such switch. */
  readonly function?: string;
  /** Of a refusal: it concerns the shop, not the content of the call. No other call of the kind succeeds before a person acts. */
  readonly concerns?: 'shop';
  /** False where the call itself was not sent: it got no token, an earlier one of the same change failed, or a quota that we count is used up. */
  readonly sent?: false;
}

/**
 * A failure the caller can act on. `message` is one sentence in the reader's words and never holds personal data or a key;
 * `code` is for programs, `retry` is what to do next. `words` are the message as it can be said in another language.
 */
export class TsunagiError extends Error {
  readonly code: ErrorCode;
  readonly retry: RetryIntent;
  readonly context: SafeContext;
  readonly words: Words;
  // Private, so that nothing that prints an error's fields can print it.
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

  /** The received content that could not be understood; may hold personal data: keep it in a row, never log it. */
  evidence(): string {
    return this.#evidence;
  }
}

/** What a failure means; null for an unforeseen error. */
function failureClassOf(error: unknown): FailureClass | null {
  return error instanceof TsunagiError ? failureClasses[error.code] : null;
}

/** True for every failure of the mall itself, as opposed to a key, an input or our own store. */
export function isMallTrouble(error: unknown): boolean {
  return failureClassOf(error)?.blame === 'mall';
}

/** True for an answer that one order or item of the call can cause: the others may be requested without it. */
export function blamesContent(error: unknown): error is TsunagiError {
  return failureClassOf(error)?.blame === 'content';
}

/** Judges the end of a call for the mall's health: null when it was answered, else what it threw. */
export function verdictOf(error: unknown): Verdict {
  return error === null ? 'answered' : (failureClassOf(error)?.verdict ?? 'ours');
}

/** True for a failure without an answer of the mall: it may also be our own network. */
export function isUnheard(error: unknown): boolean {
  return failureClassOf(error)?.heard === false;
}

/**
 * Whether a changing call that ended with this error may have been applied, or may still be: then nothing is sent again before the mall is
 * read. True for an unforeseen error, which is a defect somewhere around the call.
 */
export function mayBeApplied(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return true;
  const { status, sent } = error.context;
  if (sent === false) return false;
  const { applied } = failureClasses[error.code];
  return applied === 'maybe' || (applied === 'by-status' && (status === undefined || status >= 500));
}

/** True for an unforeseen error: a defect in our code, and no evidence about mall or store. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof TsunagiError);
}

/** True when the mall refuses the shop's key or one of its switches: the shop pauses, and the mall is healthy. */
export function isKeyTrouble(error: unknown): boolean {
  return error instanceof TsunagiError && (error.code === 'key.refused' || error.code === 'key.function-off');
}

/** True for a call that the mall refuses by a code, though it holds nothing of one order or item. */
export function isRefusing(error: unknown): error is TsunagiError & { readonly code: 'mall.refusing' } {
  return error instanceof TsunagiError && error.code === 'mall.refusing';
}

/** True for a refusal that is about the shop, such as one whose stock the mall does not keep: no item of a call is to blame. */
export function refusesShop(
  error: unknown,
): error is TsunagiError & { readonly context: { readonly concerns: 'shop' } } {
  return error instanceof TsunagiError && error.code === 'mall.refused' && error.context.concerns === 'shop';
}

/** The code of an error about a shop's key; null for every other error. */
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

/** What a person can look up of a failure: its code, and those of the mall. */
export function codesText({ code, context }: TsunagiError): string {
  return [code, ...(context.mallCodes ?? [])].join(', ');
}

/** Bad input found by a person's command or file: every problem at once. */
export class InputError extends TsunagiError {
  readonly problems: readonly string[];

  constructor(what: Words, problems: readonly Words[]) {
    const lines = problems.map((problem) => sentence`  - ${problem}`);
    super('input.invalid', 'never', sentence`${what}:\n${sentences(lines, '\n')}`);
    this.name = 'InputError';
    this.problems = problems.map(String);
  }
}

/** The kind of an error, without its message: a message that is not ours may quote an order or a key. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Names a failure in a log or a row: by its code, or by its name where it is a defect. */
export function codeOrName(error: unknown): string {
  return error instanceof TsunagiError ? error.code : errorName(error);
}

/** A value, or the reason why it could not be determined. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: TsunagiError };

/**
 * Reads something, and returns a failure as a result like any other: so that one failure does not keep the caller
 * from the next item.
 */
export async function attempt<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, error: error instanceof TsunagiError ? error : unforeseen(error) };
  }
}

/** The message of a parser is left out, because it quotes its input, which may be an order. */
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

/** The value, or null if it could not be determined. */
export function valueOrNull<T>(result: Result<T>): T | null {
  return result.ok ? result.value : null;
}
