/**
 * A call that a service did not carry out. Shaped like the SDK's exceptions, so that `aws/failures.ts` reads both. The message
 * is the service's and may quote keys and items: translate it before anybody reads it.
 */
export class ServiceRefusal extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
  /** How the network failed, such as `connect ECONNREFUSED`; absent when an answer came. */
  readonly code?: string;
  /** The service's time by its answer, in epoch milliseconds. */
  readonly atMs?: number;

  /** @param name the exception's name, such as `ConditionalCheckFailedException` */
  constructor(
    name: string,
    message: string,
    metadata: ServiceRefusal['$metadata'],
    more: { readonly code?: string; readonly atMs?: number } = {},
  ) {
    super(message);
    this.name = name;
    this.$metadata = metadata;
    if (more.code !== undefined) this.code = more.code;
    if (more.atMs !== undefined) this.atMs = more.atMs;
  }
}

/** A call that brought no answer. `error` is what the transport threw; only its kind and its code are looked at. */
export function noAnswer(error: unknown): ServiceRefusal {
  const { kind, code, cause } = (error ?? {}) as { kind?: unknown; code?: unknown; cause?: { code?: unknown } };
  const words = [kind, code, cause?.code].filter((word) => typeof word === 'string');
  return new ServiceRefusal('NoAnswer', 'No answer came.', {}, { code: words.join(' ') });
}

/**
 * Throttling answers that AWS services give with status 400.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const throttlingNames: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** True when the answer may be another one by itself: none came, the service is not well, or it is asked too often. */
export function mayPass(name: string, status: number | undefined): boolean {
  return status === undefined || status === 429 || status >= 500 || throttlingNames.has(name);
}

/** What services answer when the time in a signature is not theirs. */
const clockNames: ReadonlySet<string> = new Set([
  'InvalidSignatureException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);

/** True when the signature was refused, for which a wrong clock may be the reason. */
export function mayBeTheClock(name: string): boolean {
  return clockNames.has(name);
}
