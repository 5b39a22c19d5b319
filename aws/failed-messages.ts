import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandOutput,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type EpochMs, inChunks } from '../core/kernel/index.ts';
import { storeFailure } from './failures.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
const entriesPerCall = 10;

/** Characters of the reason that a dead letter carries in an attribute for people to read. */
const failureMax = 2_000;

/** Attributes of a dead letter that a function gave up by itself. SQS gives none to those that it moves. */
export const letterAttributes = { failure: 'Failure', sentAt: 'SentAt' } as const;

/** Identifies a received message, so that its queue can take it back or let it go. */
export interface FailedMessage {
  readonly body: string;
  /** SQS's handle of this receive. */
  readonly handle: string;
  /** Its message group; null if there is none. */
  readonly group: string | null;
  /** When the queue got it, which stays the same however often it is received; null if the queue does not report it. */
  readonly sentAt: EpochMs | null;
}

/** Settles messages that failed, by the name of their queue. Every method may throw `queue.failing`. */
export interface FailedMessages {
  /** Makes messages come again after so many seconds from now, at most 12 hours after they were received. */
  comeAgain(queue: string, waits: readonly { readonly handle: string; readonly seconds: number }[]): Promise<void>;
  /**
   * Moves a message to the dead letters of its queue, with `failure`, which must be fit for a log. False when the queue has none. It is sent
   * before it is deleted: a run that is killed in between leaves it in both, and it is moved once more. Two copies among the dead
   * letters do no harm: `ops redrive` sends back only messages that may arrive twice.
   */
  giveUp(queue: string, message: FailedMessage, failure: string): Promise<boolean>;
}

/** @param siblingUrl the address of any queue of the same account and region */
export function sqsFailedMessages(client: SQSClient, siblingUrl: string): FailedMessages {
  const urlOf = (queue: string): string => siblingUrl.replace(/[^/]+$/, queue);
  return {
    async comeAgain(queue, waits) {
      for (const chunk of inChunks(waits, entriesPerCall)) {
        const Entries = chunk.map(({ handle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: seconds,
        }));
        // SQS shows a refused one again after the queue's own visibility timeout.
        await call('ChangeMessageVisibilityBatch', () =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: urlOf(queue), Entries })),
        );
      }
    },
    async giveUp(queue, { body, handle, group, sentAt }, failure) {
      const source = urlOf(queue);
      const dead = deadQueueIn(await call('GetQueueAttributes', () => client.send(askForDeadQueue(source))), source);
      if (dead === null) return false;
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      const attributes = {
        [letterAttributes.failure]: text(failure.slice(0, failureMax)),
        ...(sentAt === null ? {} : { [letterAttributes.sentAt]: text(String(sentAt)) }),
      };
      const letter = {
        MessageBody: body,
        MessageAttributes: attributes,
        ...(group !== null && { MessageGroupId: group }),
      };
      await call('SendMessage', () => client.send(new SendMessageCommand({ QueueUrl: dead, ...letter })));
      await call('DeleteMessage', () =>
        client.send(new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: handle })),
      );
      return true;
    },
  };
}

/** Asks a queue where its dead letters go. */
export const askForDeadQueue = (source: string): GetQueueAttributesCommand =>
  new GetQueueAttributesCommand({ QueueUrl: source, AttributeNames: ['RedrivePolicy'] });

/**
 * Reads the address of a queue's dead letters from its answer to `askForDeadQueue`; null if it has none. They lie in the same account and
 * region, or SQS would not have it:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export function deadQueueIn(
  { Attributes: attributes }: GetQueueAttributesCommandOutput,
  source: string,
): string | null {
  if (attributes?.RedrivePolicy === undefined) return null;
  const { deadLetterTargetArn } = JSON.parse(attributes.RedrivePolicy) as { readonly deadLetterTargetArn: string };
  return source.replace(/[^/]+$/, deadLetterTargetArn.split(':').at(-1) as string);
}

async function call<T>(operation: string, made: () => Promise<T>): Promise<T> {
  try {
    return await made();
  } catch (error) {
    throw storeFailure('SQS', operation, error, 'queue.failing');
  }
}
