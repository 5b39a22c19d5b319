import { secondMs, sentence, TsunagiError } from '../../core/kernel/index.ts';

/** The part of what the SDK throws that is looked at. */
interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The SDK found no credentials, or none it could use. Both are its own errors, not a service's. */
const noCredentials: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

/**
 * Errors for credentials that are unknown to the service or expired.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const refusedCredentials: ReadonlySet<string> = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Each service has its own name for it. */
const notAllowed: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorized',
  'UnauthorizedOperation',
]);

/** A call's answer. Throws what `noAnswer` makes of its failure. */
export async function answerTo<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw noAnswer(action, error);
  }
}

/** A call's answer, or null when the service says that there is no such thing; `absent` are the names of that exception. */
export async function answerOrNull<T>(
  action: string,
  absent: readonly string[],
  call: () => Promise<T>,
): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && absent.includes(error.name)) return null;
    throw noAnswer(action, error);
  }
}

/**
 * What a call's failure means for the person at the terminal. Unlike `storeFailure` it repeats what the service said: these
 * calls are about stacks, functions and tables, never about a row.
 *
 * @param action the IAM action that the call needs, `lambda:GetFunctionConfiguration`
 * @returns a `TsunagiError`, or the error itself where it is none that AWS, the SDK or the network makes
 */
export function noAnswer(action: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`${action} threw ${typeof error}`);
  if (error instanceof TsunagiError) return error;
  const thrown: Thrown = error;
  const { requestId } = thrown.$metadata ?? {};
  const context = { operation: action, ...(requestId === undefined ? {} : { requestId }) };
  const said = asSentence(thrown.message === '' ? thrown.name : thrown.message);
  if (/^Region is missing/.test(thrown.message)) {
    return new TsunagiError(
      'aws.no-region',
      'never',
      sentence`No AWS region is chosen. Name it with --region ap-northeast-1, or set AWS_REGION.`,
      context,
    );
  }
  if (noCredentials.has(thrown.name)) {
    return new TsunagiError(
      'aws.no-credentials',
      'never',
      sentence`There are no AWS credentials to work with: ${said} Sign in (aws sso login, aws configure), or choose others with --profile.`,
      context,
    );
  }
  if (refusedCredentials.has(thrown.name)) {
    return new TsunagiError(
      'aws.no-credentials',
      'never',
      sentence`AWS refuses these credentials (${thrown.name}): ${said} Sign in again, or choose others with --profile.`,
      context,
    );
  }
  if (notAllowed.has(thrown.name)) {
    return new TsunagiError(
      'aws.not-allowed',
      'never',
      sentence`These credentials may not do ${action}. Allow that action, or choose others with --profile. AWS says: ${said}`,
      context,
    );
  }
  if (thrown.$metadata?.httpStatusCode === undefined) {
    // An error from neither a service nor the network is a defect of this program, and is reported as one.
    if (typeof thrown.code !== 'string' && thrown.name !== 'TimeoutError') return error;
    const code = typeof thrown.code === 'string' ? `${thrown.code}: ` : '';
    return new TsunagiError(
      'aws.unreachable',
      'later',
      sentence`AWS was not reached for ${action}: ${code}${said} Check the network, the region and, if you set it, AWS_ENDPOINT_URL.`,
      context,
    );
  }
  return new TsunagiError(
    'aws.failing',
    'later',
    sentence`AWS did not carry out ${action} (${thrown.name}): ${said}`,
    context,
  );
}

/** Ends like a sentence, on one line. */
function asSentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/**
 * How clients behave that a person's command works with. Endpoints, region and credentials are the SDK's own affair. Answers
 * about stacks take seconds where answers about rows take milliseconds.
 */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 5 * secondMs,
    requestTimeout: 30 * secondMs,
    throwOnRequestTimeout: true,
  },
} as const;
