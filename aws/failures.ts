import { type ErrorCode, sentence, TsunagiError } from '../core/kernel/index.ts';

/** The part of the SDK's exceptions that may be looked at; the messages may quote items. */
export interface ServiceException {
  readonly name: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * Translates a service's exception. Throttling, network trouble and 5xx may pass (`later`); any other refusal would be repeated (`never`).
 * The service's message is dropped, because it may quote keys and items.
 */
export function storeFailure(
  service: string,
  operation: string,
  error: unknown,
  code: Extract<ErrorCode, 'store.failing' | 'queue.failing'> = 'store.failing',
): TsunagiError {
  if (error instanceof TsunagiError) return error;
  const exception = exceptionOf(error);
  const status = exception.$metadata?.httpStatusCode;
  const passes = mayPass(exception.name, status);
  const word = typeof exception.code === 'string' ? `${exception.name} ${exception.code}` : exception.name;
  const advice = passes
    ? sentence`It is tried again by the next run.`
    : sentence`It will answer the same again: ${remedyFor(exception.name)}`;
  const requestId = exception.$metadata?.requestId;
  return new TsunagiError(
    code,
    passes ? 'later' : 'never',
    sentence`${service} did not carry out ${operation}: ${word}. ${advice}`,
    {
      operation,
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  );
}

/** Errors for a value that is too long, too large, out of range or malformed. */
const contentNames: ReadonlySet<string> = new Set([
  'ItemCollectionSizeLimitExceededException',
  'SerializationException',
  'ValidationException',
  // SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
  'BatchRequestTooLong',
  'InvalidMessageContents',
  'AWS.SimpleQueueService.BatchRequestTooLong',
]);

function remedyFor(name: string): string {
  return contentNames.has(name)
    ? 'what was sent is larger, longer or out of the range that it takes. Nothing is lost; please report it with the shop and this line.'
    : "check the name of the table, key or queue, the function's permissions and the region.";
}

/**
 * Exceptions that may pass by themselves though their status is 400: throttling, and a function's keys that Lambda is about to renew.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const passingNames: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * True when the answer may be another one by itself: none came, it could not be read (a proxy's page with status 200), the service is not
 * well, or it is asked too often.
 */
function mayPass(name: string, status: number | undefined): boolean {
  return status === undefined || status < 400 || status === 429 || status >= 500 || passingNames.has(name);
}

/** Makes a call and translates what it throws; exceptions named in `expected` are returned as null. */
export async function answerOf<T>(
  service: string,
  operation: string,
  call: () => Promise<T>,
  expected?: string,
): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (expected !== undefined && exceptionOf(error).name === expected) return null;
    throw storeFailure(service, operation, error);
  }
}

/** What a call threw, as far as it may be looked at. */
export function exceptionOf(error: unknown): ServiceException {
  return error instanceof Error ? error : { name: typeof error };
}
