import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  GetFunctionEventInvokeConfigCommand,
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

/** How often a failed run is repeated, how old an event may get, and where it ends. */
export const eventInvokeConfig: Looker = async ({ lambda }, { properties }) => {
  const { FunctionName, Qualifier } = properties as { FunctionName: string; Qualifier: string };
  const found = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
  return same(properties, found, 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig');
};

/** Which queue feeds which function, how many messages at once, and that it says which of them failed. */
export const eventSourceMapping: Looker = async ({ lambda }, { physicalId, properties }) => {
  const found = await lambda.send(new GetEventSourceMappingCommand({ UUID: physicalId }));
  const compared = ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'];
  const fed = String(found.FunctionArn).split(':function:').at(-1)?.split(':')[0];
  // What a template does not say, Lambda does: it gathers for no time.
  const { MaximumBatchingWindowInSeconds = 0 } = properties;
  return same(
    { ...properties, MaximumBatchingWindowInSeconds },
    { ...found, FunctionName: fed },
    ...compared,
    'MaximumBatchingWindowInSeconds',
  );
};
