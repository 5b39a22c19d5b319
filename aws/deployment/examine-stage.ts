import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type EpochMs, findOut, ifKnown } from '../../core/kernel/index.ts';
import type { DeploymentClients } from './clients.ts';
import { readDataKey } from './data-key.ts';
import { endingWith } from './ending-with.ts';
import { readEventSource } from './event-sources.ts';
import { readFailedQueue } from './failed-queues.ts';
import { readConcurrency, readFunction } from './functions.ts';
import { readMailAccount, readSender } from './mail.ts';
import { namesOf } from './names.ts';
import { readResources } from './resources.ts';
import { readSchedules } from './schedules.ts';
import { listenToTime } from './server-time.ts';
import { readStack } from './stacks.ts';
import type { ExaminedMail, ExaminedTable, ExaminedTopic, Named, StageFacts } from './stage-facts.ts';
import { readSubscriptions } from './subscriptions.ts';
import { readTable, readTableCare } from './tables.ts';

type Pairs = readonly (readonly [word: string, name: string])[];

/** Looks at everything there is of a stage. What one part does not tell never keeps another from being looked at. */
export async function examineStage(
  clients: DeploymentClients,
  stage: string,
  region: string,
  now: () => EpochMs,
): Promise<StageFacts> {
  const { cloudFormation, lambda, scheduler, dynamodb, kms, sqs, sns, ses } = clients;
  const names = namesOf(stage);
  const serverTime = listenToTime(cloudFormation, now);
  const [stack, dataStack] = await Promise.all([
    findOut(() => readStack(cloudFormation, names.stack)),
    findOut(() => readStack(cloudFormation, names.dataStack)),
  ]);
  const outputs = ifKnown(stack)?.outputs ?? {};
  const [resources, functions, concurrency, schedules, failedQueues, deadLetters] = await Promise.all([
    findOut(async () => (ifKnown(stack) === null ? [] : readResources(cloudFormation, names.stack))),
    each(endingWith(outputs, 'Function'), (name) => readFunction(lambda, name)),
    findOut(() => readConcurrency(lambda)),
    findOut(() => readSchedules(scheduler, outputs.ScheduleGroup ?? names.scheduleGroup)),
    each(endingWith(outputs, 'FailedQueue'), (url) => readFailedQueue(sqs, url)),
    each(endingWith(outputs, 'DeadLetters'), (url) => readFailedQueue(sqs, url)),
  ]);
  const variables: Readonly<Record<string, string>> = Object.assign(
    {},
    ...functions.map(({ facts }) => ifKnown(facts)?.variables),
  );
  const dataOutputs = ifKnown(dataStack)?.outputs ?? {};
  // What the functions use counts: a stage may have been given restored tables instead of its own.
  const used = endingWith(variables, '_TABLE');
  const keyId = variables.DATA_KEY_ID ?? dataOutputs.DataKeyArn;
  const topicArns = { pages: outputs.OpsTopicArn, tickets: outputs.TicketTopicArn };
  const sender = variables.SENDER || outputs.Sender;
  const mappings = (ifKnown(resources) ?? []).filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
  const [eventSources, tables, dataKey, topics, mail] = await Promise.all([
    each(
      mappings.map(({ logicalId, physicalId }) => [logicalId, physicalId]),
      (id) => readEventSource(lambda, id),
    ),
    examineTables(dynamodb, used.length > 0 ? used : endingWith(dataOutputs, 'Table'), { care: true }),
    keyId ? findOut(() => readDataKey(kms, keyId)) : null,
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
      const isThere = ifKnown(table.facts) !== null;
      return { ...table, care: care && isThere ? await findOut(() => readTableCare(client, table.name)) : null };
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
    return [{ of, topicArn, facts: await findOut(() => readSubscriptions(client, topicArn)) }];
  });
  return (await Promise.all(examined)).flat();
}

async function examineMail(client: SESv2Client, sender: string): Promise<ExaminedMail> {
  const [account, identity] = await Promise.all([
    findOut(() => readMailAccount(client)),
    findOut(() => readSender(client, sender)),
  ]);
  return { sender, account, identity };
}

function each<Facts>(pairs: Pairs, read: (name: string) => Promise<Facts>): Promise<Named<Facts>[]> {
  return Promise.all(pairs.map(async ([word, name]) => ({ word, name, facts: await findOut(() => read(name)) })));
}
