import middy from '@middy/core';
import { InputError } from '../../core/errors.ts';
import type { TimeBudget } from '../../core/ports/clock.ts';
import { secondMs } from '../../core/units.ts';
import type { RequestLog } from '../log.ts';
import { fieldsOf, writeErrorLine } from './error-line.ts';
import type { Invocation, InvocationContext } from './invocation.ts';
import { type QueueMessage, readQueueEvent } from './queue-event.ts';
import { invocationBudget } from './time-budget.ts';

/** What the messages of one invocation have in common. */
export interface QueueRun {
  readonly budget: TimeBudget;
  /** Lambda's id of the invocation. */
  readonly requestId: string;
}

/** Deals with one message. What it throws makes the message come again, and end among the dead letters at last. */
export type MessageWork = (message: QueueMessage, run: QueueRun) => Promise<void>;

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
 * Makes the handler of a function that queues feed. Each message is dealt with by itself, at the same time as the others, by
 * the work of the queue it came from; one that fails is one error line, and alone comes again.
 *
 * @param works by the queue's name
 */
export function queueBatch(
  works: Readonly<Record<string, MessageWork>>,
  { log, marginMs = 3 * secondMs, speed = 1 }: QueueBatchOptions,
): QueueHandler {
  const failed = async (message: QueueMessage, run: QueueRun): Promise<boolean> => {
    try {
      const work = works[message.queue];
      if (work === undefined) throw unknownQueue(message.queue, Object.keys(works));
      await work(message, run);
      return false;
    } catch (error) {
      const { id, queue, receives } = message;
      log.error('message.failed', { messageId: id, queue, receives, ...fieldsOf(error) });
      return true;
    }
  };
  const handler = async (messages: readonly QueueMessage[], context: InvocationContext): Promise<BatchReport> => {
    const run = { budget: invocationBudget(context, { marginMs, speed }), requestId: context.awsRequestId };
    const outcomes = await Promise.all(messages.map((message) => failed(message, run)));
    const comeAgain = messages.filter((_, index) => outcomes[index]);
    return { batchItemFailures: comeAgain.map(({ id }) => ({ itemIdentifier: id })) };
  };
  // Middy's own early time-out is off, as in `scheduled`.
  return middy<readonly QueueMessage[], BatchReport, Error>(handler, { timeoutEarlyInMillis: 0 })
    .use({
      before: ({ context }: Invocation): void => {
        log.startRequest(context.awsRequestId);
      },
    })
    .use(readQueueEvent())
    .use(writeErrorLine(log)) as QueueHandler;
}

function unknownQueue(queue: string, known: readonly string[]): InputError {
  return new InputError('A message came from a queue that this function has no work for', [
    `It came from ${queue}; there is work for ${known.join(' and ')}. Take the event source away, or deploy the stack again.`,
  ]);
}
