import type { CloudResource, Resources } from '../assembly/resources.ts';
import type { Section } from '../assembly/section.ts';

/** Where a record about an asynchronous invocation goes. */
export interface AsyncPolicy {
  readonly maxRetries: number;
  readonly maxAgeMs: number;
  readonly onFailure?: CloudResource;
  readonly onSuccess?: CloudResource;
}

/** A function of the template. Durations are in cloud time. */
export interface FunctionShape {
  readonly name: string;
  readonly arn: string;
  /** Its folder or construct id would do for people; this is the logical id, unique in its stack. */
  readonly logicalId: string;
  readonly handler: string;
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly timeoutMs: number;
  readonly logsAsJson: boolean;
  /** How many may run at once. */
  readonly concurrencyMax: number;
  /** By the alias that is invoked, `$LATEST` where none is. */
  readonly asyncPolicies: Readonly<Record<string, AsyncPolicy>>;
}

/** A desk has few cores. AWS would start up to the account's limit. */
const standardConcurrency = 10;

/** What Lambda does without a configuration: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const standardAsync = { maxRetries: 2, maxAgeMs: 6 * 3_600_000 } as const;

/** The functions of the templates. */
export function functionsOf(resources: Resources): FunctionShape[] {
  return resources.ofType('AWS::Lambda::Function').map((resource) => shapeOf(resource, resources));
}

function shapeOf({ name, arn, logicalId, stack, properties }: CloudResource, resources: Resources): FunctionShape {
  properties.refuse('Layers', 'ImageConfig', 'FileSystemConfigs');
  const runtime = properties.text('Runtime');
  if (!runtime.startsWith('nodejs'))
    throw new Error(`${properties.where} runs on ${runtime}; the local cloud runs Node.js.`);
  const key = properties.section('Code').text('S3Key');
  const bundle = stack.bundles.get(key);
  if (bundle === undefined) throw new Error(`${properties.where}.Code names ${key}, which is no asset of its stack.`);
  const environment = properties.has('Environment') ? properties.section('Environment') : undefined;
  const variables = environment?.has('Variables') ? environment.section('Variables') : undefined;
  const logging = properties.has('LoggingConfig') ? properties.section('LoggingConfig') : undefined;
  return {
    name,
    arn,
    logicalId,
    handler: properties.text('Handler'),
    bundle,
    variables: Object.fromEntries(
      Object.keys(variables?.raw ?? {}).map((variable) => [variable, variables?.text(variable) ?? '']),
    ),
    memoryMiB: properties.number('MemorySize', 128),
    timeoutMs: properties.number('Timeout', 3) * 1000,
    logsAsJson: logging?.text('LogFormat', 'Text') === 'JSON',
    concurrencyMax: properties.number('ReservedConcurrentExecutions', standardConcurrency),
    asyncPolicies: asyncPoliciesOf(name, resources),
  };
}

/**
 * What holds for runs of an alias, of which there may be none that is named: then for those of the alias that triggers have, or of the
 * function itself.
 */
export function asyncPolicyOf({ asyncPolicies }: FunctionShape, alias?: string): AsyncPolicy {
  if (alias !== undefined) return asyncPolicies[alias] ?? standardAsync;
  return asyncPolicies.live ?? asyncPolicies.$LATEST ?? standardAsync;
}

function asyncPoliciesOf(functionName: string, resources: Resources): Record<string, AsyncPolicy> {
  const configs = resources
    .ofType('AWS::Lambda::EventInvokeConfig')
    .filter(({ properties }) => properties.text('FunctionName') === functionName);
  return Object.fromEntries(
    configs.map(({ properties }) => [properties.text('Qualifier'), policyIn(properties, resources)]),
  );
}

function policyIn(config: Section, resources: Resources): AsyncPolicy {
  const destinations = config.has('DestinationConfig') ? config.section('DestinationConfig') : undefined;
  const destination = (name: string): CloudResource | undefined => {
    if (!destinations?.has(name)) return undefined;
    const section = destinations.section(name);
    return resources.withArn(section.text('Destination'), section.where);
  };
  const [onFailure, onSuccess] = [destination('OnFailure'), destination('OnSuccess')];
  return {
    maxRetries: config.number('MaximumRetryAttempts', standardAsync.maxRetries),
    maxAgeMs: config.number('MaximumEventAgeInSeconds', standardAsync.maxAgeMs / 1000) * 1000,
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
  };
}
