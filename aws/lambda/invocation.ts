import type { RequestLog } from '../log.ts';

/** The fields in use of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
  /** Real milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
}

/** A middleware's view of an invocation under way. */
export interface Invocation<Event = unknown> {
  event: Event;
  readonly context: InvocationContext;
  error: Error | null;
}

/** Adds the id of the invocation to its log lines. */
export function startRequest(log: RequestLog) {
  return {
    before: ({ context }: Invocation): void => {
      log.startRequest(context.awsRequestId);
    },
  };
}
