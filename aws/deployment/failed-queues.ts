import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { answerOrNull } from './answer.ts';

/** A queue of runs that failed. */
export interface FailedQueueFacts {
  readonly url: string;
  /** Records in the queue, including those in flight. */
  readonly records: number;
}

/** SQS has two names for it, by protocol. */
const absent = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

/** A queue by its URL; null when there is none. */
export async function readFailedQueue(client: SQSClient, url: string): Promise<FailedQueueFacts | null> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  const found = await answerOrNull('sqs:GetQueueAttributes', absent, () => client.send(command));
  if (found === null) return null;
  const count = (name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible'): number =>
    Number(found.Attributes?.[name] ?? 0);
  return { url, records: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesNotVisible') };
}
