import { pushShops } from '../../../core/jobs/push-status.ts';
import { secondMs } from '../../../core/kernel/time.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { defaultStatusSettings } from '../../../core/status/settings.ts';
import { settings } from '../../../functions/push-status/settings.ts';
import { ProcessDied } from '../../worlds/process.ts';
import type { Day } from '../day.ts';
import { feedRuns } from '../queue-runs.ts';

/** A run ends so long before Lambda would end it. */
const marginMs = 3 * secondMs;

/** Runs push-status as it is deployed. `onFailed` is called with each message that a run could not process; the message comes back. */
export function workOnMessages(
  day: Day,
  onFailed: (failed: { readonly at: number; readonly shop: string }) => void,
): void {
  const comes = feedRuns<ShopKey>(day, settings, 'pusher', async ({ ports, cache, clock }, shops) => {
    const budget = budgetUntil(clock, clock.now() + settings.timeoutSeconds * secondMs - marginMs);
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
