import type { RequestLog } from '../log.ts';

/** What Lambda tells a function about its invocation, as far as it is used. */
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

/** Has the lines of an invocation name it. */
export function startRequest(log: RequestLog) {
  return {
    before: ({ context }: Invocation): void => {
      log.startRequest(context.awsRequestId);
    },
  };
}
