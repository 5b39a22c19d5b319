import middy from '@middy/core';
import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import type { LogValue, TimeBudget } from '../../core/ports/index.ts';
import type { RequestLog } from '../log.ts';

/** The fields in use of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
  /** Real milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
}

/** A middleware's view of an invocation under way. */
interface Invocation {
  event: unknown;
  readonly context: InvocationContext;
  error: Error | null;
}

/** A function as Lambda calls it. */
export type LambdaHandler<Result = void> = (event: unknown, context: InvocationContext) => Promise<Result>;

/** One run of a function. */
export interface InvocationRun {
  readonly budget: TimeBudget;
  /** Lambda's id of the invocation. */
  readonly requestId: string;
}

export interface RunOptions {
  readonly log: RequestLog;
  /** Real milliseconds kept back for finishing what is under way when the budget ends; 3 seconds by default. */
  readonly marginMs?: number;
  /** How many times faster than real time the run's clock goes; 1 on Lambda and by default, more on the desk. */
  readonly speed?: number;
}

/**
 * What the rules keep of a budget for the last call and its writes (`callReserveMs`). They keep it in milliseconds of their clock; but the
 * machine is no faster where that is, and a run whose last 30 seconds were 3 would be ended in the middle of them.
 */
const reserveMs = 30 * secondMs;

/** The run of an invocation. Its budget: what Lambda still allows, less the margin, in milliseconds of the run's own clock. */
export function runOf(context: InvocationContext, { marginMs = 3 * secondMs, speed = 1 }: RunOptions): InvocationRun {
  const keptMs = marginMs + reserveMs * Math.max(0, 1 - 1 / speed);
  const remainingMs = (): number => (context.getRemainingTimeInMillis() - keptMs) * speed;
  return { budget: { remainingMs }, requestId: context.awsRequestId };
}

/**
 * The frame of every function: log lines carry the id of the invocation, the event is read, and an exception writes one line and fails
 * the invocation. Middy's own early time-out is off: it would answer while the run continues, and Lambda would thaw the rest into the next
 * invocation. The budget ends a run in time; Lambda's time-out ends the process with it.
 */
export function lambdaHandler<Event, Result>(
  log: RequestLog,
  read: (event: unknown) => Event,
  handler: (event: Event, context: InvocationContext) => Promise<Result>,
): LambdaHandler<Result> {
  return middy<Event, Result, Error>(handler, { timeoutEarlyInMillis: 0 }).use({
    before: (invocation: Invocation): void => {
      log.startRequest(invocation.context.awsRequestId);
      invocation.event = read(invocation.event);
    },
    onError: (invocation: Invocation): void => {
      const { error } = invocation;
      log.error('run.failed', fieldsOf(error));
      // Lambda logs what a function throws, and keeps it with the failed event.
      if (!(error instanceof TsunagiError)) invocation.error = new RunFailed(nameOf(error));
    },
  }) as LambdaHandler<Result>;
}

/** The records of an event of a queue or a topic; null where it has none. */
export function recordsOf(event: unknown): readonly unknown[] | null {
  const { Records: records } = (typeof event === 'object' && event !== null ? event : {}) as { Records?: unknown };
  return Array.isArray(records) ? records : null;
}

/** Frames of an unknown error's stack that are worth a log line. */
const framesMax = 8;

/** Replaces an error whose text may be unsafe to log. */
class RunFailed extends Error {
  constructor(what: string) {
    super(`The run failed: ${what}. The log line run.failed of this request says where.`);
    this.name = 'RunFailed';
  }
}

/**
 * What a log line may contain of an error. The message of a `TsunagiError` is safe to log. For any other error only its name, its code and
 * its places in this code are logged, because its message may quote an order.
 */
export function fieldsOf(error: unknown): Record<string, LogValue> {
  if (error instanceof TsunagiError) {
    return { code: error.code, retry: error.retry, message: error.message, ...error.context };
  }
  const frames = error instanceof Error ? framesOf(error) : [];
  return { error: nameOf(error), ...(frames.length > 0 && { frames }) };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}

/** A frame of V8's stack: `at name (file:///…:12:34)`. */
const frame = /^at (?:[\w.$<> [\]]+ \()?(?:file:|node:|\/)\S+:\d+:\d+\)?$/;

/** The stack without its head: the head repeats the message, over several lines if it has several. */
function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').replace(error.message, '').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => frame.test(line))
    .slice(0, framesMax);
}
