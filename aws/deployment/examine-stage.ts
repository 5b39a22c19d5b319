import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import { attempt, type EpochMs, type Result, valueOrNull } from '../../core/kernel/index.ts';
import { type AlarmFacts, type DeployedAlarms, readAlarms, readDeployedAlarms } from './alarms.ts';
import { type DeploymentClients, listenToTime, type ServerTime } from './clients.ts';
import { type DataKeyFacts, readDataKey } from './data-key.ts';
import { type FailedQueueFacts, readFailedQueue } from './dead-letters.ts';
import {
  type ConcurrencyFacts,
  type EventSourceFacts,
  endingWith,
  type FunctionFacts,
  readConcurrency,
  readEventSource,
  readFunction,
} from './functions.ts';
import { type MailAccountFacts, readMailAccount, readSender, type SenderFacts } from './mail.ts';
import { readSchedules, type ScheduleFacts } from './schedules.ts';
import { namesOf, type ResourceFacts, readResources, readStack, type StackFacts } from './stacks.ts';
import { readTable, readTableCare, type TableCareFacts, type TableFacts } from './tables.ts';
import { readSubscriptions, type SubscriptionFacts } from './topics.ts';

type Pairs = readonly (readonly [word: string, name: string])[];

/** Looks at everything there is of a stage. What one part does not tell never keeps another from being looked at. */
export async function examineStage(
  clients: DeploymentClients,
  stage: string,
  region: string,
  now: () => EpochMs,
): Promise<StageFacts> {
  const { cloudFormation, lambda, scheduler, dynamodb, kms, sqs, sns, ses, cloudWatch } = clients;
  const names = namesOf(stage);
  const serverTime = listenToTime(cloudFormation, now);
  const [stack, dataStack] = await Promise.all([
    attempt(() => readStack(cloudFormation, names.stack)),
    attempt(() => readStack(cloudFormation, names.dataStack)),
  ]);
  const outputs = valueOrNull(stack)?.outputs ?? {};
  const [resources, functions, concurrency, schedules, alarms, deployedAlarms, failedQueues, deadLetters] =
    await Promise.all([
      attempt(async () => (valueOrNull(stack) === null ? [] : readResources(cloudFormation, names.stack))),
      each(endingWith(outputs, 'Function'), (name) => readFunction(lambda, name)),
      attempt(() => readConcurrency(lambda)),
      attempt(() => readSchedules(scheduler, outputs.ScheduleGroup ?? names.scheduleGroup)),
      attempt(() => readAlarms(cloudWatch, stage)),
      attempt(() => readDeployedAlarms(cloudWatch, stage)),
      each(endingWith(outputs, 'FailedQueue'), (url) => readFailedQueue(sqs, url)),
      each(endingWith(outputs, 'DeadLetters'), (url) => readFailedQueue(sqs, url)),
    ]);
  const variables: Readonly<Record<string, string>> = Object.assign(
    {},
    ...functions.map(({ facts }) => valueOrNull(facts)?.variables),
  );
  const dataOutputs = valueOrNull(dataStack)?.outputs ?? {};
  // What the functions use counts: a stage may have been given restored tables instead of its own.
  const used = endingWith(variables, '_TABLE');
  const keyId = variables.DATA_KEY_ID ?? dataOutputs.DataKeyArn;
  const topicArns = { pages: outputs.OpsTopicArn, tickets: outputs.TicketTopicArn };
  const sender = variables.SENDER || outputs.Sender;
  const mappings = (valueOrNull(resources) ?? []).filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
  const [eventSources, tables, dataKey, topics, mail] = await Promise.all([
    each(
      mappings.map(({ logicalId, physicalId }) => [logicalId, physicalId]),
      (id) => readEventSource(lambda, id),
    ),
    examineTables(dynamodb, used.length > 0 ? used : endingWith(dataOutputs, 'Table'), { care: true }),
    keyId ? attempt(() => readDataKey(kms, keyId)) : null,
    examineTopics(sns, topicArns),
    sender ? examineMail(ses, sender) : null,
  ]);
  return {
    stage,
    region,
    now: now(),
    stack,
    dataStack,
    resources,
    functions,
    concurrency,
    schedules,
    alarms,
    deployedAlarms,
    eventSources,
    deadLetters,
    tables,
    dataKey,
    failedQueues,
    topics,
    mail,
    serverTime: serverTime(),
  };
}

