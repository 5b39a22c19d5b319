import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What must outlast an upgrade, by its type, each with the properties that cannot change: where one does, CloudFormation makes another,
 * empty resource, or refuses (a key). "Update requires: Replacement" in its reference of each type:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
const unchangeable: Readonly<Record<string, readonly string[]>> = {
  'AWS::Backup::BackupVault': ['BackupVaultName', 'EncryptionKeyArn'],
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::EC2::EIP': ['Domain', 'NetworkBorderGroup', 'Address'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Description', 'Path'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'Origin', 'MultiRegion'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
};

/** What of a stage must outlast an upgrade, by logical id: its type, and its properties that cannot change. */
export type Standing = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Reads it out of a template. */
export function standingOf({ Resources }: Template): Standing {
  const standing = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const names = unchangeable[Type];
    if (names === undefined) return [];
    const fixed = names.flatMap((name) => (Properties[name] === undefined ? [] : [[name, Properties[name]] as const]));
    return [[id, { Type, ...Object.fromEntries(fixed) }] as const];
  });
  return Object.fromEntries(standing);
}

/** The same of all templates that were written into a folder. */
export function standingIn(assembly: string): Standing {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const templates = files.map((file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template);
  return Object.assign({}, ...templates.map(standingOf)) as Standing;
}

/** What an upgrade from one to the other would take away or make anew; nothing, if it is one that keeps everything. */
export function lostBetween(before: Standing, after: Standing): string[] {
  return Object.entries(before).flatMap(([id, was]) => {
    const is = after[id];
    if (is === undefined) return [`${id} (${String(was.Type)}) would be gone.`];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
      .map(
        (name) =>
          `${id} (${String(was.Type)}) would be another: ${name} ${JSON.stringify(was[name])} → ${JSON.stringify(is[name])}.`,
      );
  });
}
