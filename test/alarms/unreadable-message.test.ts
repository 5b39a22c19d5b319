import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { sqsFailedMessages } from '../../aws/failed-messages.ts';
import { eachMessage, queueBatch } from '../../aws/lambda/queue-batch.ts';
import { shopOfMessage } from '../../aws/queues.ts';
import { feed } from '../../local/functions/feed.ts';
import type { Invokable } from '../../local/functions/local-function.ts';
import { clientAnswering } from '../../proving/sdk-client.ts';
import { until } from '../local/fixture/until.ts';
import { type AlarmedCloud, prove } from './cloud.ts';

const status = 'tsunagi-shop-status';

/** A message that is none of ours reaches the queue of status changes, whose function reads it as it does every message. */
async function receiveNonsense({ board, queues, clock }: AlarmedCloud): Promise<number> {
  const client = clientAnswering<SQSClient>((operation, input: object) => queues.call(operation, { ...input }));
  const failed = sqsFailedMessages(client, queues.queueUrl(status));
  const log = { ...board.logOf('push-status'), startRequest: () => undefined };
  const read = eachMessage(async ({ body }) => void shopOfMessage(body, ['rms']));
  const handler = queueBatch({ [status]: read }, { log, failed });
  let runs = 0;
  const invoke: Invokable['invoke'] = async (event) => {
    runs += 1;
    const report = await handler(JSON.parse(event), { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 });
    return { kind: 'returned', payload: JSON.stringify(report) };
  };
  const source = {
    ...{ queueUrl: queues.queueUrl(status), queueArn: `arn:aws:sqs:ap-northeast-1:000000000000:${status}` },
    ...{ functionName: 'tsunagi-shop-push-status', batchMax: 1, windowMs: 0, concurrencyMax: 1, reportsFailures: true },
  };
  const fed = feed(source, { invoke } as Invokable, queues, clock, (error) => {
    throw error;
  });
  await queues.send(queues.queueUrl(status), '{"order":"1"}');
  await until('The dead letter', async () => (await queues.depths())[`${status}-dead`]?.visible === 1);
  // What it waits for ends with the queues.
  fed.finish();
  return runs;
}

it('dead-letters goes off after one receive of a message that cannot be read: five had taken an hour and a half', async () => {
  let receives = 0;
  const proof = await prove('page-status-dead-letters', {
    async breaks(cloud) {
      receives = await receiveNonsense(cloud);
    },
    mends: ({ empty }) => empty(`${status}-dead`),
  });
  expect(receives).toBe(1);
  expect(proof.firedAt).toBeGreaterThan(proof.brokenAt);
});
