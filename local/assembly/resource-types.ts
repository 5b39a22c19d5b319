/** The account and region the local cloud pretends to be. */
export const account = '000000000000';
export const region = 'ap-northeast-1';

/** How a type of resource is named, and what `Ref` and `Fn::GetAtt` give for it. */
export interface ResourceType {
  /** The property that names it; without a value it is named after its stack and logical id, as CloudFormation does. */
  readonly nameProperty?: string;
  /** Makes the name of other properties, for a thing that is named within another one. */
  nameOf?(text: (property: string) => string): string;
  arn(name: string): string;
  readonly ref: 'name' | 'arn' | 'queue-url';
  /** Attributes besides Arn. */
  attributes?(name: string): Readonly<Record<string, string>>;
}

const arn = (service: string, path: string) => `arn:aws:${service}:${region}:${account}:${path}`;

const table: ResourceType = {
  nameProperty: 'TableName',
  arn: (name) => arn('dynamodb', `table/${name}`),
  ref: 'name',
};

const alarm: ResourceType = {
  nameProperty: 'AlarmName',
  arn: (name) => arn('cloudwatch', `alarm:${name}`),
  ref: 'name',
};

/** The types that the local cloud runs. */
const runs: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: (name) => arn('sqs', name),
    ref: 'queue-url',
    attributes: (name) => ({ QueueName: name }),
  },
  'AWS::KMS::Key': { arn: (name) => arn('kms', `key/${name}`), ref: 'name', attributes: (name) => ({ KeyId: name }) },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', arn: (name) => arn('kms', name), ref: 'name' },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    arn: (name) => arn('events', `event-bus/${name}`),
    ref: 'name',
    attributes: (name) => ({ Name: name }),
  },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: (name) => arn('events', `rule/${name}`), ref: 'name' },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    arn: (name) => arn('scheduler', `schedule/default/${name}`),
    ref: 'name',
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    arn: (name) => arn('lambda', `function:${name}`),
    ref: 'name',
  },
  // There is one version of each function, and its aliases are that one: nothing is released here while it runs.
  'AWS::Lambda::Version': {
    arn: (name) => arn('lambda', `version:${name}`),
    ref: 'arn',
    attributes: () => ({ Version: '1' }),
  },
  'AWS::Lambda::Alias': {
    nameOf: (text) => `${text('FunctionName')}:${text('Name')}`,
    arn: (name) => arn('lambda', `function:${name}`),
    ref: 'arn',
  },
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    arn: (name) => arn('scheduler', `schedule-group/${name}`),
    ref: 'name',
  },
  'AWS::ApiGatewayV2::Api': {
    nameProperty: 'Name',
    arn: (name) => arn('apigateway', `apis/${name}`),
    ref: 'name',
    // Where it is served is known once it is: `Cloud.httpApis`.
    attributes: (name) => ({ ApiEndpoint: `https://${name}.invalid`, ApiId: name }),
  },
  'AWS::ApiGatewayV2::Integration': { arn: (name) => arn('apigateway', `integrations/${name}`), ref: 'name' },
  'AWS::ApiGatewayV2::Route': { arn: (name) => arn('apigateway', `routes/${name}`), ref: 'name' },
  'AWS::Lambda::EventInvokeConfig': { arn: (name) => arn('lambda', `event-invoke-config:${name}`), ref: 'name' },
  'AWS::Lambda::EventSourceMapping': { arn: (name) => arn('lambda', `event-source-mapping:${name}`), ref: 'name' },
};

/**
 * The types that are not run on one machine. Permissions are not checked here: `test/infra` reads them. Alarms are judged, but
 * no person is on call: the process that started the cloud receives them, not the topic. The view shows what the dashboard would.
 */
const ignored = new Set([
  // It has the limits of the stage, which nothing reaches on one machine.
  'AWS::ApiGatewayV2::Stage',
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::Budgets::Budget',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Permission',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::EventBusPolicy',
  'AWS::Logs::LogGroup',
  'AWS::CloudWatch::Dashboard',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::CDK::Metadata',
]);

const nameless: ResourceType = { arn: (name) => arn('none', name), ref: 'name' };

/**
 * What is known about a type. Throws for a type that is neither run nor ignored, so that nothing of a template is left out
 * silently.
 */
export function typeOf(type: string, where: string): ResourceType {
  const known = runs[type];
  if (known !== undefined) return known;
  if (ignored.has(type)) return nameless;
  throw new Error(
    `${where} is of type ${type}, which the local cloud does not know. It runs ${Object.keys(runs).join(', ')}. ` +
      'Teach it the type in local/assembly/resource-types.ts: run it, or ignore it if it means nothing on one machine.',
  );
}
