import { type Resource, type TemplateJson, textOf } from '../../proving/templates.ts';

/** Encrypted by AWS under a key of its own, always: nothing can be set, and nothing can be forgotten. */
const alwaysEncrypted: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupVault',
  'AWS::Logs::LogGroup',
  'AWS::Events::EventBus',
]);

/** What holds data, each type with how its template says that it is encrypted. */
const isEncrypted: Readonly<Record<string, (properties: Resource['Properties']) => boolean>> = {
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
    SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
  'AWS::DynamoDB::GlobalTable': ({ SSESpecification }) =>
    (SSESpecification as { SSEEnabled?: boolean } | undefined)?.SSEEnabled === true,
  'AWS::KMS::Key': ({ EnableKeyRotation }) => EnableKeyRotation === true,
};

/** Types that hold nothing of their own, or only what another resource of the template holds. */
const holdsNothing: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::Budgets::Budget',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::MetricFilter',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
]);

/** Resources that are not encrypted, and types for which it is not stated whether they hold anything. */
export function unencrypted(template: TemplateJson): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    if (alwaysEncrypted.has(Type) || holdsNothing.has(Type)) return [];
    const check = isEncrypted[Type];
    if (check === undefined) return [`${id} is a ${Type}: say in encryption.ts how it is encrypted.`];
    return check(Properties) ? [] : [`${id} (${Type}) is not encrypted.`];
  });
}

/** The resource types that a policy can close to callers without TLS, each with the property of its policy that names it. */
const doors: Readonly<Record<string, { readonly policy: string; readonly names: string; readonly action: RegExp }>> = {
  'AWS::SQS::Queue': { policy: 'AWS::SQS::QueuePolicy', names: 'Queues', action: /^sqs:(?:\*|SendMessage)$/ },
  'AWS::SNS::Topic': { policy: 'AWS::SNS::TopicPolicy', names: 'Topics', action: /^sns:(?:\*|Publish)$/ },
};

/** Queues and topics that take something in the clear. */
export function openToPlainText(template: TemplateJson): string[] {
  const resources = Object.entries(template.Resources);
  return resources.flatMap(([id, { Type }]) => {
    const door = doors[Type];
    if (door === undefined) return [];
    const policies = resources.filter(
      ([, one]) =>
        one.Type === door.policy &&
        (one.Properties[door.names] as readonly unknown[]).some((named) => JSON.stringify(named).includes(`"${id}"`)),
    );
    const isClosed = policies.some(([, one]) => denies(one.Properties, id, door.action));
    return isClosed ? [] : [`${id} (${Type}) takes what comes without TLS.`];
  });
}

function denies(properties: Resource['Properties'], id: string, wanted: RegExp): boolean {
  const { Statement } = properties.PolicyDocument as { Statement: readonly Record<string, unknown>[] };
  return Statement.some(({ Effect, Action, Condition, Principal, Resource: resource }) => {
    const everybody = Principal === '*' || (Principal as { AWS?: unknown } | undefined)?.AWS === '*';
    const secure = (Condition as { Bool?: Record<string, unknown> } | undefined)?.Bool?.['aws:SecureTransport'];
    const covers = [Action].flat().some((action) => wanted.test(String(action)));
    return (
      Effect === 'Deny' && everybody && String(secure) === 'false' && covers && JSON.stringify(resource).includes(id)
    );
  });
}

/** Addresses in the variables of functions that are called without TLS. */
export function plainAddresses(template: TemplateJson): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Lambda::Function') return [];
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    return Object.entries(Variables).flatMap(([name, value]) =>
      /^http:/i.test(textOf(value)) ? [`${id} calls ${name} without TLS.`] : [],
    );
  });
}
