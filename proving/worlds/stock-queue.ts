import { type StockWorkItem, workOff } from '../../core/jobs/sync-stock.ts';
import { defaultSyncSettings } from '../../core/stock/settings.ts';
import { delayMsOf } from '../memory/stock-queue.ts';
import type { StockMessage } from '../memory/store.ts';
import { type GlancedWorld, glanceMessages, watchGlance } from './glances.ts';
import type { StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { openWorkQueue } from './work-queue.ts';
import { settingsOf, type Workplace } from './world.ts';

/** Lets workers run from the messages about stock that are sent in this world. */
export function workOnStockMessages(
  world: Workplace & {
    readonly stocks: Pick<Stocks, 'twice' | 'messages' | 'foldAfterMs'> | null;
    readonly stockWatch: Pick<StockWatch, 'draws' | 'workers'> | null;
  } & (GlancedWorld | { readonly glances?: null }),
): void {
  const { store, stocks, glances } = world;
  const watch = world.stockWatch ?? (glances ? { draws: glances.draws, workers: new Map() } : null);
  if (watch === null) return;
  const { twice, messages } = stocks ?? { twice: 0.1, messages: glanceMessages };
  const send = openWorkQueue<StockWorkItem>(world, {
    role: 'stock',
    draws: watch.draws,
    nameOf,
    twice,
    messages,
    workers: watch.workers,
    async work(process, budget, items) {
      const { ports, cache } = process;
      const runId = ports.random.id();
      const settings = { settings: defaultSyncSettings, importSettings: settingsOf(world) };
      const isWatched = world.glances && items.some(({ kind }) => kind === 'glance');
      const ended = isWatched ? watchGlance(world, process, runId) : () => undefined;
      const { failureOf } = await workOff({ ports, cache, ...settings, budget, runId }, items).finally(ended);
      return items.map((item) => failureOf(item)?.error ?? null);
    },
  });
  // Without stock nobody works on what moved: its marks are looked at.
  const taken = (message: StockMessage) => stocks !== null || message.kind === 'glance';
  store.stockMessages.push = (...sent) => {
    for (const message of sent.filter(taken)) send(message, delayMsOf(message, world.time.now()));
    return sent.length;
  };
}

function nameOf(item: StockWorkItem): string {
  if (item.kind === 'glance') return `glance ${item.glance.shard}`;
  return item.kind === 'shop' ? item.shop : item.skus.join();
}
