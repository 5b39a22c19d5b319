import { pushShops } from '../../core/jobs/push-status.ts';
import { type StockWorkItem, workOff } from '../../core/jobs/sync-stock.ts';
import { hourMs, secondMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { Glance } from '../../core/ports/queues.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { glanceEveryMs } from '../../core/session/index.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { defaultSyncSettings } from '../../core/stock/settings.ts';
import { settings as pushStatus } from '../../functions/push-status/settings.ts';
import { settings as syncStock } from '../../functions/sync-stock/settings.ts';
import { hintWork } from '../../wiring/hint-work.ts';
import { delayMsOf } from '../memory/stock-queue.ts';
import { type Feeding, feedRuns } from '../worlds/feed-runs.ts';
import { ProcessDied } from '../worlds/process.ts';
import type { Day } from './day.ts';

/** What comes later than this after the outage is of no figure. */
const hintsEndAfterMs = 2 * hourMs;

/** A run ends so long before Lambda would end it. */
const marginMs = 3 * secondMs;

/** Runs push-status as it is deployed. `onFailed` is called with each message that a run could not process; the message comes back. */
export function workOnMessages(
  day: Day,
  onFailed: (failed: { readonly at: number; readonly shop: string }) => void,
): void {
  const comes = feedRuns(
    day,
    fed(pushStatus),
    () => day.startProcess('pusher'),
    async ({ ports, cache, clock }, shops: readonly ShopKey[]) => {
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
    },
  );
  // Whatever is sent is on its way at once; nothing stays in the store's queue.
  day.store.workMessages.push = (...messages) => {
    for (const { shop, afterMs } of messages) comes(shop, afterMs);
    return 0;
  };
}

/** Runs sync-stock as it is deployed. What a run cannot deal with comes back, and is no error that a day may have. */
export function workOnStockMessages(day: Day): void {
  const comes = feedRuns(
    day,
    fed(syncStock),
    () => day.startProcess('worker'),
    async ({ ports, cache, clock }, items: readonly StockWorkItem[]) => {
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
    },
  );
  day.store.stockMessages.push = (...messages) => {
    for (const message of messages) {
      if (message.kind === 'glance' && !message.glance.isHinted) noteGlance(day, message.glance);
      comes(message, delayMsOf(message, day.time.now()));
    }
    return 0;
  };
}

/** Glances and polls of a shop are a quarter of a minute apart: it is warm from one before the first until one after the last. */
function noteGlance({ glanced }: Day, { at, shops }: Glance): void {
  for (const shop of shops) {
    const spans = glanced.get(shop) ?? [];
    glanced.set(shop, spans);
    const last = spans.at(-1);
    if (last !== undefined && at - glanceEveryMs <= last.until) last.until = Math.max(last.until, at + glanceEveryMs);
    else spans.push({ from: at - glanceEveryMs, until: at + glanceEveryMs });
  }
}

/** Runs sync-stock on what malls send about their shops, as it is deployed. */
export function workOnHints(day: Day): void {
  const { hints: work } = syncStock.batchMax;
  const { hints: runsMax } = syncStock.concurrencyAShard;
  const comes = feedRuns(
    day,
    { ...syncStock, batchMax: { work }, gatherSeconds: 0, runsMax },
    () => day.startProcess('worker'),
    async ({ ports, cache, clock }, bodies: readonly string[]) => {
      const handle = { queue: 'hints', handle: 'handle', group: null, receives: 1, sentAt: null };
      const messages = bodies.map((body, index) => ({ ...handle, id: String(index), body }));
      const budget = budgetUntil(clock, clock.now() + syncStock.timeoutSeconds * secondMs - marginMs);
      const run = { ports, cache, settings: defaultImportSettings, runId: ports.random.id(), budget };
      const failed = await hintWork(ports.log, () => run)(messages, { budget, requestId: run.runId });
      return bodies.filter((_, index) => failed.has(String(index)));
    },
  );
  for (const { messages } of day.beside) {
    if (messages === undefined) continue;
    const pass = (): void => {
      for (const { body } of messages()) comes(body, 0);
      if (day.time.now() < day.script.to + hintsEndAfterMs) day.time.at(day.time.now() + secondMs, pass);
    };
    day.time.at(day.start, pass);
  }
}

/** With the runs of a stage of one shard. */
function fed({
  concurrencyAShard,
  ...settings
}: Omit<Feeding, 'runsMax'> & { readonly concurrencyAShard: { readonly work: number } }): Feeding {
  return { ...settings, runsMax: concurrencyAShard.work };
}
