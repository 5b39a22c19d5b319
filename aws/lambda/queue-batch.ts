import middy from '@middy/core';
import { InputError, secondMs } from '../../core/kernel/index.ts';
import type { TimeBudget } from '../../core/ports/index.ts';
import type { RequestLog } from '../log.ts';
import { fieldsOf, writeErrorLine } from './error-line.ts';
import { type InvocationContext, startRequest } from './invocation.ts';
import { type QueueMessage, readQueueEvent } from './queue-event.ts';
import { invocationBudget } from './time-budget.ts';

/** What the messages of one invocation have in common. */
export interface QueueRun {
  readonly budget: TimeBudget;
  /** Lambda's id of the invocation. */
  readonly requestId: string;
}

/**
 * Processes the messages of one queue. Returns the failed ones by id, with the reason: they are delivered again, and finally become dead
 * letters. An exception fails all of them.
 */
export type BatchWork = (messages: readonly QueueMessage[], run: QueueRun) => Promise<ReadonlyMap<string, unknown>>;

/** Processes each message separately, in parallel. An exception makes the message come again. */
export function eachMessage(work: (message: QueueMessage, run: QueueRun) => Promise<void>): BatchWork {
  return async (messages, run) => {
    const failures = new Map<string, unknown>();
    const dealWith = async (message: QueueMessage): Promise<void> => {
      try {
        await work(message, run);
      } catch (error) {
        failures.set(message.id, error);
      }
    };
    await Promise.all(messages.map(dealWith));
    return failures;
  };
}

export interface QueueBatchOptions {
  readonly log: RequestLog;
  /** Real milliseconds kept back for finishing what is under way; 3 seconds by default. */
  readonly marginMs?: number;
  /** How many times faster than real time the run's clock goes; 1 by default. */
  readonly speed?: number;
}

/** Which messages of a batch failed. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchReport {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A function as Lambda calls it for a batch of messages. */
export type QueueHandler = (event: unknown, context: InvocationContext) => Promise<BatchReport>;

/**
 * Creates the handler of a function that queues feed: checks the event, gives the run its time budget, and passes the messages to
 * the work of their queue. A failed message writes one error line, and only that message comes again.
 *
 * @param works by the queue's name
 */
export function queueBatch(
  works: Readonly<Record<string, BatchWork>>,
  { log, marginMs = 3 * secondMs, speed = 1 }: QueueBatchOptions,
): QueueHandler {
  const failuresOf = async (queue: string, messages: readonly QueueMessage[], run: QueueRun) => {
    try {
      const work = works[queue];
      if (work === undefined) throw unknownQueue(queue, Object.keys(works));
      return await work(messages, run);
    } catch (error) {
      return new Map(messages.map(({ id }) => [id, error]));
    }
  };
  const handler = async (messages: readonly QueueMessage[], context: InvocationContext): Promise<BatchReport> => {
    const run = { budget: invocationBudget(context, { marginMs, speed }), requestId: context.awsRequestId };
    const failed: string[] = [];
    for (const [queue, some] of Map.groupBy(messages, ({ queue }) => queue)) {
      for (const [id, error] of await failuresOf(queue, some, run)) {
        const receives = some.find((message) => message.id === id)?.receives ?? 0;
        log.error('message.failed', { messageId: id, queue, receives, ...fieldsOf(error) });
        failed.push(id);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
  // Middy's own early time-out is off, as in `scheduled`.
  return middy<readonly QueueMessage[], BatchReport, Error>(handler, { timeoutEarlyInMillis: 0 })
    .use(startRequest(log))
    .use(readQueueEvent())
    .use(writeErrorLine(log)) as QueueHandler;
}

function unknownQueue(queue: string, known: readonly string[]): InputError {
  return new InputError('A message came from a queue that this function has no work for', [
    `It came from ${queue}; there is work for ${known.join(' and ')}. Take the event source away, or deploy the stack again.`,
  ]);
}
