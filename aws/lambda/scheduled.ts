import middy from '@middy/core';
import { secondMs } from '../../core/kernel/index.ts';
import type { TimeBudget } from '../../core/ports/index.ts';
import type { RequestLog } from '../log.ts';
import { writeErrorLine } from './error-line.ts';
import { type InvocationContext, startRequest } from './invocation.ts';
import { readShardEvent, type ShardEvent } from './shard-event.ts';
import { invocationBudget } from './time-budget.ts';

/** One run of a scheduled function. */
export interface ScheduledRun extends ShardEvent {
  readonly budget: TimeBudget;
  /** Lambda's id of the invocation. */
  readonly requestId: string;
}

export interface ScheduledOptions {
  readonly log: RequestLog;
  /** Real milliseconds kept back for finishing what is under way; 3 seconds by default. */
  readonly marginMs?: number;
  /** How many times faster than real time the run's clock goes; 1 by default. */
  readonly speed?: number;
}

/** A function as Lambda calls it. */
export type ScheduledHandler = (event: unknown, context: InvocationContext) => Promise<void>;

/**
 * Creates the handler of a function that a schedule starts: checks the event, gives the run its time budget, and writes one
 * line when it fails.
 *
 * @example
 * export const handler = scheduled(({ shard, shards, budget }) => pollOrders(ports, { shard, shards, budget }), { log });
 */
export function scheduled(
  run: (run: ScheduledRun) => Promise<void>,
  { log, marginMs = 3 * secondMs, speed = 1 }: ScheduledOptions,
): ScheduledHandler {
  const handler = async (event: ShardEvent, context: InvocationContext): Promise<void> => {
    const budget = invocationBudget(context, { marginMs, speed });
    await run({ ...event, budget, requestId: context.awsRequestId });
  };
  // Middy's own early time-out is off: it would answer while the run goes on, and Lambda would thaw the rest into the next
  // invocation. The budget ends a run in time; Lambda's time-out ends the process with it.
  return middy<ShardEvent, void, Error>(handler, { timeoutEarlyInMillis: 0 })
    .use(startRequest(log))
    .use(readShardEvent())
    .use(writeErrorLine(log)) as ScheduledHandler;
}
