import { type StockWorkItem, workOff } from '../../core/jobs/sync-stock.ts';
import { defaultSyncSettings } from '../../core/stock/settings.ts';
import { delayMsOf } from '../memory/stock-queue.ts';
import type { StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { openWorkQueue } from './work-queue.ts';
import { settingsOf, type Workplace } from './world.ts';

/** Lets workers run from the messages about stock that are sent in this world. */
export function workOnStockMessages(
  world: Workplace & {
    readonly stocks: Pick<Stocks, 'twice' | 'messages' | 'foldAfterMs'> | null;
    readonly stockWatch: StockWatch | null;
  },
): void {
  const { store, stocks, stockWatch: watch } = world;
  if (stocks === null || watch === null) return;
  const { twice, messages } = stocks;
  const send = openWorkQueue<StockWorkItem>(world, {
    role: 'stock',
    draws: watch.draws,
    nameOf,
    twice,
    messages,
    workers: watch.workers,
    async work({ ports, cache }, budget, items) {
      const settings = { settings: defaultSyncSettings, importSettings: settingsOf(world) };
      const { failureOf } = await workOff({ ports, cache, ...settings, budget, runId: ports.random.id() }, items);
      return items.map((item) => failureOf(item)?.error ?? null);
    },
  });
  store.stockMessages.push = (...sent) => {
    for (const message of sent) send(message, delayMsOf(message, world.time.now()));
    return sent.length;
  };
}

function nameOf(item: StockWorkItem): string {
  if (item.kind === 'glance') return `glance ${item.glance.shard}`;
  return item.kind === 'shop' ? item.shop : item.skus.join();
}
