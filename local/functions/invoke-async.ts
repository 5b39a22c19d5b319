import { randomUUID } from 'node:crypto';
import type { CloudResource } from '../assembly/resources.ts';
import type { CloudClock } from '../clock.ts';
import { type Condition, recordOf } from './failure-record.ts';
import { asyncPolicyOf } from './function-shape.ts';
import type { Invokable } from './local-function.ts';
import type { Outcome } from './outcome.ts';

/** "one minute between the first two attempts, and two minutes between the second and third": AWS's guide to retries. */
const retryAfterMs = [60_000, 120_000] as const;

/** Tells a destination what became of an invocation. */
export type Tell = (destination: CloudResource, record: Record<string, unknown>) => Promise<void>;

/**
 * Invokes a function as EventBridge does: the event waits in Lambda's own queue, is retried as the function's configuration says,
 * and in the end a record of it goes to the destination for its case. Resolves then, with the last outcome.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 *
 * @param payload JSON
 * @param alias by which it is invoked; each has a configuration of its own
 */
export async function invokeAsync(
  fn: Invokable,
  payload: string,
  clock: CloudClock,
  tell: Tell,
  alias?: string,
): Promise<Outcome> {
  const { maxRetries, maxAgeMs, onFailure, onSuccess } = asyncPolicyOf(fn.shape, alias);
  const requestId = randomUUID();
  const notAfterMs = clock.now() + maxAgeMs;
  const end = async (condition: Condition, count: number, outcome: Outcome | null): Promise<void> => {
    const destination = condition === 'Success' ? onSuccess : onFailure;
    if (destination === undefined) return;
    await tell(
      destination,
      recordOf({ shape: fn.shape, requestId, condition, count, payload, atMs: clock.now(), outcome }),
    );
  };
  let last: Outcome | null = null;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await fn.invoke(payload, { requestId, notAfterMs });
    switch (outcome.kind) {
      case 'returned':
        await end('Success', attempt + 1, outcome);
        return outcome;
      case 'expired':
        await end('EventAgeExceeded', attempt, last);
        return outcome;
      case 'failed':
        last = outcome;
    }
    if (attempt >= maxRetries) {
      await end('RetriesExhausted', attempt + 1, outcome);
      return outcome;
    }
    const retryAtMs = clock.now() + (retryAfterMs[attempt] ?? 0);
    if (retryAtMs > notAfterMs) {
      await end('EventAgeExceeded', attempt + 1, outcome);
      return outcome;
    }
    await new Promise<void>((resolve) => void clock.at(retryAtMs, resolve));
  }
}
