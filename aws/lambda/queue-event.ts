import { type EpochMs, InputError } from '../../core/kernel/index.ts';
import type { Invocation } from './invocation.ts';

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

/** Turns Lambda's event for a batch into messages; all problems are reported together. */
export function readQueueEvent() {
  return {
    before: (invocation: Invocation): void => {
      invocation.event = messagesOf(invocation.event);
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
interface QueueRecord {
  readonly messageId?: unknown;
  readonly body?: unknown;
  readonly eventSourceARN?: unknown;
  readonly attributes?: { readonly ApproximateReceiveCount?: unknown; readonly SentTimestamp?: unknown } | null;
}

function messagesOf(event: unknown): QueueMessage[] {
  const { Records: records } = (typeof event === 'object' && event !== null ? event : {}) as { Records?: unknown };
  if (!Array.isArray(records)) {
    throw new InputError('The event of this run is wrong', ['It has no "Records"; a queue sends {"Records": […]}.']);
  }
  const problems: string[] = [];
  const messages = records.map((record: QueueRecord | null, index): QueueMessage => {
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
