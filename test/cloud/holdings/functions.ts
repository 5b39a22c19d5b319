import {
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
