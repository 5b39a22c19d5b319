import {
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { answerOrNull, answerTo } from './answer.ts';
import { liveAlias } from './names.ts';

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
export interface LiveFacts {
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