/** Looks at tables. Without `care` only at what a local one has, too. */
export async function examineTables(
  client: DynamoDBClient,
  tables: Pairs,
  { care }: { readonly care: boolean },
): Promise<ExaminedTable[]> {
  const examined = await each(tables, (name) => readTable(client, name));
  return Promise.all(
    examined.map(async (table) => {
      const isThere = valueOrNull(table.facts) !== null;
      return { ...table, care: care && isThere ? await attempt(() => readTableCare(client, table.name)) : null };
    }),
  );
}

async function examineTopics(
  client: SNSClient,
  arns: Readonly<Record<ExaminedTopic['of'], string | undefined>>,
): Promise<ExaminedTopic[]> {
  const examined = (['pages', 'tickets'] as const).map(async (of): Promise<ExaminedTopic[]> => {
    const topicArn = arns[of];
    if (!topicArn) return [];
    return [{ of, topicArn, facts: await attempt(() => readSubscriptions(client, topicArn)) }];
  });
  return (await Promise.all(examined)).flat();
}

async function examineMail(client: SESv2Client, sender: string): Promise<ExaminedMail> {
  const [account, identity] = await Promise.all([
    attempt(() => readMailAccount(client)),
    attempt(() => readSender(client, sender)),
  ]);
  return { sender, account, identity };
}

function each<Facts>(pairs: Pairs, read: (name: string) => Promise<Facts>): Promise<Named<Facts>[]> {
  return Promise.all(pairs.map(async ([word, name]) => ({ word, name, facts: await attempt(() => read(name)) })));
}

/** One of several things of a kind, by the word the stack has for it (`PollOrders`), and what was found out of it. */
export interface Named<Facts> {
  readonly word: string;
  /** Its name, or its URL, at the service. */
  readonly name: string;
  readonly facts: Result<Facts>;
}

/** A table by the word the functions know it by (`ORDERS`), and how it is cared for where that was asked. */
export interface ExaminedTable extends Named<TableFacts | null> {
  readonly care: Result<TableCareFacts> | null;
}

/** The sender that mails to merchants come from, and whether SES lets it send. */
interface ExaminedMail {
  readonly sender: string;
  readonly account: Result<MailAccountFacts>;
  readonly identity: Result<SenderFacts | null>;
}

/** A topic that alarms go to, and who is subscribed. */
export interface ExaminedTopic {
  readonly of: 'pages' | 'tickets';
  readonly topicArn: string;
  readonly facts: Result<readonly SubscriptionFacts[] | null>;
}

/**
 * Everything that is known of a deployed stage. Each part was found out by itself, and says so where it could not be. Null
 * means that the stage has no such part.
 */
export interface StageFacts {
  readonly stage: string;
  readonly region: string;
  /** When it was looked at, by this machine's clock. */
  readonly now: EpochMs;
  readonly stack: Result<StackFacts | null>;
  readonly dataStack: Result<StackFacts | null>;
  /** What the stack was deployed with. */
  readonly resources: Result<readonly ResourceFacts[]>;
  readonly functions: readonly Named<FunctionFacts | null>[];
  readonly concurrency: Result<ConcurrencyFacts>;
  readonly schedules: Result<readonly ScheduleFacts[]>;
  /** Those that stand. */
  readonly alarms: Result<readonly AlarmFacts[]>;
  /** Every alarm that should notify somebody. */
  readonly deployedAlarms: Result<DeployedAlarms>;
  /** What feeds functions from queues, by the words of the stack's resources. */
  readonly eventSources: readonly Named<EventSourceFacts | null>[];
  /** The queues of what other queues gave up. */
  readonly deadLetters: readonly Named<FailedQueueFacts | null>[];
  readonly tables: readonly ExaminedTable[];
  readonly dataKey: Result<DataKeyFacts | null> | null;
  readonly failedQueues: readonly Named<FailedQueueFacts | null>[];
  /** The topics of the alarms; a stage of a release before had one for all of them. */
  readonly topics: readonly ExaminedTopic[];
  readonly mail: ExaminedMail | null;
  readonly serverTime: ServerTime | null;
}
