import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandOutput,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { inChunks, sentence, TsunagiError } from '../../core/kernel/index.ts';
import {
  type DeadLetter,
  type DeadLetters,
  deadLetterHoldSeconds,
  type LetterCount,
  type RejectedLetters,
} from '../../core/ports/index.ts';
import { askForDeadQueue, deadQueueIn, letterAttributes } from '../failed-messages.ts';
import { answerOrNull, answerTo } from './answer.ts';

/** Entries of one call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const entriesMax = 10;
/** Bodies of one call together, in bytes, as the older of its limits has it; a message that is larger by itself goes alone. */
const batchBytesMax = 256 * 1024;

/**
 * The dead letters of a queue, found by the queue itself: it names where they go. Null when it names nothing.
 *
 * @param queue what the queue is for, in a word
 * @param source the queue's URL
 */
export async function openDeadLetters(client: SQSClient, queue: string, source: string): Promise<DeadLetters | null> {
  const answer = await answerTo('sqs:GetQueueAttributes', () => client.send(askForDeadQueue(source)));
  const dead = deadQueueIn(answer, source);
  return dead === null ? null : deadLettersBetween(client, { queue, source, dead });
}

const countCommand = (url: string) =>
  new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });

const countIn = ({ Attributes: attributes }: GetQueueAttributesCommandOutput): LetterCount => ({
  waiting: Number(attributes?.ApproximateNumberOfMessages ?? 0),
  taken: Number(attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
});

async function countOf(client: SQSClient, url: string): Promise<LetterCount> {
  return countIn(await answerTo('sqs:GetQueueAttributes', () => client.send(countCommand(url))));
}

function deadLettersBetween(
  client: SQSClient,
  { queue, source, dead }: { readonly queue: string; readonly source: string; readonly dead: string },
): DeadLetters {
  return {
    queue,
    count: () => countOf(client, dead),
    depth: () => countOf(client, source),
    ...lettersIn(client, dead),
    async sendBack(letters) {
      let sent = 0;
      for (const some of batchesOf(letters)) {
        const { Successful: accepted = [], Failed: refused = [] } = await answerTo('sqs:SendMessage', () =>
          client.send(new SendMessageBatchCommand({ QueueUrl: source, Entries: some.map(entryOf) })),
        );
        const done = some.filter((_, index) => accepted.some(({ Id }) => Id === String(index)));
        if (done.length > 0) {
          await dropFrom(client, dead, done);
        }
        sent += done.length;
        if (refused.length > 0) throw refusal(queue, refused[0]?.Code);
      }
      return sent;
    },
  };
}

/** Receives what lies in a queue, and lets go of it. */
function lettersIn(client: SQSClient, url: string): Pick<DeadLetters, 'take' | 'release'> {
  return {
    async take(limit) {
      const { Messages: messages = [] } = await answerTo('sqs:ReceiveMessage', () =>
        client.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: Math.min(limit, entriesMax),
            VisibilityTimeout: deadLetterHoldSeconds,
            // Asks all of the queue's servers, not only some.
            WaitTimeSeconds: 1,
            MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
            MessageAttributeNames: Object.values(letterAttributes),
          }),
        ),
      );
      return messages.map(letterOf);
    },
    async release(letters) {
      for (const some of inChunks(letters, entriesMax)) {
        const entries = some.map((letter, index) => ({ ...handleOf(letter, index), VisibilityTimeout: 0 }));
        await answerTo('sqs:ChangeMessageVisibility', () =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries })),
        );
      }
    },
  };
}

/** Deletes ten messages at most. */
async function dropFrom(client: SQSClient, url: string, letters: readonly DeadLetter[]): Promise<void> {
  await answerTo('sqs:DeleteMessage', () =>
    client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: letters.map(handleOf) })),
  );
}

/** The rejected events in the queue with this URL. */
export function openRejectedLetters(client: SQSClient, queue: string, url: string): RejectedLetters {
  return {
    queue,
    count: () => countOf(client, url),
    ...lettersIn(client, url),
    async drop(letters) {
      for (const some of inChunks(letters, entriesMax)) await dropFrom(client, url, some);
    },
  };
}

/** What one call may send. */
function batchesOf(letters: readonly DeadLetter[]): DeadLetter[][] {
  const batches: DeadLetter[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const letter of letters) {
    const more = Buffer.byteLength(letter.body);
    if (bytes + more > batchBytesMax || batches.at(-1)?.length === entriesMax) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(letter);
    bytes += more;
  }
  return batches;
}

function letterOf(message: Message): DeadLetter {
  const { MessageId, ReceiptHandle, Body = '', Attributes: attributes = {}, MessageAttributes: own = {} } = message;
  return {
    id: MessageId as string,
    handle: ReceiptHandle as string,
    body: Body,
    group: attributes.MessageGroupId ?? null,
    // Its function sent it a second time.
    sentAt: Number(own[letterAttributes.sentAt]?.StringValue ?? attributes.SentTimestamp ?? 0),
    failure: own[letterAttributes.failure]?.StringValue ?? null,
  };
}

const handleOf = ({ handle }: DeadLetter, index: number) => ({ Id: String(index), ReceiptHandle: handle });

function entryOf({ body, group }: DeadLetter, index: number) {
  return { Id: String(index), MessageBody: body, ...(group === null ? {} : { MessageGroupId: group }) };
}

function refusal(queue: string, code: string | undefined): TsunagiError {
  return new TsunagiError(
    'queue.failing',
    'later',
    sentence`The queue ${queue} took only some of the messages${code === undefined ? '' : ` (${code})`}. The others are where they were: run this again.`,
    { operation: 'sqs:SendMessage' },
  );
}

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
  const found = await answerOrNull('sqs:GetQueueAttributes', absent, () => client.send(countCommand(url)));
  if (found === null) return null;
  const { waiting, taken } = countIn(found);
  return { url, records: waiting + taken };
}
