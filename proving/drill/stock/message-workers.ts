import { type StockWorkItem, workOff } from '../../../core/jobs/sync-stock.ts';
import { secondMs } from '../../../core/kernel/time.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { defaultSyncSettings } from '../../../core/stock/settings.ts';
import { settings } from '../../../functions/sync-stock/settings.ts';
import { ProcessDied } from '../../worlds/process.ts';
import type { Day } from '../day.ts';
import { feedRuns } from '../queue-runs.ts';

/** A run ends so long before Lambda would end it. */
const marginMs = 3 * secondMs;

/** Runs sync-stock as it is deployed. What a run cannot deal with comes back, and is no error that a day may have. */
export function workOnStockMessages(day: Day): void {
  const comes = feedRuns<StockWorkItem>(day, settings, 'worker', async ({ ports, cache, clock }, items) => {
    const round = {
      ports,
      cache,
      settings: defaultSyncSettings,
      importSettings: defaultImportSettings,
      budget: budgetUntil(clock, clock.now() + settings.timeoutSeconds * secondMs - marginMs),
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
