import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from './client-options.ts';

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
  };
  try {
    return await work(clients);
  } finally {
    for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
  }
}
