import { eventOf } from '../aws/lambda/bus-envelope.ts';
import { eachMessage, type QueueHandler, type QueueRun, queueBatch } from '../aws/lambda/queue-batch.ts';
import type { QueueMessage } from '../aws/lambda/queue-event.ts';
import { requestLog } from '../aws/log.ts';
import { queueName, sqsRejectedRequests } from '../aws/queues.ts';
import { type StockMessage, stockMessageOf } from '../aws/stock-queue.ts';
import { createRunMemory } from '../core/orders/run.ts';
import { type MovementEvent, movementEvents } from '../core/stock/read-movements.ts';
import type { MovedSkus } from '../core/stock/spread-skus.ts';
import type { StockRound } from '../core/stock/stock-run.ts';
import { defaultSyncSettings } from '../core/stock/sync-settings.ts';
import { takeMovements } from '../core/stock/take-movements.ts';
import { isWorthALine, workOff } from '../core/stock/work-off.ts';
import { scaledClock, scaledMoment } from './clock.ts';
import { openPorts } from './ports.ts';
import { readStockSettings } from './stock-settings.ts';

/** The types of the events that report movements: `docs/events/StockCounted.schema.json` and its like. */
const types = Object.keys(movementEvents) as MovementEvent[];

/**
 * Makes the handler of the function that two queues feed: one names SKUs that moved and shops whose listings are due, the other brings
 * events that report movements. It imports a shop's orders before it shows its stock, so it opens all that brings orders in.
 */
export function stockFunction(name: string): QueueHandler {
  const settings = readStockSettings(process.env);
  const { queues, stockDrift } = settings;
  const log = requestLog({ functionName: name, clock: scaledClock(settings.clock) });
  const { ports, importSettings, clients } = openPorts(settings, log);
  const rejected = sqsRejectedRequests(() => clients.sqs(), queues.rejected);
  const memory = createRunMemory(ports.clock);
  const roundOf = ({ budget }: QueueRun): StockRound => ({
    ports,
    settings: { ...defaultSyncSettings, stockDrift },
    importSettings,
    memory,
    budget,
    writer: ports.chance.word(),
  });

  const work = async (messages: readonly QueueMessage[], run: QueueRun): Promise<Map<string, unknown>> => {
    const failures = new Map<string, unknown>();
    const named = new Map<string, StockMessage>();
    for (const { id, body } of messages) {
      try {
        named.set(id, stockMessageOf(body));
      } catch (error) {
        failures.set(id, error);
      }
    }
    const done = await workOff(roundOf(run), [...named.values()]);
    for (const [id, message] of named) {
      const failure = done.failureOf(message);
      if (failure !== null) failures.set(id, failure.error);
    }
    if (isWorthALine(done.counts)) log.info('stock.done', done.counts);
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
  /** A message that is lost is no loss: the SKUs are marked, and the sweep names them. */
  const nameMoved = async ({ merchant, skus }: MovedSkus): Promise<void> => {
    await ports.stockQueue.spread(merchant, merchant, skus).catch((error: unknown) => {
      log.warn('stock.message-lost', { merchant, error: error instanceof Error ? error.name : 'unknown' });
    });
  };
  return queueBatch(
    { [queueName(settings.stockQueueUrl)]: work, [queueName(queues.intake)]: intake },
    { log, speed: settings.clock.speed },
  );
}
