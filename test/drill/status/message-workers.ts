import type { ShopKey } from '../../../core/merchants/shop.ts';
import { budgetUntil } from '../../../core/ports/clock.ts';
import { pushShops } from '../../../core/status/push-shops.ts';
import { defaultStatusSettings } from '../../../core/status/settings.ts';
import { secondMs } from '../../../core/units.ts';
import { settings } from '../../../functions/push-status/settings.ts';
import { ProcessDied, type SimulatedProcess } from '../../simulation/process.ts';
import type { Day } from '../day.ts';

/** A message reaches a run so long after it was sent, at least and at most. */
const deliveryMs = { from: 30, to: 400 };
/** Messages are gathered for so long, or until a run has as many as it may. */
const gatherMs = settings.gatherSeconds * secondMs;
/** A run ends so long before Lambda would end it. */
const marginMs = 3 * secondMs;
/** A message that failed comes back after this: the queue's visibility. */
const visibleAgainMs = 6 * settings.timeoutSeconds * secondMs;

/**
 * Runs push-status as it is deployed: messages are gathered for a moment, a run has as many of them as it may, and there are no
 * more runs at once than the queue may feed. `onFailed` hears of each message that a run could not deal with; it comes back.
 */
export function workOnMessages(
  day: Day,
  onFailed: (failed: { readonly at: number; readonly shop: string }) => void,
): void {
  const { time, chance, store } = day;
  const waiting: ShopKey[] = [];
  const idle: SimulatedProcess[] = [];
  let running = 0;

  const comes = (shop: ShopKey, afterMs: number): void => {
    time.at(time.now() + afterMs + chance.int(deliveryMs.from, deliveryMs.to), () => {
      waiting.push(shop);
      if (waiting.length >= settings.batchMax.work) startRuns();
      else time.at(time.now() + gatherMs, startRuns);
    });
  };
  const startRuns = (): void => {
    while (running < settings.concurrencyMax.work && waiting.length > 0) {
      running++;
      const process = idle.pop() ?? day.startProcess('pusher');
      void run(process, waiting.splice(0, settings.batchMax.work)).finally(() => {
        running--;
        idle.push(process);
        startRuns();
      });
    }
  };
  const run = async ({ ports, memory, clock }: SimulatedProcess, shops: readonly ShopKey[]): Promise<void> => {
    const budget = budgetUntil(clock, clock.now() + settings.timeoutSeconds * secondMs - marginMs);
    const round = { ports, memory, budget, settings: defaultStatusSettings, writer: ports.chance.word() };
    const failures = await pushShops(round, shops).then(
      ({ ours }) => ours,
      (error: unknown) => new Map(shops.map((shop) => [shop, error])),
    );
    for (const [shop, error] of failures) {
      if (error instanceof ProcessDied) continue;
      day.unexpected.push(error instanceof Error ? String(error.stack) : String(error));
      onFailed({ at: time.now(), shop });
      comes(shop, visibleAgainMs);
    }
  };

  // Whatever is sent is on its way at once; nothing stays in the store's queue.
  store.workMessages.push = (...messages) => {
    for (const { shop, afterMs } of messages) comes(shop, afterMs);
    return 0;
  };
}
