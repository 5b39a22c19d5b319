import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions, noAnswer } from '../aws/deployment/answer.ts';
import { functionVariables, variablesOfStage } from '../aws/deployment/functions.ts';
import {
  namesOf,
  readStack,
  type StackFacts,
  type StageNames,
  stackNames,
  stackNamesBegin,
} from '../aws/deployment/stacks.ts';

export type { AlarmFacts, DeployedAlarms } from '../aws/deployment/alarms.ts';
export type { ServerTime } from '../aws/deployment/clients.ts';
export type { FailedQueueFacts } from '../aws/deployment/dead-letters.ts';
export type { ExaminedTable, ExaminedTopic, Named, StageFacts } from '../aws/deployment/examine-stage.ts';
export type { EventSourceFacts, FunctionFacts } from '../aws/deployment/functions.ts';
export type { MailAccountFacts, SenderFacts } from '../aws/deployment/mail.ts';
export type { ScheduleFacts } from '../aws/deployment/schedules.ts';
export type { StackFacts } from '../aws/deployment/stacks.ts';
export type { TableCareFacts, TableFacts } from '../aws/deployment/tables.ts';

/** A deployed stage, for commands. Every answer is read anew, and nothing is cached. */
export interface Stage {
  readonly name: string;
  readonly region: string;
  readonly names: StageNames;
  /** One of the stage's stacks, or null when there is none. */
  stack(which: 'stack' | 'dataStack'): Promise<StackFacts | null>;
  /** The stages of this account and region. */
  others(): Promise<string[]>;
  /** The environment of a deployed function; null when there is no such function. */
  variables(functionName: string): Promise<Readonly<Record<string, string>> | null>;
  /** The environments of all its functions in one; null when it has none. */
  allVariables(): Promise<Readonly<Record<string, string>> | null>;
  close(): void;
}

/** Opens a stage of the account and region that the SDK's usual settings choose. Throws `aws.no-region` when none does. */
export async function openStage(name: string): Promise<Stage> {
  const cloudFormation = new CloudFormationClient(clientOptions);
  const lambda = new LambdaClient(clientOptions);
  const names = namesOf(name);
  return {
    name,
    region: await chosenRegion(cloudFormation),
    names,
    stack: (which) => readStack(cloudFormation, names[which]),
    others: async () =>
      (await stackNames(cloudFormation, stackNamesBegin)).map((stack) => stack.slice(stackNamesBegin.length)),
    variables: (functionName) => functionVariables(lambda, functionName),
    allVariables: () => variablesOfStage({ cloudFormation, lambda }, name),
    close() {
      cloudFormation.destroy();
      lambda.destroy();
    },
  };
}

async function chosenRegion(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    throw noAnswer('', error);
  }
}
