import { sqsClient } from '../aws/clients.ts';
import { dynamoDigests } from '../aws/dynamodb/digests.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoOrderSummaries } from '../aws/dynamodb/order-list.ts';
import { dynamoTargets } from '../aws/dynamodb/order-targets.ts';
import { sqsFailedMessages } from '../aws/failed-messages.ts';
import { isBusEvent, requestEventOf } from '../aws/lambda/bus-envelope.ts';
import type { InvocationRun, LambdaHandler } from '../aws/lambda/invocation.ts';
import { type BatchReport, eachMessage, eitherWork, type QueueMessage, queueBatch } from '../aws/lambda/queue-batch.ts';
import { queueName, shopOfMessage, sqsRejectedRequests, sqsWorkQueue } from '../aws/queues.ts';
import { hasPushed, pushShops } from '../core/jobs/index.ts';
import { dayMs } from '../core/kernel/index.ts';
import type { ShopKey } from '../core/model/index.ts';
import type { PushPorts } from '../core/ports/index.ts';
import { createProcessCache } from '../core/session/index.ts';
import { defaultStatusSettings, takeIn } from '../core/status/index.ts';
import { scaledMoment } from './clock.ts';
import { openConnections } from './connections.ts';
import { functionLog } from './function-log.ts';
import { calling } from './settings.ts';
import { readMallSettings } from './sites.ts';
import { workerPorts } from './worker-ports.ts';

/** The type of the events that request changes: `docs/events/StatusPushRequested.schema.json`. */
const requests = 'StatusPushRequested';

export const pushVariables = [
  ...calling,
  ...(['PUSHES_TABLE', 'ORDERS_TABLE', 'RETENTION_DAYS'] as const),
  ...(['STATUS_QUEUE_URL', 'STATUS_INTAKE_QUEUE_URL', 'STATUS_REJECTED_QUEUE_URL'] as const),
] as const;

/**
 * Creates the handler of push-status, which two queues feed: one names shops whose pushes are due, the other has events that request
 * changes. In the profile `minimal` the first one has both. It opens fewer ports than the functions that import orders.
 */
export function pushFunction(name: string): LambdaHandler<BatchReport> {
  const settings = readMallSettings(pushVariables, process.env);
  const log = functionLog(name, settings);
  const connections = openConnections(settings, undefined, { refusalsLog: log });
  const { clock, aws, control, table, malls } = connections;
  const sqs = sqsClient(aws);
  const ports: PushPorts = {
    ...workerPorts(connections, settings, log),
    targets: dynamoTargets(table(settings.PUSHES_TABLE), { retentionMs: settings.RETENTION_DAYS * dayMs }),
    orderList: dynamoOrderSummaries(table(settings.ORDERS_TABLE)),
    statusQueue: sqsWorkQueue(sqs, settings.STATUS_QUEUE_URL),
    digests: dynamoDigests(control),
    incidents: dynamoIncidents(control),
  };
  const rejected = sqsRejectedRequests(sqs, settings.STATUS_REJECTED_QUEUE_URL);
  const cache = createProcessCache(clock);

  const work = async (messages: readonly QueueMessage[], { budget }: InvocationRun): Promise<Map<string, unknown>> => {
    const failures = new Map<string, unknown>();
    const named = new Map<string, ShopKey>();
    for (const { id, body } of messages) {
      try {
        named.set(id, shopOfMessage(body, malls.names));
      } catch (error) {
        failures.set(id, error);
      }
    }
    const context = { ports, settings: defaultStatusSettings, cache, budget, runId: ports.random.id() };
    const report = await pushShops(context, [...named.values()]);
    for (const [id, shop] of named)
      if (report.internalErrors.has(shop)) failures.set(id, report.internalErrors.get(shop));
    const { internalErrors: _, ...counts } = report;
    if (hasPushed(report)) log.info('push.done', counts);
    return failures;
  };
  const intake = eachMessage(async ({ body, sentAt }) => {
    const arrivedAt = sentAt === null ? undefined : scaledMoment(settings.TSUNAGI_CLOCK, sentAt);
    const taken = await takeIn({ ...ports, rejected }, requestEventOf(body, requests), arrivedAt);
    if (taken.kind === 'taken-in') log.info('push.taken-in', { pushes: taken.pushes });
  });
  return queueBatch(
    {
      [queueName(settings.STATUS_QUEUE_URL)]: eitherWork(work, isBusEvent, intake),
      [queueName(settings.STATUS_INTAKE_QUEUE_URL)]: intake,
    },
    { log, speed: settings.TSUNAGI_CLOCK.speed, failed: sqsFailedMessages(sqs, settings.STATUS_QUEUE_URL) },
  );
}
