import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { region } from './ministack/start.ts';

/** The account that the tests deploy to, as the SDK shows it. */
export interface Account {
  readonly endpoint: string;
  /** What a person has to set so that every command reaches it, and nothing else. */
  readonly variables: Readonly<Record<string, string>>;
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly eventbridge: EventBridgeClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sesv2: SESv2Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** Outputs of a stack by their keys. */
  outputsOf(stackName: string): Promise<Readonly<Record<string, string>>>;
  close(): void;
}

/** The account at an endpoint. Its credentials are dummies. */
export function accountAt(endpoint: string): Account {
  const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const clients = {
    cloudformation: new CloudFormationClient(settings),
    dynamodb: new DynamoDBClient(settings),
    eventbridge: new EventBridgeClient(settings),
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    sesv2: new SESv2Client(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
  return {
    ...clients,
    endpoint,
    variables: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_S3_FORCE_PATH_STYLE: '1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
    async outputsOf(stackName) {
      const { Stacks } = await clients.cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
      const outputs = Stacks?.[0]?.Outputs ?? [];
      return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
