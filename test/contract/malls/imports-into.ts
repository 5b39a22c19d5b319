import { importShop } from '../../../core/import/import-shop.ts';
import { readAndStore } from '../../../core/import/read-and-store.ts';
import { type EpochMs, hourMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { createProcessCache, openImportSession } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { allRows, createMemoryStore, memoryPorts } from '../../../proving/memory/index.ts';

/** The import of a shop's last three hours, into tables in memory: with calls and time for all of it, and no wait, unless it is said. */
export function importsInto(
  mall: MallShop,
  now: () => EpochMs,
  { calls = 500, ms = hourMs, sleep = async (_: number) => {} } = {},
) {
  const { name } = mall.traits;
  const store = createMemoryStore();
  const clock = { now, sleep };
  let words = 0;
  const random = { next: () => 0.5, id: () => `word-${++words}` };
  const ports = { ...memoryPorts(store), clock, random };
  const shop: Shop = {
    ...{ key: `${name}#kado`, mall: name, code: 'kado', name: '角の店', merchant: 'kado', shard: 0 },
    ...{ importFrom: now() - 3 * hourMs, cursor: now() - 3 * hourMs, callsPerSecond: 1 },
    ...{ scannedAt: 0, rereadDay: '', rereadAfter: '', credential: new Uint8Array() as never },
  };
  const cache = createProcessCache(clock);
  const session = (of = shop) =>
    openImportSession({
      ...{ ports, cache, shop: of, mall, runId: 'run', share: 'import' as const, calls },
      ...{ settings: defaultImportSettings, budget: budgetUntil(clock, now() + ms) },
    });
  return {
    session: () => session(),
    async run() {
      const stored = await ports.shops.get(shop.key);
      if (stored === null) await ports.shops.add(shop);
      return importShop(session(stored ?? shop));
    },
    read: (orderNumber: string) => readAndStore(session(), [{ orderNumber }]),
    rows: () => [...allRows(store)].sort((one, other) => (one.orderNumber < other.orderNumber ? -1 : 1)),
  };
}
