import { sqsFailedMessages } from '../aws/failed-messages.ts';
import { eventOf, isBusEvent } from '../aws/lambda/bus-envelope.ts';
import type { InvocationRun, LambdaHandler } from '../aws/lambda/invocation.ts';
import { type BatchReport, eachMessage, eitherWork, type QueueMessage, queueBatch } from '../aws/lambda/queue-batch.ts';
import { queueName, type StockMessage, sqsRejectedRequests, stockMessageOf } from '../aws/queues.ts';
import { hasSynced, type SyncStockContext, workOff } from '../core/jobs/index.ts';
import { createProcessCache } from '../core/session/index.ts';
import {
  defaultSyncSettings,
  type MovedSkus,
  type MovementEvent,
  movementEvents,
  takeMovements,
} from '../core/stock/index.ts';
import { scaledMoment } from './clock.ts';
import { functionLog } from './function-log.ts';
import { hintWork } from './hint-work.ts';
import { openImportPorts } from './import-ports.ts';
import { importing } from './settings.ts';
import { readMallSettings } from './sites.ts';

/** The types of the events that report movements: `docs/events/StockCounted.schema.json` and its like. */
const types = Object.keys(movementEvents) as MovementEvent[];

export const stockVariables = [
  ...importing,
  'STOCK_DRIFT',
  'STOCK_INTAKE_QUEUE_URL',
  'STOCK_REJECTED_QUEUE_URL',
  'ORDER_HINTS_QUEUE_ARN',
] as const;

/** Defined in the bundles of deployments whose malls send no messages about changed orders: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_HINTS: unknown;

/**
 * Creates the handler of sync-stock, which up to three queues feed: one names SKUs that moved and shops with due listings, one has events
 * that report movements, and one has messages of malls about changed orders. In the profile `minimal` the first one has the second's, too. It imports a shop's orders before it sets levels, so it opens all
 * ports of the import.
 */
export function stockFunction(name: string): LambdaHandler<BatchReport> {
  const settings = readMallSettings(stockVariables, process.env);
  const log = functionLog(name, settings);
  const { ports, importSettings, sqs } = openImportPorts(settings, log);
  const rejected = sqsRejectedRequests(sqs, settings.STOCK_REJECTED_QUEUE_URL);
  const cache = createProcessCache(ports.clock);
  const roundOf = ({ budget }: InvocationRun): SyncStockContext => ({
    ports,
    settings: { ...defaultSyncSettings, stockDrift: settings.STOCK_DRIFT },
    importSettings,
    cache,
    budget,
    runId: ports.random.id(),
  });

  const work = async (messages: readonly QueueMessage[], run: InvocationRun): Promise<Map<string, unknown>> => {
    const failures = new Map<string, unknown>();
    const named = new Map<string, StockMessage>();
    for (const { id, body } of messages) {
      try {
        named.set(id, stockMessageOf(body, ports.malls.names));
      } catch (error) {
        failures.set(id, error);
      }
    }
    const done = await workOff(roundOf(run), [...named.values()]);
    for (const [id, message] of named) {
      const failure = done.failureOf(message);
      if (failure !== null) failures.set(id, failure.error);
    }
    if (hasSynced(done.counts)) log.info('stock.done', done.counts);
    return failures;
  };
  const intake = eachMessage(async ({ body, sentAt }) => {
    const { type, event } = eventOf(body, types);
    const arrivedAt = sentAt === null ? undefined : scaledMoment(settings.TSUNAGI_CLOCK, sentAt);
    const taken = await takeMovements({ ...ports, rejected }, type, event, arrivedAt);
    if (taken.kind === 'rejected') return;
    log.info('stock.taken-in', { movements: taken.moved.skus.length });
    await nameMoved(taken.moved);
  });
  /** Losing a message is harmless: the SKUs are marked, and the sweep names them. */
  const nameMoved = async ({ merchant, skus }: MovedSkus): Promise<void> => {
    await ports.stockQueue.spread(merchant, merchant, skus).catch((error: unknown) => {
      log.warn('stock.message-lost', { merchant, error: error instanceof Error ? error.name : 'unknown' });
    });
  };
  const hints = settings.ORDER_HINTS_QUEUE_ARN?.split(':').at(-1);
  const hinted =
    typeof WITHOUT_HINTS === 'undefined' && hints !== undefined
      ? { [hints]: hintWork(log, (run) => ({ ...roundOf(run), settings: importSettings })) }
      : {};
  return queueBatch(
    {
      [queueName(settings.STOCK_QUEUE_URL)]: eitherWork(work, isBusEvent, intake),
      [queueName(settings.STOCK_INTAKE_QUEUE_URL)]: intake,
      ...hinted,
    },
    { log, speed: settings.TSUNAGI_CLOCK.speed, failed: sqsFailedMessages(sqs, settings.STOCK_QUEUE_URL) },
  );
}
