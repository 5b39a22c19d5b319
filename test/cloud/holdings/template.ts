import {
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListExports,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { evaluate } from '../../../local/assembly/intrinsics.ts';
import type { Account } from '../account.ts';
import { account as accountId, region } from '../ministack/start.ts';

/** A resource that the deployed template of a stack asks for. */
export interface Wanted {
  /** Stack and logical id, for people. */
  readonly where: string;
  readonly type: string;
  /** The name by which its service knows it. */
  readonly physicalId: string;
  /** As the template has them, its references resolved by the names that things have in the account. */
  readonly properties: Readonly<Record<string, unknown>>;
}

const arn = (service: string, path: string, where = `${region}:${accountId}`) => `arn:aws:${service}:${where}:${path}`;

/** What `Fn::GetAtt … Arn` gives for a resource, by its type and physical id. */
const arnOf: Readonly<Record<string, (id: string) => string>> = {
  'AWS::Backup::BackupVault': (id) => arn('backup', `backup-vault:${id}`),
  'AWS::DynamoDB::GlobalTable': (id) => arn('dynamodb', `table/${id}`),
  'AWS::KMS::Key': (id) => arn('kms', `key/${id}`),
  'AWS::IAM::Role': (id) => arn('iam', `role/${id}`, `:${accountId}`),
  'AWS::Lambda::Function': (id) => arn('lambda', `function:${id}`),
  'AWS::SQS::Queue': (id) => arn('sqs', String(id.split('/').at(-1))),
  'AWS::Logs::LogGroup': (id) => arn('logs', `log-group:${id}:*`),
  'AWS::Events::Rule': (id) => arn('events', `rule/${id}`),
  'AWS::Events::EventBus': (id) => arn('events', `event-bus/${id}`),
  'AWS::CloudWatch::Alarm': (id) => arn('cloudwatch', `alarm:${id}`),
  'AWS::CloudWatch::CompositeAlarm': (id) => arn('cloudwatch', `alarm:${id}`),
  'AWS::Scheduler::ScheduleGroup': (id) => arn('scheduler', `schedule-group/${id}`),
};

/** Everything that the template of a deployed stack asks for. Both come from the account, not from this machine. */
export async function wantedBy({ cloudformation }: Account, stackName: string): Promise<Wanted[]> {
  const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName: stackName }));
  const template = JSON.parse(TemplateBody) as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
  const physical = new Map<string, string>();
  for await (const page of paginateListStackResources({ client: cloudformation }, { StackName: stackName })) {
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      physical.set(String(LogicalResourceId), String(PhysicalResourceId));
    }
  }
  const exports = new Map<string, string>();
  for await (const page of paginateListExports({ client: cloudformation }, {})) {
    for (const { Name, Value } of page.Exports ?? []) exports.set(String(Name), String(Value));
  }
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': String(Stacks[0]?.StackId),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const scope: Parameters<typeof evaluate>[1] = {
    ref: (id: string) => pseudo[id] ?? physical.get(id),
    attribute(id: string, attribute: string) {
      const [type = '', name] = [template.Resources[id]?.Type, physical.get(id)];
      const bus: unknown = template.Resources[id]?.Properties?.EventBusName;
      // The rules of a bus of one's own lie below it.
      if (type === 'AWS::Events::Rule' && bus !== undefined && attribute === 'Arn') {
        return arn('events', `rule/${String(evaluate(bus, scope, id))}/${name}`);
      }
      if (attribute.endsWith('Arn') && name !== undefined) return arnOf[type]?.(name);
      // A version's physical id is its ARN, which ends with its number.
      if (attribute === 'Version') return name?.split(':').at(-1);
      // A queue's physical id is its URL.
      return attribute.endsWith('Name') ? name?.split('/').at(-1) : undefined;
    },
    exported: (name: string) => exports.get(name),
  };
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata')
    .map(([id, { Type, Properties = {} }]) => {
      const where = `${stackName}/${id}`;
      const properties = evaluate(Properties, scope, where) as Record<string, unknown>;
      return { where, type: Type, physicalId: physical.get(id) ?? 'never made', properties };
    });
}
