import type { CloudClock } from '../clock.ts';
import type { Queues } from '../queues/start-queues.ts';
import { batchEvent, type ReceivedMessage, settledBy } from './batch.ts';
import type { Invokable } from './local-function.ts';
import type { SourceShape } from './source-shape.ts';

/** Both limits of SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const receiveMax = 10;
const longPollSeconds = 20;

/** A queue that is being read. */
export interface Feed {
  /** Hands out no more batches. */
  finish(): void;
  /** Resolves when it has finished and the batches under way are over. */
  readonly ended: Promise<void>;
}

/**
 * Feeds a function from a queue, with as many batches at once as the mapping allows: receives, invokes, deletes what was
 * settled, and leaves the rest to the queue, which shows it again or moves it to its dead letters.
 */
export function feed(
  source: SourceShape,
  fn: Invokable,
  queues: Queues,
  clock: CloudClock,
  onFailure: (error: unknown) => void,
): Feed {
  let stopped = false;
  const isStopped = () => stopped;
  const poll = async (): Promise<void> => {
    while (!stopped) {
      const messages = await gather(source, queues, clock, isStopped);
      // A receive that was under way while the feed stopped: its messages become visible again by themselves.
      if (messages.length === 0 || stopped) continue;
      const outcome = await fn.invoke(batchEvent(messages, source.queueArn));
      for (const { ReceiptHandle } of settledBy(outcome, messages, source.reportsFailures)) {
        await queues.call('DeleteMessage', { QueueUrl: source.queueUrl, ReceiptHandle });
      }
    }
  };
  const pollers = Array.from({ length: source.concurrencyMax }, () =>
    poll().catch((error: unknown) => {
      if (!stopped) onFailure(error);
    }),
  );
  return {
    finish: () => {
      stopped = true;
    },
    ended: Promise.all(pollers).then(() => {}),
  };
}

/** Receives until the batch is full or its window is over; without a window, whatever the first receive brings. */
async function gather(
  source: SourceShape,
  queues: Queues,
  clock: CloudClock,
  isStopped: () => boolean,
): Promise<ReceivedMessage[]> {
  const messages: ReceivedMessage[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  do {
    const { Messages = [] } = (await queues.call('ReceiveMessage', {
      QueueUrl: source.queueUrl,
      MaxNumberOfMessages: Math.min(receiveMax, source.batchMax - messages.length),
      WaitTimeSeconds: untilMs === Number.POSITIVE_INFINITY ? longPollSeconds : 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })) as { Messages?: ReceivedMessage[] };
    messages.push(...Messages);
    if (untilMs === Number.POSITIVE_INFINITY) untilMs = clock.now() + source.windowMs;
  } while (messages.length > 0 && messages.length < source.batchMax && clock.now() < untilMs && !isStopped());
  return messages;
}
