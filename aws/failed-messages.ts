import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type EpochMs, inChunks } from '../core/kernel/index.ts';
import { storeFailure } from './failures.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
const entriesPerCall = 10;

/** What is wrong with a message is for a person to read, and goes into one of its attributes. */
const failureMax = 2_000;

/** Attributes of a dead letter that a function gave up by itself. SQS gives none to those that it moves. */
export const letterAttributes = { failure: 'Failure', sentAt: 'SentAt' } as const;

/** What is needed of a message that a queue handed out, to let go of it. */
export interface FailedMessage {
  readonly body: string;
  /** SQS's handle of this receive. */
  readonly handle: string;
  /** Its message group; null if there is none. */
  readonly group: string | null;
  /** When the queue got it, which stays the same however often it is received; null if the queue does not report it. */
  readonly sentAt: EpochMs | null;
}

/** What becomes of messages that failed. Queues are called by their names. Every method may throw `queue.failing`. */
export interface FailedMessages {
  /** Makes messages come again after so many seconds from now, at most 12 hours after they were received. */
  comeAgain(queue: string, waits: readonly { readonly handle: string; readonly seconds: number }[]): Promise<void>;
  /**
   * Moves a message to the dead letters of its queue, with `failure`, which must be fit for a log. False when the queue has none. It is sent
   * before it is deleted: a run that is killed in between leaves it in both, and it is moved once more. Twice among the dead letters it
   * harms nobody, since `ops redrive` sends back what works twice as well as once.
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
        // One that is refused comes again when the queue's own time is over.
        await call('ChangeMessageVisibilityBatch', () =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: urlOf(queue), Entries })),
        );
      }
    },
    async giveUp(queue, { body, handle, group, sentAt }, failure) {
      const dead = await deadLettersOf(client, urlOf(queue));
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
      await call('SendMessage', () => client.send(new SendMessageCommand({ QueueUrl: urlOf(dead), ...letter })));
      await call('DeleteMessage', () =>
        client.send(new DeleteMessageCommand({ QueueUrl: urlOf(queue), ReceiptHandle: handle })),
      );
      return true;
    },
  };
}

/** The name of the queue of a queue's dead letters; null if it has none. */
async function deadLettersOf(client: SQSClient, QueueUrl: string): Promise<string | null> {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] });
  const { Attributes: attributes } = await call('GetQueueAttributes', () => client.send(asked));
  if (attributes?.RedrivePolicy === undefined) return null;
  const { deadLetterTargetArn } = JSON.parse(attributes.RedrivePolicy) as { readonly deadLetterTargetArn: string };
  return deadLetterTargetArn.split(':').at(-1) ?? null;
}

async function call<T>(operation: string, made: () => Promise<T>): Promise<T> {
  try {
    return await made();
  } catch (error) {
    throw storeFailure('SQS', operation, error, 'queue.failing');
  }
}
