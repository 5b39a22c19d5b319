import { TsunagiError } from '../../core/kernel/index.ts';
import type { Log, LogValue } from '../../core/ports/index.ts';
import type { Invocation } from './invocation.ts';

/** Frames of an unknown error's stack that are worth a log line. */
const framesMax = 8;

/** Replaces an error whose text may be unsafe to log. Lambda logs what a function throws, and keeps it with the failed event. */
export class RunFailed extends Error {
  constructor(what: string) {
    super(`The run failed: ${what}. The log line run.failed of this request says where.`);
    this.name = 'RunFailed';
  }
}

/**
 * Writes one line for an uncaught error, and lets the invocation fail. The message of a `TsunagiError` is safe to log. For
 * any other error only its name, its code and its places in this code are logged, because its message may quote an order.
 */
export function writeErrorLine(log: Log) {
  return {
    onError: (invocation: Invocation): void => {
      const { error } = invocation;
      log.error('run.failed', fieldsOf(error));
      if (!(error instanceof TsunagiError)) invocation.error = new RunFailed(nameOf(error));
    },
  };
}

/** What a log line may contain of an error. */
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
