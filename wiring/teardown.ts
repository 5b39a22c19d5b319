import { setTimeout as wait } from 'node:timers/promises';
import { withClients } from '../aws/deployment/clients.ts';
import { deleteDataKey } from '../aws/deployment/data-key.ts';
import { namesInUse, variablesOfStage } from '../aws/deployment/functions.ts';
import { type KeptData, type KeptKey, type KeptTable, readKept } from '../aws/deployment/kept.ts';
import { readSender, type SenderFacts } from '../aws/deployment/mail.ts';
import {
  beginDeletion,
  type DeletionProgress,
  deletedStacks,
  liftTerminationProtection,
  namesOf,
  readDeletion,
  readStack,
  type StackFacts,
} from '../aws/deployment/stacks.ts';
import { deleteTable, readTable } from '../aws/deployment/tables.ts';
import { type BootstrapFacts, readBootstrap, readSubscriptionsOf } from '../aws/deployment/topics.ts';

export type { KeptKey, KeptTable, UnknownStack } from '../aws/deployment/kept.ts';

/** What exists of a stage that a teardown will delete, or has deleted in part. */
export interface StandingStage {
  readonly stack: StackFacts | null;
  readonly dataStack: StackFacts | null;
  /** The ARNs of data stacks of this name that were deleted, the latest first. */
  readonly deleted: readonly string[];
  readonly kept: KeptData;
  /** The environment of its functions, null once they are gone. */
  readonly variables: Readonly<Record<string, string>> | null;
  /** Tables and keys, by name, that functions of another stage work with, and which stage that is. */
  readonly usedBy: Readonly<Record<string, string>>;
}

/** What can remain of a stage, except for its data. */
export interface Leftovers {
  readonly subscriptions: readonly string[];
  /** The identity of the sender; null when there is none, or no sender was set. */
  readonly identity: SenderFacts | null;
  readonly bootstrap: BootstrapFacts | null;
}

/** The steps of a teardown. Each is safe to repeat. */
export interface Dismantling {
  look(): Promise<StandingStage>;
  liftProtection(stackName: string): Promise<void>;
  beginDeletion(stackId: string): Promise<void>;
  deletionOf(stackId: string): Promise<DeletionProgress>;
  deleteTable(table: KeptTable): Promise<void>;
  isTableThere(name: string): Promise<boolean>;
  deleteKey(key: KeptKey): Promise<void>;
  /** @param sender the address that mails came from, where that was known */
  leftovers(sender: string | undefined): Promise<Leftovers>;
  wait(ms: number): Promise<void>;
}

/** Opens the steps of a stage's teardown for the callback. */
export function dismantle<T>(
  stage: string,
  others: () => Promise<readonly string[]>,
  work: (steps: Dismantling) => Promise<T>,
): Promise<T> {
  return withClients((clients) => {
    const { cloudFormation, dynamodb, kms, sns, ses } = clients;
    const names = namesOf(stage);
    const usedElsewhere = async (): Promise<Record<string, string>> => {
      const used: Record<string, string> = {};
      for (const other of await others()) {
        if (other === stage) continue;
        for (const name of namesInUse((await variablesOfStage(clients, other)) ?? {})) used[name] = other;
      }
      return used;
    };
    return work({
      async look() {
        const [stack, dataStack, deleted, variables, usedBy] = await Promise.all([
          readStack(cloudFormation, names.stack),
          readStack(cloudFormation, names.dataStack),
          deletedStacks(cloudFormation, names.dataStack),
          variablesOfStage(clients, stage),
          usedElsewhere(),
        ]);
        const ids = [...new Set([...(dataStack === null ? [] : [dataStack.id]), ...deleted])];
        const kept = await readKept(clients, stage, ids);
        return { stack, dataStack, deleted, kept, variables, usedBy };
      },
      liftProtection: (stackName) => liftTerminationProtection(cloudFormation, stackName),
      beginDeletion: (stackId) => beginDeletion(cloudFormation, stackId),
      deletionOf: (stackId) => readDeletion(cloudFormation, stackId),
      deleteTable: (table) => deleteTable(dynamodb, table),
      isTableThere: async (name) => (await readTable(dynamodb, name)) !== null,
      deleteKey: ({ arn, aliases }) => deleteDataKey(kms, arn, aliases),
      async leftovers(sender) {
        const [subscriptions, identity, bootstrap] = await Promise.all([
          readSubscriptionsOf(sns, names.topics),
          sender ? readSender(ses, sender) : null,
          readBootstrap(cloudFormation),
        ]);
        return { subscriptions, identity, bootstrap };
      },
      wait: async (ms) => void (await wait(ms)),
    });
  });
}
