import {
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import { type Looker, same } from './look.ts';

/** Runtime, limits, environment, role and log format. */
export const lambdaFunction: Looker = async ({ lambda }, { physicalId, properties }) => {
  const found: GetFunctionConfigurationCommandOutput = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: physicalId }),
  );
  const compared = [
    'FunctionName',
    'Runtime',
    'Handler',
    'Timeout',
    'MemorySize',
    'Architectures',
    'Role',
    'LoggingConfig',
  ];
  return same(properties, found, ...compared, 'Environment');
};

/** A version that was published stands, by its number. */
export const functionVersion: Looker = async ({ lambda }, { physicalId, properties }) => {
  const { FunctionName } = properties as { FunctionName: string };
  const Qualifier = String(physicalId.split(':').at(-1));
  const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
  return {
    wanted: { FunctionName, Version: Qualifier },
    found: { FunctionName: found.FunctionName, Version: found.Version },
  };
};

/** Which version the alias stands for, and that it stands for one alone. */
export const functionAlias: Looker = async ({ lambda }, { properties }) => {
  const { FunctionName, Name } = properties as { FunctionName: string; Name: string };
  const found = await lambda.send(new GetAliasCommand({ FunctionName, Name }));
  const shares = found.RoutingConfig?.AdditionalVersionWeights ?? {};
  return same({ ...properties, shares: {} }, { ...found, shares }, 'Name', 'FunctionVersion', 'shares');
};

/** How often a failed run is repeated, how old an event may get, and where it ends. */
export const eventInvokeConfig: Looker = async ({ lambda }, { properties }) => {
  const { FunctionName, Qualifier } = properties as { FunctionName: string; Qualifier: string };
  const found = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
  const { DestinationConfig: ends = {} } = found;
  // Where a template has no destination, Lambda shows an empty one.
  const DestinationConfig = ends.OnFailure?.Destination || ends.OnSuccess?.Destination ? ends : undefined;
  const compared = ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig'];
  return same(properties, { ...found, DestinationConfig }, ...compared);
};

/** Which queue feeds which function, how many messages at once, and that it says which of them failed. */
export const eventSourceMapping: Looker = async ({ lambda }, { physicalId, properties }) => {
  const found = await lambda.send(new GetEventSourceMappingCommand({ UUID: physicalId }));
  const compared = ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'];
  // It is given the alias's ARN, and shows it under another name.
  // What a template does not say, Lambda does: it gathers for no time.
  const { MaximumBatchingWindowInSeconds = 0 } = properties;
  return same(
    { ...properties, MaximumBatchingWindowInSeconds },
    { ...found, FunctionName: found.FunctionArn },
    ...compared,
    'MaximumBatchingWindowInSeconds',
  );
};

/** Which service may invoke a function, and for which of its resources. */
export const functionPermission: Looker = async ({ lambda }, { properties }) => {
  const { FunctionName, Principal, SourceArn } = properties as Readonly<Record<string, string>>;
  const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const { Statement = [] } = JSON.parse(Policy) as { readonly Statement?: readonly Statement[] };
  const found = Statement.map(({ Action, Principal: { Service }, Condition }) => ({
    Action,
    Principal: Service,
    SourceArn: Object.values(Condition?.ArnLike ?? {})[0],
  })).find((one) => one.Principal === Principal && one.SourceArn === SourceArn);
  return same(properties, found ?? {}, 'Action', 'Principal', 'SourceArn');
};

interface Statement {
  readonly Action: string;
  readonly Principal: { readonly Service: string };
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}
