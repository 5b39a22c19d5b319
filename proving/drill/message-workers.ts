import { pushShops } from '../../core/jobs/push-status.ts';
import { type StockWorkItem, workOff } from '../../core/jobs/sync-stock.ts';
import { secondMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { defaultSyncSettings } from '../../core/stock/settings.ts';
import { settings as pushStatus } from '../../functions/push-status/settings.ts';
import { settings as syncStock } from '../../functions/sync-stock/settings.ts';
import { ProcessDied, type SimulatedProcess } from '../worlds/process.ts';
import type { Caller, Day } from './day.ts';

/** A message reaches a run so long after it was sent, at least and at most. */
const deliveryMs = { from: 30, to: 400 };

/** A run ends so long before Lambda would end it. */
const marginMs = 3 * secondMs;

/** Runs push-status as it is deployed. `onFailed` is called with each message that a run could not process; the message comes back. */
export function workOnMessages(
  day: Day,
  onFailed: (failed: { readonly at: number; readonly shop: string }) => void,
): void {
  const comes = feedRuns<ShopKey>(day, pushStatus, 'pusher', async ({ ports, cache, clock }, shops) => {
    const budget = budgetUntil(clock, clock.now() + pushStatus.timeoutSeconds * secondMs - marginMs);
    const context = { ports, cache, budget, settings: defaultStatusSettings, runId: ports.random.id() };
    const failures = await pushShops(context, shops).then(
      ({ internalErrors }) => internalErrors,
      (error: unknown) => new Map(shops.map((shop) => [shop, error])),
    );
    const failed = [...failures].filter(([, error]) => !(error instanceof ProcessDied));
    for (const [shop, error] of failed) {
      day.unexpected.push(error instanceof Error ? String(error.stack) : String(error));
      onFailed({ at: day.time.now(), shop });
    }
    return failed.map(([shop]) => shop);
  });
  // Whatever is sent is on its way at once; nothing stays in the store's queue.
  day.store.workMessages.push = (...messages) => {
    for (const { shop, afterMs } of messages) comes(shop, afterMs);
    return 0;
  };
}

/** Runs sync-stock as it is deployed. What a run cannot deal with comes back, and is no error that a day may have. */
export function workOnStockMessages(day: Day): void {
  const comes = feedRuns<StockWorkItem>(day, syncStock, 'worker', async ({ ports, cache, clock }, items) => {
    const round = {
      ports,
      cache,
      settings: defaultSyncSettings,
      importSettings: defaultImportSettings,
      budget: budgetUntil(clock, clock.now() + syncStock.timeoutSeconds * secondMs - marginMs),
      runId: ports.random.id(),
    };
    const fails = (error: unknown): boolean => {
      if (error instanceof ProcessDied) return false;
      day.unexpected.push(error instanceof Error ? String(error.stack) : String(error));
      return true;
    };
    try {
      const { failureOf } = await workOff(round, items);
      return items.filter((item) => {
        const failure = failureOf(item);
        return failure !== null && fails(failure.error);
      });
    } catch (error) {
      return fails(error) ? items : [];
    }
  });
  day.store.stockMessages.push = (...messages) => {
    for (const message of messages) comes(message, message.kind === 'shop' ? message.afterMs : 0);
    return 0;
  };
}

/** How a queue feeds its function: `functions/<name>/settings.ts`. */
interface QueueSettings {
  readonly timeoutSeconds: number;
  readonly batchMax: { readonly work: number };
  readonly gatherSeconds: number;
  readonly concurrencyMax: { readonly work: number };
}

/**
 * Runs a function as its queue feeds it: messages are gathered for a moment, a run has as many of them as it may, and there are no
 * more runs at once than the queue may feed. `run` gives back those that it could not deal with; they come back. Returns how a
 * message is sent.
 */
function feedRuns<Message>(
  { time, chance, startProcess }: Pick<Day, 'time' | 'chance' | 'startProcess'>,
  { timeoutSeconds, batchMax, gatherSeconds, concurrencyMax }: QueueSettings,
  caller: Caller,
  run: (process: SimulatedProcess, messages: readonly Message[]) => Promise<readonly Message[]>,
): (message: Message, afterMs: number) => void {
  const waiting: Message[] = [];
  const idle: SimulatedProcess[] = [];
  /** A message that failed comes back after this: the queue's visibility. */
  const visibleAgainMs = 6 * timeoutSeconds * secondMs;
  let running = 0;

  const comes = (message: Message, afterMs: number): void => {
    time.at(time.now() + afterMs + chance.int(deliveryMs.from, deliveryMs.to), () => {
      waiting.push(message);
      if (waiting.length >= batchMax.work) startRuns();
      else time.at(time.now() + gatherSeconds * secondMs, startRuns);
    });
  };
  const startRuns = (): void => {
    while (running < concurrencyMax.work && waiting.length > 0) {
      running++;
      const process = idle.pop() ?? startProcess(caller);
      const end = (failed: readonly Message[]): void => {
        for (const message of failed) comes(message, visibleAgainMs);
        running--;
        idle.push(process);
        startRuns();
      };
      const messages = waiting.splice(0, batchMax.work);
      run(process, messages).then(end, () => end(messages));
    }
  };
  return comes;
}
