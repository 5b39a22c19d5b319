import { eventBridgeClient, sqsClient } from '../aws/clients.ts';
import { dynamoDrifts } from '../aws/dynamodb/drifts.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoIntents } from '../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import { eventOf } from '../aws/lambda/bus-envelope.ts';
import { eachMessage, type QueueHandler, type QueueRun, queueBatch } from '../aws/lambda/queue-batch.ts';
import type { QueueMessage } from '../aws/lambda/queue-event.ts';
import { queueName, sqsRejectedRequests } from '../aws/queues.ts';
import { type StockMessage, sqsStockQueue, stockMessageOf } from '../aws/stock-queue.ts';
import { hasSynced, type SyncStockContext, workOff } from '../core/jobs/index.ts';
import type { StockPorts } from '../core/ports/index.ts';
import { createProcessCache, defaultImportSettings } from '../core/session/index.ts';
import {
  defaultSyncSettings,
  type MovedSkus,
  type MovementEvent,
  movementEvents,
  takeMovements,
} from '../core/stock/index.ts';
import { scaledMoment } from './clock.ts';
import { openConnections } from './connections.ts';
import { functionLog } from './function-log.ts';
import { machineRandom } from './random.ts';
import { readStockSettings } from './stock-settings.ts';

/** The types of the events that report movements: `docs/events/StockCounted.schema.json` and its like. */
const types = Object.keys(movementEvents) as MovementEvent[];

/**
 * Creates the handler of sync-stock, which two queues feed: one names SKUs that moved and shops with due listings, the other has events
 * that report movements. It imports a shop's orders before it sets levels, so it opens all ports of the import.
 */
export function stockFunction(name: string): QueueHandler {
  const settings = readStockSettings(process.env);
  const { tables, queues, overlapMs, retentionMs, stockDrift } = settings;
  const log = functionLog(name, settings.clock);
  const { clock, aws, control, table, malls } = openConnections(settings);
  const sqs = sqsClient(aws);
  const ports: StockPorts = {
    clock,
    random: machineRandom,
    log,
    malls,
    orders: dynamoOrders({ orders: table(tables.orders), revisions: table(tables.revisions) }),
    stock: dynamoStockLedger(table(tables.stock)),
    intents: dynamoIntents(control),
    bus: eventBridgeBus(eventBridgeClient(aws), settings.eventBus, log),
    shops: dynamoShops(table(tables.shops)),
    merchants: dynamoMerchants(control),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    leases: dynamoLeases(control),
    listings: dynamoListings(table(tables.listings)),
    stockQueue: sqsStockQueue(sqs, queues.work),
    drifts: dynamoDrifts(control),
  };
  const rejected = sqsRejectedRequests(sqs, queues.rejected);
  const cache = createProcessCache(clock);
  const importSettings = { ...defaultImportSettings, overlapMs, retentionMs };
  const roundOf = ({ budget }: QueueRun): SyncStockContext => ({
    ports,
    settings: { ...defaultSyncSettings, stockDrift },
    importSettings,
    cache,
    budget,
    runId: ports.random.id(),
  });

  const work = async (messages: readonly QueueMessage[], run: QueueRun): Promise<Map<string, unknown>> => {
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
    const arrivedAt = sentAt === undefined ? undefined : scaledMoment(settings.clock, sentAt);
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
  return queueBatch(
    { [queueName(queues.work)]: work, [queueName(queues.intake)]: intake },
    { log, speed: settings.clock.speed },
  );
}
