import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { answerOrNull, answerTo } from './answer.ts';

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
  readonly variables: Readonly<Record<string, string>>;
  /** Executions reserved for it; null when it takes from what is left of the account's. */
  readonly reservedConcurrency: number | null;
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
    variables: found.Environment?.Variables ?? {},
    reservedConcurrency: reserved ?? null,
  };
}

/** The account's concurrency in the client's region. */
export async function readConcurrency(client: LambdaClient): Promise<ConcurrencyFacts> {
  const { AccountLimit } = await answerTo('lambda:GetAccountSettings', () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  return { limit, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? limit };
}
