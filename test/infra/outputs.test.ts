import { describe, expect, it } from 'vitest';
import { queueMeantBy } from '../../ops/doctor/checks/queues.ts';
import { templatesOf } from '../../proving/templates.ts';

const { data, tsunagi } = templatesOf({
  opsEmail: 'ops@example.jp',
  sender: 'info@example.jp',
  mailFromName: '角田システム',
  fixedAddresses: '2',
  webhookParameter: '/tsunagi/shop/webhook',
});

/**
 * What both stacks put out, in the stack that puts it out. Commands, consumers and other stacks read these by name, from a
 * deployment that may be older or newer than they are: add to the list; never take a name away or give it another meaning.
 */
const contract = {
  data: [
    'BackupVaultName',
    'ControlTable',
    'DataKeyArn',
    'FixedAddress1Ip',
    'FixedAddress2Ip',
    'ListingsTable',
    'OrdersConsumerPolicyArn',
    'OrdersTable',
    'PushesTable',
    'Release',
    'RevisionsTable',
    'ShopsTable',
    'StockTable',
  ],
  tsunagi: [
    'BusName',
    'DashboardName',
    'HealthProbeFailedQueue',
    'HealthProbeFunction',
    'NotifyMerchantsFailedQueue',
    'NotifyMerchantsFunction',
    'OpsTopicArn',
    'PollOrdersFailedQueue',
    'PollOrdersFunction',
    'PushStatusFunction',
    'ReconcileFailedQueue',
    'ReconcileFunction',
    'RelayAlarmsFailedQueue',
    'RelayAlarmsFunction',
    'Release',
    'ScheduleGroup',
    'StatusDeadLetters',
    'StatusIntakeDeadLetters',
    'StatusIntakeQueue',
    'StatusQueue',
    'StatusRejectedQueue',
    'StockDeadLetters',
    'StockIntakeDeadLetters',
    'StockIntakeQueue',
    'StockQueue',
    'StockRejectedQueue',
    'SyncStockFunction',
    'TicketTopicArn',
  ],
};

const outputs = (template: typeof data) => template.findOutputs('*') as Record<string, { Value: unknown }>;

describe('the outputs', () => {
  it.each(['data', 'tsunagi'] as const)('the outputs of the %s stack are the ones that others rely on', (name) => {
    const names = Object.keys(outputs({ data, tsunagi }[name])).filter((output) => !output.startsWith('ExportsOutput'));
    expect(names.sort()).toEqual(contract[name]);
  });

  it('the outputs of dead letters, and what feeds from their queues, are each of a queue that the doctor has commands for', () => {
    const words = Object.keys(outputs(tsunagi)).filter((name) => name.endsWith('DeadLetters'));
    const queues = words.map((word) => queueMeantBy(word.replace(/DeadLetters$/, ''))?.queue ?? null);
    const sources = Object.entries(tsunagi.findResources('AWS::Lambda::EventSourceMapping'));
    expect(queues.sort()).toEqual(['intake', 'stock', 'stock-intake', 'work']);
    expect(sources.map(([id]) => queueMeantBy(id)?.queue).sort()).toEqual(queues);
    for (const [id, { Properties }] of sources) {
      expect(JSON.stringify(Properties.FunctionName)).toContain(queueMeantBy(id)?.worker.replace('-', ''));
    }
  });

  it('the outputs for messages of malls about changed orders are there with Amazon, and the doctor knows what feeds from their queue', () => {
    const amazon = templatesOf({ malls: 'amazon,rms' }).tsunagi;
    const names = Object.keys(outputs(amazon)).filter((name) => name.startsWith('OrderHints'));
    expect(names.sort()).toEqual(['OrderHintsQueue']);
    const [source] = Object.keys(amazon.findResources('AWS::Lambda::EventSourceMapping')).filter((id) =>
      id.toLowerCase().includes('orderhints'),
    );
    expect(queueMeantBy(source ?? '')).toMatchObject({ queue: null, worker: 'sync-stock' });
  });

  it.each([
    ['OrdersTable', 'AWS::DynamoDB::GlobalTable'],
    ['RevisionsTable', 'AWS::DynamoDB::GlobalTable'],
    ['StockTable', 'AWS::DynamoDB::GlobalTable'],
    ['ShopsTable', 'AWS::DynamoDB::GlobalTable'],
    ['ControlTable', 'AWS::DynamoDB::GlobalTable'],
    ['PushesTable', 'AWS::DynamoDB::GlobalTable'],
    ['ListingsTable', 'AWS::DynamoDB::GlobalTable'],
    ['BackupVaultName', 'AWS::Backup::BackupVault'],
    ['DataKeyArn', 'AWS::KMS::Key'],
    ['OrdersConsumerPolicyArn', 'AWS::IAM::ManagedPolicy'],
    ['BusName', 'AWS::Events::EventBus'],
    ['ScheduleGroup', 'AWS::Scheduler::ScheduleGroup'],
    ['OpsTopicArn', 'AWS::SNS::Topic'],
    ['TicketTopicArn', 'AWS::SNS::Topic'],
    ['RelayAlarmsFunction', 'AWS::Lambda::Function'],
    ['RelayAlarmsFailedQueue', 'AWS::SQS::Queue'],
    ['DashboardName', 'AWS::CloudWatch::Dashboard'],
    ['PollOrdersFunction', 'AWS::Lambda::Function'],
    ['PollOrdersFailedQueue', 'AWS::SQS::Queue'],
    ['ReconcileFunction', 'AWS::Lambda::Function'],
    ['ReconcileFailedQueue', 'AWS::SQS::Queue'],
    ['HealthProbeFunction', 'AWS::Lambda::Function'],
    ['HealthProbeFailedQueue', 'AWS::SQS::Queue'],
    ['PushStatusFunction', 'AWS::Lambda::Function'],
    ['StatusQueue', 'AWS::SQS::Queue'],
    ['StatusDeadLetters', 'AWS::SQS::Queue'],
    ['StatusIntakeQueue', 'AWS::SQS::Queue'],
    ['StatusIntakeDeadLetters', 'AWS::SQS::Queue'],
    ['StatusRejectedQueue', 'AWS::SQS::Queue'],
    ['SyncStockFunction', 'AWS::Lambda::Function'],
    ['StockQueue', 'AWS::SQS::Queue'],
    ['StockDeadLetters', 'AWS::SQS::Queue'],
    ['StockIntakeQueue', 'AWS::SQS::Queue'],
    ['StockIntakeDeadLetters', 'AWS::SQS::Queue'],
    ['StockRejectedQueue', 'AWS::SQS::Queue'],
    ['NotifyMerchantsFunction', 'AWS::Lambda::Function'],
    ['NotifyMerchantsFailedQueue', 'AWS::SQS::Queue'],
  ])('the output %s names a resource of type %s', (name, type) => {
    const template = name in outputs(data) ? data : tsunagi;
    const value = outputs(template)[name]?.Value as { Ref: string } | { 'Fn::GetAtt': [string, 'Arn'] };
    const logicalId = 'Ref' in value ? value.Ref : value['Fn::GetAtt'][0];
    expect(template.toJSON().Resources[logicalId].Type).toBe(type);
  });
});
