import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DeleteAliasCommand, DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { listenToTime } from '../../../../aws/deployment/clients.ts';
import { deleteDataKey, readDataKey } from '../../../../aws/deployment/data-key.ts';
import { functionVariables, readEventSource, readFunction } from '../../../../aws/deployment/functions.ts';
import { readMailAccount, readSender } from '../../../../aws/deployment/mail.ts';
import { readSchedules } from '../../../../aws/deployment/schedules.ts';
import { readDeletion, readStack } from '../../../../aws/deployment/stacks.ts';
import { readTable, readTableCare } from '../../../../aws/deployment/tables.ts';
import { readSubscriptions } from '../../../../aws/deployment/topics.ts';

const options = { region: 'ap-northeast-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const cloudFormation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);
const kms = mockClient(KMSClient);
const lambda = mockClient(LambdaClient);
const scheduler = mockClient(SchedulerClient);
const ses = mockClient(SESv2Client);
const sns = mockClient(SNSClient);
const mocks = [cloudFormation, dynamodb, kms, lambda, scheduler, ses, sns];
beforeEach(() => {
  for (const mock of mocks) mock.reset();
});
afterAll(() => {
  for (const mock of mocks) mock.restore();
});

const refusal = (name: string, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

describe('what AWS says of a deployment', () => {
  it('is no stack where CloudFormation says that there is none, and a failure where it says anything else', async () => {
    const client = new CloudFormationClient(options);
    cloudFormation
      .on(DescribeStacksCommand)
      .rejectsOnce(refusal('ValidationError', 'Stack with id x does not exist'))
      .rejectsOnce(refusal('ValidationError', 'x is no name'));
    expect(await readStack(client, 'x')).toBeNull();
    await expect(readStack(client, 'x')).rejects.toMatchObject({ code: 'aws.failing' });
  });

  it('is an event source that was switched off, and one that was deleted', async () => {
    const client = new LambdaClient(options);
    lambda
      .on(GetEventSourceMappingCommand)
      .resolvesOnce({
        FunctionArn: 'arn:aws:lambda:ap-northeast-1:123456789012:function:tsunagi-prod-push-status',
        EventSourceArn: 'arn:aws:sqs:ap-northeast-1:123456789012:tsunagi-prod-status',
        State: 'Disabled',
        ScalingConfig: { MaximumConcurrency: 10 },
      })
      .rejectsOnce(refusal('ResourceNotFoundException'));
    expect(await readEventSource(client, 'uuid-1')).toEqual({
      id: 'uuid-1',
      functionName: 'tsunagi-prod-push-status',
      queueName: 'tsunagi-prod-status',
      state: 'Disabled',
      runsMax: 10,
    });
    expect(await readEventSource(client, 'uuid-1')).toBeNull();
  });

  it('is a function whose environment may not be read', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({
      Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no kms:Decrypt' } },
    });
    await expect(functionVariables(new LambdaClient(options), 'f')).rejects.toThrow(
      'The environment of f cannot be read: AccessDeniedException no kms:Decrypt',
    );
  });

  it('is a function whose alias points to two versions: the variables of the first one are in use', async () => {
    const client = new LambdaClient(options);
    const FunctionName = 'f';
    lambda
      .on(GetFunctionConfigurationCommand, { FunctionName })
      .resolves({ Environment: { Variables: { A: 'newest' } } });
    lambda
      .on(GetFunctionConfigurationCommand, { FunctionName, Qualifier: 'live' })
      .resolves({ Environment: { Variables: { A: 'in use' } } });
    lambda
      .on(GetAliasCommand, { FunctionName, Name: 'live' })
      .resolves({ FunctionVersion: '7', RoutingConfig: { AdditionalVersionWeights: { 8: 0.5 } } });
    lambda.on(GetFunctionConcurrencyCommand).resolves({});
    expect(await readFunction(client, FunctionName)).toMatchObject({
      live: { version: '7', next: { version: '8', share: 0.5 } },
      variables: { A: 'in use' },
    });
    expect(await functionVariables(client, FunctionName)).toEqual({ A: 'in use' });
  });

  it('is a function of a release that had no aliases', async () => {
    const client = new LambdaClient(options);
    const absent = new ResourceNotFoundException({ message: 'no alias', $metadata: {} });
    lambda
      .on(GetFunctionConfigurationCommand, { FunctionName: 'f' })
      .resolves({ Environment: { Variables: { A: 'own' } } });
    lambda.on(GetFunctionConfigurationCommand, { FunctionName: 'f', Qualifier: 'live' }).rejects(absent);
    lambda.on(GetAliasCommand).rejects(absent);
    lambda.on(GetFunctionConcurrencyCommand).resolves({});
    expect(await readFunction(client, 'f')).toMatchObject({ live: null, variables: { A: 'own' } });
    expect(await functionVariables(client, 'f')).toEqual({ A: 'own' });
  });

  it('is a schedule of another hand: no shard, no rate', async () => {
    scheduler.on(ListSchedulesCommand).resolves({ Schedules: [{ Name: 'mine' }] });
    scheduler.on(GetScheduleCommand).resolves({
      State: 'DISABLED',
      ScheduleExpression: 'cron(0 1 * * ? *)',
      Target: { Arn: 'arn:aws:lambda:ap-northeast-1:123456789012:function:other', RoleArn: 'r', Input: 'hello' },
    });
    expect(await readSchedules(new SchedulerClient(options), 'tsunagi-prod')).toEqual([
      { name: 'mine', functionName: 'other', isEnabled: false, everyMinutes: null, shard: null },
    ]);
  });

  it('is a table as AWS describes it, with what guards it', async () => {
    const client = new DynamoDBClient(options);
    dynamodb.on(DescribeTableCommand).resolves({
      Table: {
        TableStatus: 'ACTIVE',
        DeletionProtectionEnabled: true,
        ItemCount: 3,
        TableSizeBytes: 300,
        GlobalSecondaryIndexes: [{ IndexName: 'due', IndexStatus: 'CREATING' }],
      },
    });
    dynamodb.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    });
    dynamodb.on(DescribeTimeToLiveCommand).resolves({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
    expect(await readTable(client, 't')).toEqual({
      name: 't',
      status: 'ACTIVE',
      isProtected: true,
      indexes: [{ name: 'due', status: 'CREATING' }],
      items: 3,
      bytes: 300,
    });
    expect(await readTableCare(client, 't')).toEqual({ isRecoverable: true, expiresBy: 'expiresAt' });
  });

  it('is a key that is to be deleted; deleting it again changes nothing', async () => {
    const client = new KMSClient(options);
    kms.on(DescribeKeyCommand).resolves({
      KeyMetadata: {
        KeyId: '1',
        Arn: 'arn',
        KeyState: 'PendingDeletion',
        DeletionDate: new Date('2026-12-24T00:00:00Z'),
      },
    });
    expect(await readDataKey(client, '1')).toMatchObject({
      state: 'PendingDeletion',
      deletedAt: '2026-12-24T00:00:00.000Z',
    });
    kms.on(DeleteAliasCommand).rejects(refusal('NotFoundException'));
    kms.on(ScheduleKeyDeletionCommand).rejects(refusal('KMSInvalidStateException'));
    await deleteDataKey(client, 'arn', ['alias/gone']);
    expect(kms.commandCalls(ScheduleKeyDeletionCommand)[0]?.args[0].input.PendingWindowInDays).toBe(30);
  });

  it('is a subscription that is not confirmed', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [
        { Protocol: 'email', Endpoint: 'ops@example.jp', SubscriptionArn: 'PendingConfirmation' },
        { Protocol: 'email', Endpoint: 'night@example.jp', SubscriptionArn: 'arn:aws:sns:x' },
      ],
    });
    expect(await readSubscriptions(new SNSClient(options), 'topic')).toEqual([
      { protocol: 'email', endpoint: 'ops@example.jp', isConfirmed: false },
      { protocol: 'email', endpoint: 'night@example.jp', isConfirmed: true },
    ]);
  });

  it('is an account in the sandbox, and a domain with the records it still needs', async () => {
    const client = new SESv2Client(options);
    ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: false, SendingEnabled: true });
    expect(await readMailAccount(client)).toMatchObject({ isInProduction: false, isSending: true, perDay: 0 });
    ses.on(GetEmailIdentityCommand).resolves({
      VerifiedForSendingStatus: false,
      DkimAttributes: { Status: 'PENDING', Tokens: ['abc'] },
    });
    expect(await readSender(client, 'info@example.jp')).toEqual({
      identity: 'example.jp',
      isVerified: false,
      dkim: 'PENDING',
      dkimRecords: [{ name: 'abc._domainkey.example.jp', value: 'abc.dkim.amazonses.com' }],
    });
  });

  it('is the address itself as an identity where the domain is none', async () => {
    ses
      .on(GetEmailIdentityCommand, { EmailIdentity: 'example.jp' })
      .rejects(refusal('NotFoundException'))
      .on(GetEmailIdentityCommand, { EmailIdentity: 'info@example.jp' })
      .resolves({ VerifiedForSendingStatus: true });
    expect(await readSender(new SESv2Client(options), 'info@example.jp')).toMatchObject({
      identity: 'info@example.jp',
    });
  });

  it('is a domain above the address, where neither its own domain nor the address itself is an identity', async () => {
    ses
      .on(GetEmailIdentityCommand)
      .rejects(refusal('NotFoundException'))
      .on(GetEmailIdentityCommand, { EmailIdentity: 'shop.example' })
      .resolves({ VerifiedForSendingStatus: true });
    expect(await readSender(new SESv2Client(options), 'tanaka@mail.shop.example')).toMatchObject({
      identity: 'shop.example',
    });
  });

  it('is why the latest deletion of a stack failed, and not an earlier one', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [{ StackName: 's', StackId: 'id', StackStatus: 'DELETE_FAILED', CreationTime: new Date(0) }],
    });
    cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
    const event = (
      LogicalResourceId: string,
      ResourceStatus: 'DELETE_FAILED' | 'DELETE_IN_PROGRESS',
      physical: string,
    ) => ({
      EventId: LogicalResourceId,
      StackId: 'id',
      StackName: 's',
      Timestamp: new Date(0),
      LogicalResourceId,
      PhysicalResourceId: physical,
      ResourceStatus,
      ResourceStatusReason: `${LogicalResourceId} is in use`,
    });
    cloudFormation.on(DescribeStackEventsCommand).resolves({
      StackEvents: [
        event('s', 'DELETE_FAILED', 'id'),
        event('Bus', 'DELETE_FAILED', 'bus'),
        event('s', 'DELETE_IN_PROGRESS', 'id'),
        event('Role', 'DELETE_FAILED', 'role'),
      ],
    });
    expect((await readDeletion(new CloudFormationClient(options), 'id')).failures).toEqual(['Bus: Bus is in use']);
  });
});

it('the time of AWS is heard with its answers', async () => {
  cloudFormation.restore();
  const answered = { statusCode: 200, headers: { date: 'Tue, 24 Nov 2026 06:45:00 GMT', 'content-type': 'text/xml' } };
  const body =
    '<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>';
  const client = new CloudFormationClient({
    ...options,
    requestHandler: { handle: async () => ({ response: { ...answered, body: Buffer.from(body) } }) } as never,
  });
  let now = 5;
  const heard = listenToTime(client, () => now++);
  expect(heard()).toBeNull();
  await client.send(new DescribeStacksCommand({}));
  expect(heard()).toEqual({ at: Date.parse('2026-11-24T15:45:00+09:00'), before: 5, after: 6 });
});
