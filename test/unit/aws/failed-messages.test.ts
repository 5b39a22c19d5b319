import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { sqsFailedMessages } from '../../../aws/failed-messages.ts';
import { clientAnswering, sdkException } from '../../../proving/sdk-client.ts';

const url = (queue: string): string => `https://sqs.example/0/${queue}`;
const message = { body: '{"order":"1"}', handle: 'handle-1', group: 'rms#shop-1', sentAt: 1_545_082_649_183 };
const policy = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:x:0:status-dead' }) };

/** Messages over a client whose calls are kept; `failing` is the operation that SQS refuses. */
function messagesOver(attributes: object | undefined, failing = '') {
  const calls: [string, object][] = [];
  const client = clientAnswering<SQSClient>(async (operation, input) => {
    calls.push([operation, input]);
    if (operation === failing) throw sdkException('AccessDenied', 'no', 403);
    return operation === 'GetQueueAttributes' ? { Attributes: attributes } : {};
  });
  return { messages: sqsFailedMessages(client, url('stock')), calls };
}

describe('a message that failed', () => {
  it('is given up by a copy among the dead letters, which says what is wrong, and goes from its queue after that', async () => {
    const { messages, calls } = messagesOver(policy);
    expect(await messages.giveUp('status', message, 'input.invalid: It cannot be read.')).toBe(true);
    expect(calls).toEqual([
      ['GetQueueAttributes', { QueueUrl: url('status'), AttributeNames: ['RedrivePolicy'] }],
      [
        'SendMessage',
        {
          QueueUrl: url('status-dead'),
          MessageBody: '{"order":"1"}',
          MessageGroupId: 'rms#shop-1',
          MessageAttributes: {
            Failure: { DataType: 'String', StringValue: 'input.invalid: It cannot be read.' },
            SentAt: { DataType: 'String', StringValue: '1545082649183' },
          },
        },
      ],
      ['DeleteMessage', { QueueUrl: url('status'), ReceiptHandle: 'handle-1' }],
    ]);
  });

  it('stays in a queue that has no dead letters', async () => {
    const { messages, calls } = messagesOver(undefined);
    expect(await messages.giveUp('order-hints', message, 'why')).toBe(false);
    expect(calls.map(([operation]) => operation)).toEqual(['GetQueueAttributes']);
  });

  it('stays in its queue when the dead letters do not take it', async () => {
    const { messages, calls } = messagesOver(policy, 'SendMessage');
    await expect(messages.giveUp('status', message, 'why')).rejects.toMatchObject({ code: 'queue.failing' });
    expect(calls.map(([operation]) => operation)).not.toContain('DeleteMessage');
  });

  it('comes again when it is said, ten messages in a call', async () => {
    const { messages, calls } = messagesOver(policy);
    const waits = Array.from({ length: 11 }, (_, index) => ({ handle: `handle-${index}`, seconds: 60 }));
    await messages.comeAgain('status', waits);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual([
      'ChangeMessageVisibilityBatch',
      { QueueUrl: url('status'), Entries: [{ Id: '0', ReceiptHandle: 'handle-10', VisibilityTimeout: 60 }] },
    ]);
  });
});
