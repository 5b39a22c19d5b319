/** What a function's error looks like to its caller. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export type Outcome =
  /** The handler returned; the payload is JSON. */
  | { readonly kind: 'returned'; readonly payload: string }
  /** The handler threw, the process ended, the time was over, or the function could not be loaded. */
  | { readonly kind: 'failed'; readonly error: FunctionError }
  /** It waited for its turn until it was too old, and was never run. */
  | { readonly kind: 'expired' };

/** The error of a function that used up its time, in the words of Lambda. */
export function timedOut(requestId: string, timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

/** The error of a function whose process ended before it answered, in the words of Lambda. */
export function exited(requestId: string, code: number | null, signal: string | null): FunctionError {
  const how = signal === null ? `exit status ${code ?? 0}` : `signal: ${signal}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
  };
}
