import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { TsunagiError } from '../../core/kernel/index.ts';
import { answerOrNull, answerTo } from './answer.ts';
import { liveAlias, namesOf, readStack } from './stacks.ts';

/** A deployed function as it stands. */
export interface FunctionFacts {
  readonly name: string;
  /** `Active`, `Pending`, `Inactive`, `Failed`. */
  readonly state: string;
  readonly stateReason: string;
  /** `Successful`, `InProgress`, `Failed`. */
  readonly lastUpdate: string;
  readonly lastUpdateReason: string;
  readonly timeoutSeconds: number;
  /** Those of the version in use, where the function has an alias. */
  readonly variables: Readonly<Record<string, string>>;
  /** Which version runs; null where the alias is gone, or the release is from before there was one. */
  readonly live: LiveFacts | null;
  /** Executions reserved for it; null when it takes from what is left of the account's. */
  readonly reservedConcurrency: number | null;
}

/** The version behind the alias, and while a release is under way the next one, with the share of runs that goes to it. */
interface LiveFacts {
  readonly version: string;
  readonly next: { readonly version: string; readonly share: number } | null;
}

/** What the account may run at once, in the region. */
export interface ConcurrencyFacts {
  readonly limit: number;
  /** What is left of the limit for functions without a reservation. */
  readonly unreserved: number;
}

/** A function by its name; null when there is none. */
export async function readFunction(client: LambdaClient, functionName: string): Promise<FunctionFacts | null> {
  const input = { FunctionName: functionName };
  const found = await answerOrNull('lambda:GetFunctionConfiguration', ['ResourceNotFoundException'], () =>
    client.send(new GetFunctionConfigurationCommand(input)),
  );
  if (found === null) return null;
  const live = await readLive(client, functionName);
  const inUse = live === null ? found : await readVersion(client, functionName);
  const { ReservedConcurrentExecutions: reserved } = await answerTo('lambda:GetFunctionConcurrency', () =>
    client.send(new GetFunctionConcurrencyCommand(input)),
  );
  return {
    name: functionName,
    state: found.State ?? '',
    stateReason: found.StateReason ?? '',
    lastUpdate: found.LastUpdateStatus ?? '',
    lastUpdateReason: found.LastUpdateStatusReason ?? '',
    timeoutSeconds: found.Timeout ?? 0,
    variables: inUse.Environment?.Variables ?? {},
    live,
    reservedConcurrency: reserved ?? null,
  };
}

async function readLive(client: LambdaClient, functionName: string): Promise<LiveFacts | null> {
  const alias = await answerOrNull('lambda:GetAlias', ['ResourceNotFoundException'], () =>
    client.send(new GetAliasCommand({ FunctionName: functionName, Name: liveAlias })),
  );
  if (alias === null) return null;
  const [next] = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  return {
    version: alias.FunctionVersion ?? '',
    next: next === undefined ? null : { version: next[0], share: next[1] },
  };
}

function readVersion(client: LambdaClient, functionName: string) {
  const input = { FunctionName: functionName, Qualifier: liveAlias };
  return answerTo('lambda:GetFunctionConfiguration', () => client.send(new GetFunctionConfigurationCommand(input)));
}

/** The account's concurrency in the client's region. */
export async function readConcurrency(client: LambdaClient): Promise<ConcurrencyFacts> {
  const { AccountLimit } = await answerTo('lambda:GetAccountSettings', () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  return { limit, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? limit };
}

const action = 'lambda:GetFunctionConfiguration';

/**
 * The environment of the version of a deployed function that is in use; of a function without the alias, its own. Null when
 * there is no such function.
 */
export async function functionVariables(
  client: LambdaClient,
  functionName: string,
): Promise<Readonly<Record<string, string>> | null> {
  const read = (input: { readonly Qualifier?: string }) =>
    answerOrNull(action, ['ResourceNotFoundException'], () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName, ...input })),
    );
  const found = (await read({ Qualifier: liveAlias })) ?? (await read({}));
  if (found === null) return null;
  const { Variables, Error: unreadable } = found.Environment ?? {};
  if (unreadable !== undefined) {
    throw new TsunagiError(
      'aws.not-allowed',
      'never',
      `The environment of ${functionName} cannot be read: ${unreadable.ErrorCode ?? ''} ${unreadable.Message ?? ''}`.trimEnd(),
      { operation: action },
    );
  }
  return Variables ?? {};
}

/** What feeds a function from a queue, as it stands. */
export interface EventSourceFacts {
  readonly id: string;
  readonly functionName: string;
  readonly queueName: string;
  /** `Enabled`; `Disabled`, if an operator turned it off; `Creating`, `Enabling`, `Disabling`, `Updating`, `Deleting`. */
  readonly state: string;
  /** Runs at once that it may start; null when only the account limits them. */
  readonly runsMax: number | null;
}

/** An event source by its id; null when there is none. */
export async function readEventSource(client: LambdaClient, id: string): Promise<EventSourceFacts | null> {
  const found = await answerOrNull('lambda:GetEventSourceMapping', ['ResourceNotFoundException'], () =>
    client.send(new GetEventSourceMappingCommand({ UUID: id })),
  );
  if (found === null) return null;
  return {
    id,
    functionName: found.FunctionArn?.split(':')[6] ?? '',
    queueName: found.EventSourceArn?.split(':')[5] ?? '',
    state: found.State ?? '',
    runsMax: found.ScalingConfig?.MaximumConcurrency ?? null,
  };
}

/** The tables and the key that a stage's functions work with, by their variables; null when it has no function. */
export async function variablesOfStage(
  clients: { readonly cloudFormation: CloudFormationClient; readonly lambda: LambdaClient },
  stage: string,
): Promise<Readonly<Record<string, string>> | null> {
  const stack = await readStack(clients.cloudFormation, namesOf(stage).stack);
  if (stack === null) return null;
  let variables: Readonly<Record<string, string>> | null = null;
  for (const [, functionName] of endingWith(stack.outputs, 'Function')) {
    const own = await functionVariables(clients.lambda, functionName);
    // Includes variables that only one function has, such as the sender of mails.
    if (own !== null) variables = { ...(variables ?? {}), ...own };
  }
  return variables;
}

/** The tables and the key that these variables name. They must not be deleted while a function uses them. */
export function namesInUse(variables: Readonly<Record<string, string>>): string[] {
  const tables = endingWith(variables, '_TABLE').map(([, name]) => name);
  return variables.DATA_KEY_ID ? [...tables, variables.DATA_KEY_ID] : tables;
}

/** `PollOrdersFunction` → `['PollOrders', 'tsunagi-prod-poll-orders']`, in the order of the words. */
export function endingWith(values: Readonly<Record<string, string>>, ending: string): [string, string][] {
  return Object.entries(values)
    .filter(([key]) => key.endsWith(ending))
    .map(([key, value]): [string, string] => [key.slice(0, -ending.length), value])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
