import { InputError, TsunagiError } from '../../core/kernel/index.ts';
import type { FailedMessage, FailedMessages } from '../failed-messages.ts';
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

/**
 * Processes messages of a queue that carries two kinds, each by its own work, one after the other.
 *
 * @param isOther tells from what a message says that it is of the second kind
 */
export function eitherWork(work: BatchWork, isOther: (body: string) => boolean, other: BatchWork): BatchWork {
  return async (messages, run) => {
    const { true: others = [], false: own = [] } = Object.groupBy(messages, ({ body }) => `${isOther(body)}` as const);
    const failures = [others.length > 0 && (await other(others, run)), own.length > 0 && (await work(own, run))];
    return new Map(failures.flatMap((some) => (some === false ? [] : [...some])));
  };
}

/** Which messages of a batch failed. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchReport {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Options of a function that queues feed. */
export interface QueueOptions extends RunOptions {
  readonly failed: FailedMessages;
}

/**
 * Creates the handler of a function that queues feed: checks the event, gives the run its time budget, and passes the messages to
 * the work of their queue. A failed message writes one error line. It comes again, alone, after a wait that grows with its receives; one that
 * will fail again by what it says becomes a dead letter at once. When every message failed and one of them not by what it says, the run fails
 * once everything is done: what is left comes again either way, and Lambda counts only thrown errors, which the alarm `failing` and a
 * gradual release watch.
 *
 * @param works by the queue's name
 */
export function queueBatch(
  works: Readonly<Record<string, BatchWork>>,
  options: QueueOptions,
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
    const failures: Failure[] = [];
    for (const [queue, some] of Map.groupBy(messages, ({ queue }) => queue)) {
      const errors = await failuresOf(queue, some, run);
      failures.push(
        ...some.flatMap((message) => (errors.has(message.id) ? [{ message, error: errors.get(message.id) }] : [])),
      );
    }
    const left = await settle(failures, options);
    const own = failures.filter(({ error }) => !(error instanceof InputError));
    if (failures.length === messages.length && own[0] !== undefined) throw own[0].error;
    return { batchItemFailures: left.map(({ message: { id } }) => ({ itemIdentifier: id })) };
  });
}

/** A message, and why it failed. */
interface Failure {
  readonly message: QueueMessage;
  readonly error: unknown;
}

/** Logs failures, gives up what can never succeed, and says when the rest comes again. Returns the rest. */
async function settle(failures: readonly Failure[], { log, failed }: QueueOptions): Promise<Failure[]> {
  /** Without it the queue does what it did before: it shows the message again when its own time is over. */
  const tryTo = async (queue: string, what: Promise<boolean>): Promise<boolean> => {
    try {
      return await what;
    } catch (error) {
      log.warn('message.not-settled', { queue, ...fieldsOf(error) });
      return false;
    }
  };
  const left: Failure[] = [];
  for (const { message, error } of failures) {
    const { id, queue, receives } = message;
    const isOver = failsForGood(error) && (await tryTo(queue, failed.giveUp(queue, message, failureOf(error))));
    const then = isOver ? { givenUp: true } : { waitSeconds: waitSeconds(receives) };
    log.error('message.failed', { messageId: id, queue, receives, ...then, ...fieldsOf(error) });
    if (!isOver) left.push({ message, error });
  }
  for (const [queue, some] of Map.groupBy(left, ({ message }) => message.queue)) {
    const waits = some.map(({ message: { handle, receives } }) => ({ handle, seconds: waitSeconds(receives) }));
    await tryTo(
      queue,
      failed.comeAgain(queue, waits).then(() => true),
    );
  }
  return left;
}

/**
 * Tells whether every later run would fail on a message as well, because of its content. A store that refuses us refuses every message, because
 * of a wrong name or a missing permission in this deployment: after a rollback the messages pass, without a redrive.
 */
function failsForGood(error: unknown): error is TsunagiError {
  return error instanceof TsunagiError && error.retry === 'never' && !storeCodes.includes(error.code);
}

const storeCodes: readonly string[] = ['store.failing', 'queue.failing'];

const failureOf = ({ code, message }: TsunagiError): string => `${code}: ${message}`;

/**
 * Seconds until a message comes again, by how often it was received: after trouble of a moment a minute, and all four together longer than
 * an hour of trouble. After its fifth receive the queue gives it up, as `lib/constructs/queues.ts` says.
 */
const waits: readonly number[] = [60, 4 * 60, 16 * 60, 60 * 60];

/** A queue without dead letters shows a message every minute until its retention ends. */
function waitSeconds(receives: number): number {
  return waits[receives - 1] ?? 60;
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
export interface QueueMessage extends FailedMessage {
  /** SQS's id, by which a failed message is reported. */
  readonly id: string;
  /** The name of the queue it came from. */
  readonly queue: string;
  /** How often it was received, this time included. */
  readonly receives: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
interface QueueRecord {
  readonly messageId?: unknown;
  readonly receiptHandle?: unknown;
  readonly body?: unknown;
  readonly eventSourceARN?: unknown;
  readonly messageAttributes?: { readonly SentAt?: { readonly stringValue?: unknown } | null } | null;
  readonly attributes?: {
    readonly ApproximateReceiveCount?: unknown;
    readonly SentTimestamp?: unknown;
    readonly MessageGroupId?: unknown;
  } | null;
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
    const { ApproximateReceiveCount, SentTimestamp, MessageGroupId } = record?.attributes ?? {};
    // A message that was moved from another queue carries the moment at which it was sent first.
    const sentAt = countIn(record?.messageAttributes?.SentAt?.stringValue ?? SentTimestamp, 0);
    return {
      id: textIn(id),
      handle: textIn(record?.receiptHandle),
      body: textIn(body),
      queue: textIn(arn).split(':').at(-1) ?? '',
      group: textIn(MessageGroupId) || null,
      receives: countIn(ApproximateReceiveCount, 1),
      sentAt: sentAt > 0 ? sentAt : null,
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
