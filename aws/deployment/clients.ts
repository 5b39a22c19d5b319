import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { EpochMs } from '../../core/kernel/index.ts';
import { clientOptions } from './answer.ts';

/** Clients of everything a deployment consists of. No function loads this: their bundles stay small. */
export interface DeploymentClients {
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly ses: SESv2Client;
  readonly cloudWatch: CloudWatchClient;
}

/** Creates the clients, passes them to the work, and destroys them. */
export async function withClients<T>(work: (clients: DeploymentClients) => Promise<T>): Promise<T> {
  const clients: DeploymentClients = {
    cloudFormation: new CloudFormationClient(clientOptions),
    lambda: new LambdaClient(clientOptions),
    scheduler: new SchedulerClient(clientOptions),
    dynamodb: new DynamoDBClient(clientOptions),
    kms: new KMSClient(clientOptions),
    // An output's URL names the queue; which host is asked is the SDK's affair, as for every other service.
    sqs: new SQSClient({ ...clientOptions, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(clientOptions),
    ses: new SESv2Client(clientOptions),
    cloudWatch: new CloudWatchClient(clientOptions),
  };
  try {
    return await work(clients);
  } finally {
    for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
  }
}

/** What AWS's clock showed when it answered, and what ours showed before and after. */
export interface ServerTime {
  readonly at: EpochMs;
  readonly before: EpochMs;
  readonly after: EpochMs;
}

interface HttpAnswer {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/**
 * Listens to the `Date` header of a client's answers. Returns the latest reading, null when none had one.
 * AWS refuses calls whose clock is more than five minutes wrong. The SDK silently corrects the clock, so the error would go unnoticed.
 */
export function listenToTime(client: CloudFormationClient, now: () => EpochMs): () => ServerTime | null {
  let latest: ServerTime | null = null;
  client.middlewareStack.add(
    (next) => async (input) => {
      const before = now();
      const output = await next(input);
      const { headers = {} } = output.response as HttpAnswer;
      const at = Date.parse(headers.date ?? headers.Date ?? '');
      if (Number.isFinite(at)) latest = { at, before, after: now() };
      return output;
    },
    { step: 'deserialize', priority: 'low', name: 'listenToTime' },
  );
  return () => latest;
}
