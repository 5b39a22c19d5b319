import type { Account } from '../account.ts';
import { plan, selection, vault } from './backups.ts';
import { budget } from './budgets.ts';
import {
  eventInvokeConfig,
  eventSourceMapping,
  functionAlias,
  functionPermission,
  functionVersion,
  lambdaFunction,
} from './functions.ts';
import { alias, key } from './keys.ts';
import type { Look, Looker } from './look.ts';
import { configurationSet, eventDestination } from './mails.ts';
import { eventBus, queue, queuePolicy, rule, subscription, topic, topicPolicy } from './messages.ts';
import { managedPolicy, policy, role } from './permissions.ts';
import { schedule, scheduleGroup } from './schedules.ts';
import { table } from './tables.ts';
import { type Wanted, wantedBy } from './template.ts';
import { alarm, compositeAlarm, dashboard, logGroup } from './watching.ts';

/** How each type of resource is looked at. A type that is not here cannot be deployed: the test says so. */
const lookers: Readonly<Record<string, Looker>> = {
  'AWS::Backup::BackupPlan': plan,
  'AWS::Backup::BackupSelection': selection,
  'AWS::Backup::BackupVault': vault,
  'AWS::Budgets::Budget': budget,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Alias': functionAlias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': functionPermission,
  'AWS::Lambda::Version': functionVersion,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SES::ConfigurationSet': configurationSet,
  'AWS::SES::ConfigurationSetEventDestination': eventDestination,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': scheduleGroup,
};

/** A resource, and what its own service says of it. */
export interface Held extends Look {
  readonly resource: Wanted;
}

/** Looks at everything that a stack's template asks for, each by its own service. */
export async function holdingsOf(account: Account, stackName: string): Promise<Held[]> {
  const held: Held[] = [];
  for (const resource of await wantedBy(account, stackName))
    held.push({ resource, ...(await look(account, resource)) });
  return held;
}

async function look(account: Account, resource: Wanted): Promise<Look> {
  const looker = lookers[resource.type];
  if (looker === undefined) {
    throw new Error(`${resource.where}: nothing looks at a ${resource.type}. Say how in test/cloud/holdings/.`);
  }
  try {
    return await looker(account, resource);
  } catch (error) {
    return { wanted: 'there', found: error instanceof Error ? `${error.name}: ${error.message}` : error };
  }
}
