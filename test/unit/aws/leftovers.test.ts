import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { movesIn, sqsLeftovers } from '../../../aws/leftovers.ts';
import { clientAnswering } from '../../../proving/sdk-client.ts';

interface Input {
  readonly QueueUrl: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
  readonly Entries?: readonly { readonly ReceiptHandle: string }[];
}

/** A queue with some messages, and one that takes messages as often as it may. */
function queues(bodies: readonly string[], takes: number) {
  const waiting = new Map(bodies.map((body, index) => [`handle-${index}`, body]));
  const arrived: string[] = [];
  const sentAt: (string | undefined)[] = [];
  const client = clientAnswering<SQSClient>(async (operation, input: Input) => {
    const { QueueUrl, MessageBody = '', MessageAttributes = {}, Entries = [] } = input;
    if (operation === 'ReceiveMessage') {
      if (QueueUrl !== 'https://old') return {};
      const Attributes = { SentTimestamp: '1700000000000' };
      return {
        Messages: [...waiting].slice(0, 10).map(([ReceiptHandle, Body]) => ({ ReceiptHandle, Body, Attributes })),
      };
    }
    if (operation === 'SendMessage') {
      if (arrived.length >= takes) throw new Error('no');
      arrived.push(`${QueueUrl} ${MessageBody}`);
      sentAt.push(MessageAttributes.SentAt?.StringValue);
    }
    for (const { ReceiptHandle } of operation === 'DeleteMessageBatch' ? Entries : []) waiting.delete(ReceiptHandle);
    return {};
  });
  return { client, waiting, arrived, sentAt };
}

const moves = movesIn('https://old>https://new,https://empty>https://other');

it('messages of a queue that feeds nothing go to the one that has its place, each as it is', async () => {
  const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}`);
  const { client, waiting, arrived } = queues(bodies, 100);
  expect(await sqsLeftovers(client, moves).move()).toBe(23);
  expect(arrived).toEqual(bodies.map((body) => `https://new ${body}`));
  expect(waiting.size).toBe(0);
});

it('a message that cannot be sent on stays where it is', async () => {
  const { client, waiting } = queues(['one', 'two'], 1);
  await expect(sqsLeftovers(client, moves).move()).rejects.toMatchObject({ code: 'queue.failing' });
  expect([...waiting.values()]).toEqual(['one', 'two']);
});

it('a message that is moved takes the moment along at which it was sent first', async () => {
  const { client, sentAt } = queues(['one'], 1);
  await sqsLeftovers(client, moves).move();
  expect(sentAt).toEqual(['1700000000000']);
});
