import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Leftovers } from '../core/ports/index.ts';
import { letterAttributes } from './failed-messages.ts';
import { storeFailure } from './failures.ts';

/** Most that SQS gives out at once. */
const batchMax = 10;

/** Batches of one queue in one run: what is left comes with the next run. */
const batchesMax = 50;

/**
 * Empties queues that feed no function into queues that do. A message is deleted only after it was sent: whatever fails in between makes it
 * arrive twice. It takes the moment along at which it was sent first: a report without a moment of its own has that one, however often it arrives.
 *
 * @param moves the addresses of each pair of queues
 */
export function sqsLeftovers(
  client: SQSClient,
  moves: readonly { readonly from: string; readonly to: string }[],
): Leftovers {
  const moveSome = async ({ from, to }: (typeof moves)[number]): Promise<number> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: batchMax,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: [letterAttributes.sentAt],
      }),
    );
    for (const { Body, Attributes, MessageAttributes } of Messages) {
      const sentAt = MessageAttributes?.[letterAttributes.sentAt]?.StringValue ?? Attributes?.SentTimestamp;
      await client.send(
        new SendMessageCommand({
          QueueUrl: to,
          MessageBody: Body,
          ...(sentAt === undefined
            ? {}
            : { MessageAttributes: { [letterAttributes.sentAt]: { DataType: 'String', StringValue: sentAt } } }),
        }),
      );
    }
    if (Messages.length === 0) return 0;
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: from, Entries }));
    return Messages.length;
  };
  return {
    async move() {
      let moved = 0;
      try {
        for (const one of moves) {
          for (let batch = 0; batch < batchesMax; batch++) {
            const some = await moveSome(one);
            moved += some;
            if (some === 0) break;
          }
        }
      } catch (error) {
        throw storeFailure('SQS', 'moving of messages', error, 'queue.failing');
      }
      return moved;
    },
  };
}

/** Reads pairs of addresses: `from>to` between commas. */
export function movesIn(text: string): { readonly from: string; readonly to: string }[] {
  return text.split(',').map((pair) => {
    const [from = '', to = ''] = pair.split('>');
    return { from, to };
  });
}
