import { type EpochMs, InputError, TsunagiError } from '../../core/kernel/index.ts';
import {
  fieldsOf,
  type InvocationRun,
  type LambdaHandler,
  lambdaHandler,
  type RunOptions,
  recordsOf,
  runOf,
} from './invocation.ts';

/**
 * Processes the messages of one queue. Returns the failed ones by id, with the reason: they are delivered again, and finally become dead
 * letters. An exception fails all of them.
 */
export type BatchWork = (
  messages: readonly QueueMessage[],
  run: InvocationRun,
) => Promise<ReadonlyMap<string, unknown>>;

/** Processes each message separately, in parallel. An exception makes the message come again. */
export function eachMessage(work: (message: QueueMessage, run: InvocationRun) => Promise<void>): BatchWork {
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

/** Which messages of a batch failed. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchReport {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Creates the handler of a function that queues feed: checks the event, gives the run its time budget, and passes the messages to
 * the work of their queue. A failed message writes one error line, and only that message comes again. When every message failed and one
 * of them not by what it says, the run fails once everything is done: all of them come again either way, and Lambda counts only thrown
 * errors, which the alarm `failing` and a gradual release watch.
 *
 * @param works by the queue's name
 */
export function queueBatch(
  works: Readonly<Record<string, BatchWork>>,
  options: RunOptions,
): LambdaHandler<BatchReport> {
  const failuresOf = async (queue: string, messages: readonly QueueMessage[], run: InvocationRun) => {
    try {
      const work = works[queue];
      if (work === undefined) throw unknownQueue(queue, Object.keys(works));
      return await work(messages, run);
    } catch (error) {
      return new Map(messages.map(({ id }) => [id, error]));
    }
  };
  return lambdaHandler(options.log, messagesOf, async (messages, context) => {
    const run = runOf(context, options);
    const failures = new Map<string, unknown>();
    for (const [queue, some] of Map.groupBy(messages, ({ queue }) => queue)) {
      for (const [id, error] of await failuresOf(queue, some, run)) {
        const receives = some.find((message) => message.id === id)?.receives ?? 0;
        options.log.error('message.failed', { messageId: id, queue, receives, ...fieldsOf(error) });
        failures.set(id, error);
      }
    }
    const own = [...failures.values()].filter((error) => !(error instanceof InputError));
    if (failures.size === messages.length && own.length > 0) throw own[0];
    return { batchItemFailures: [...failures.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  });
}

/** No fault of the message: the function is wired to a queue that it does not know. */
function unknownQueue(queue: string, known: readonly string[]): TsunagiError {
  return new TsunagiError(
    'queue.failing',
    'never',
    `A message came from the queue ${queue}, and this function has work for ${known.join(' and ')}. Take the event source away, or deploy the stack again.`,
  );
}

/** A received message. */
export interface QueueMessage {
  /** SQS's id, by which a failed message is reported. */
  readonly id: string;
  readonly body: string;
  /** The name of the queue it came from. */
  readonly queue: string;
  /** How often it was received, this time included. */
  readonly receives: number;
  /** When the queue got it, which stays the same however often it is received; absent if the queue does not report it. */
  readonly sentAt?: EpochMs;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
interface QueueRecord {
  readonly messageId?: unknown;
  readonly body?: unknown;
  readonly eventSourceARN?: unknown;
  readonly attributes?: { readonly ApproximateReceiveCount?: unknown; readonly SentTimestamp?: unknown } | null;
}

/** Turns Lambda's event for a batch into messages; all problems are reported together. */
function messagesOf(event: unknown): QueueMessage[] {
  const records = recordsOf(event) as (QueueRecord | null)[] | null;
  if (records === null) {
    throw new InputError('The event of this run is wrong', ['It has no "Records"; a queue sends {"Records": […]}.']);
  }
  const problems: string[] = [];
  const messages = records.map((record, index): QueueMessage => {
    const [id, body, arn] = [record?.messageId, record?.body, record?.eventSourceARN];
    for (const [name, value] of Object.entries({ messageId: id, body, eventSourceARN: arn })) {
      if (typeof value !== 'string') problems.push(`Records[${index}].${name} is a ${typeof value}, expected a text.`);
    }
    const sentAt = countIn(record?.attributes?.SentTimestamp, 0);
    return {
      id: textIn(id),
      body: textIn(body),
      queue: textIn(arn).split(':').at(-1) ?? '',
      receives: countIn(record?.attributes?.ApproximateReceiveCount, 1),
      ...(sentAt > 0 ? { sentAt } : {}),
    };
  });
  if (problems.length > 0) throw new InputError('The event of this run is wrong', problems);
  return messages;
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number that SQS writes as a text; `otherwise` if it is not a number. */
function countIn(value: unknown, otherwise: number): number {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(count) ? count : otherwise;
}
