/**
 * What the caller must do next:
 * `never` the same call will fail again; `later` it may pass by itself; `after-pause` only once somebody acted
 * (a new key, a switched-on function) or the pause that holds the shop is lifted.
 */
export type RetryIntent = 'never' | 'later' | 'after-pause';

/** The closed list of failure codes. The part before the dot says where the failure lies. */
export type ErrorCode =
  | 'mall.unreachable'
  | 'mall.timeout'
  | 'mall.reset'
  | 'mall.throttled'
  | 'mall.failing'
  | 'mall.not-json'
  | 'mall.unreadable'
  | 'mall.too-large'
  | 'mall.refused'
  | 'key.refused'
  | 'key.function-off'
  | 'key.unreadable'
  | 'store.failing'
  | 'bus.failing'
  | 'queue.failing'
  | 'mail.failing'
  | 'aws.no-region'
  | 'aws.no-credentials'
  | 'aws.not-allowed'
  | 'aws.unreachable'
  | 'aws.failing'
  | 'input.invalid'
  | 'shop.unknown'
  | 'shop.held'
  | 'order.unknown'
  | 'order.changing'
  | 'push.unknown'
  | 'push.changing';

/** The codes of what is the matter with a shop's key, or with what the mall lets it do. */
export type KeyErrorCode = Extract<ErrorCode, `key.${string}`>;

/** Fields that may travel with an error. Allow-listed so that no buyer's data or key can ride along. */
export interface SafeContext {
  readonly shop?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly mallCodes?: readonly string[];
  readonly requestId?: string;
  readonly orderNumber?: string;
  readonly retryAfterMs?: number;
  /** Of `key.function-off`: the function, as whoever switches it on finds it at the mall; absent where the mall knows no such switch. */
  readonly function?: string;
  /** Of a refusal: it is the shop's, whatever the call is about. No other call of the kind passes before somebody acted. */
  readonly concerns?: 'shop';
}

/**
 * A failure the caller can act on. `message` is one sentence in the reader's words and never holds personal data or a key;
 * `code` is for programs, `retry` says what to do next.
 */
export class TsunagiError extends Error {
  readonly code: ErrorCode;
  readonly retry: RetryIntent;
  readonly context: SafeContext;
  // Private, so that nothing that prints an error's fields can print it.
  readonly #evidence: string;

  constructor(
    code: ErrorCode,
    retry: RetryIntent,
    message: string,
    context: SafeContext = {},
    options: ErrorOptions & { readonly evidence?: string } = {},
  ) {
    super(message, options);
    this.#evidence = options.evidence ?? '';
    this.name = 'TsunagiError';
    this.code = code;
    this.retry = retry;
    this.context = context;
  }

  /** What came from the far side and could not be understood; may hold personal data: keep it in a row, never log it. */
  evidence(): string {
    return this.#evidence;
  }
}

/** True for every failure that says "the far side is not well", as opposed to a key, an input or our own store. */
export function isMallTrouble(error: unknown): boolean {
  if (!(error instanceof TsunagiError)) return false;
  switch (error.code) {
    case 'mall.unreachable':
    case 'mall.timeout':
    case 'mall.reset':
    case 'mall.throttled':
    case 'mall.failing':
    case 'mall.not-json':
      return true;
    case 'mall.unreadable':
    case 'mall.too-large':
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

/** True when the mall refuses the shop's key or one of its switches: the shop pauses, the mall is fine. */
export function isKeyTrouble(error: unknown): boolean {
  return error instanceof TsunagiError && (error.code === 'key.refused' || error.code === 'key.function-off');
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

/** Bad input found by a person's command or file: every problem at once. */
export class InputError extends TsunagiError {
  readonly problems: readonly string[];

  constructor(what: string, problems: readonly string[]) {
    super('input.invalid', 'never', `${what}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'InputError';
    this.problems = problems;
  }
}
