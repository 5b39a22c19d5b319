import type { Shop } from '../../core/model/shop.ts';
import {
  bookEntry,
  exchangeEntry,
  isJournalMall,
  isTokenCall,
  joinJournal,
  plainRow,
  shopsByKey,
  type TableName,
} from '../../journal/index.ts';
import { allClaims, allRows, type MemoryStore } from '../memory/index.ts';
import { faultKinds } from './fault-kinds.ts';
import type { Exchange } from './mall-transport.ts';
import { shownAt } from './stock-books.ts';
import type { World } from './world.ts';
import { isBeside } from './world-mall.ts';

/** Writes one world down while it happens, and its final tables and the mall's books when it has. */
export interface WorldJournal {
  begin(world: World): void;
  exchange(exchange: Exchange, shop: Shop): void;
  end(world: World): Promise<void>;
}

/** A writer on a journal that several threads share; entries carry the world's seed. */
export function createWorldJournal(path: string, seed: number): WorldJournal {
  const journal = joinJournal(path);
  // What happens before the run's entry is written waits for it: a run begins with that entry.
  let shopOf: ReturnType<typeof shopsByKey> | null = null;
  return {
    begin(world) {
      shopOf = shopsByKey(() => world.rms.control.shops());
      journal.write({
        kind: 'run',
        at: world.start,
        world: seed,
        of: 'simulate',
        mall: 'simulated',
        seed,
        settings: plainRow(world.swarm),
      });
    },
    exchange(exchange, shop) {
      // What fetches an access token is all keys.
      if (!shopOf || isTokenCall(exchange.request.path)) return;
      const entry = { ...exchangeEntry(exchange, shopOf, seed), startedAt: exchange.startedAt };
      journal.write(
        isBeside(shop.key) && isJournalMall(shop.mall) ? { ...entry, mall: shop.mall, shopUrl: shop.code } : entry,
      );
    },
    async end(world) {
      const { store } = world;
      const at = world.time.now();
      const base = { at, world: seed } as const;
      for (const { kind, ...detail } of store.accepted) {
        journal.write({ ...base, kind: 'event', source: 'tsunagi', detailType: kind, detail: plainRow(detail) });
      }
      for (const kind of faultKinds) journal.write({ ...base, kind: 'fault', fault: kind, times: world.counts[kind] });
      for (const { at: sentAt, to, subject, text } of world.watch.mails) {
        journal.write({ ...base, at: sentAt, kind: 'mail', to: to.split(','), subject, text });
      }
      const rows = (table: TableName, all: Iterable<object>): void => {
        for (const row of all) journal.write({ ...base, kind: 'row', table, row: plainRow(row) });
      };
      rows('Orders', allRows(store));
      rows('Revisions', inner(store.revisionsByOrder));
      rows('Stock', allClaims(store));
      rows('Stock', inner(store.movementsBySku));
      rows('Pushes', inner(store.pushesByShop));
      rows('Listings', inner(store.listingsByShop));
      rows(
        'Shops',
        [...store.shopsByKey.values()].map(({ credential: _, ...shop }) => shop),
      );
      for (const table of controlMaps(store)) rows('Control', table.values());
      for (const shop of world.rms.control.books().shops) {
        for (const order of shop.orders) journal.write(bookEntry(order, at, seed));
      }
      for (const { mall, journalBooks } of world.beside) {
        if (!isJournalMall(mall)) continue;
        for (const order of journalBooks()) {
          const lines = order.lines.map(({ item: _, ...line }) => line);
          journal.write(bookEntry({ mall, ...order, lines }, at, seed));
        }
      }
      for (const { key } of world.stockWatch?.goods.shops ?? []) {
        for (const [item, level] of shownAt(world, key))
          journal.write({ ...base, kind: 'shown', shop: key, item, level });
      }
      for (const { shop, from, until } of world.stockWatch?.holds ?? []) {
        journal.write({ ...base, kind: 'held-span', shop, from, until });
      }
      journal.write({ ...base, kind: 'run-end' });
      await journal.close();
    },
  };
}

/** What lies in maps of maps. */
function inner<Row>(maps: ReadonlyMap<unknown, ReadonlyMap<unknown, Row>>): Row[] {
  return [...maps.values()].flatMap((map) => [...map.values()]);
}

/** The rows of Control that say how things stand; leases, intents and evidence come and go. */
function controlMaps(store: MemoryStore): ReadonlyMap<unknown, object>[] {
  const { merchantsById, removedShopsByKey, pausesById, healthsById, maintenancesById } = store;
  const { incidentsById, noticesById, digestsByMerchant, spansById } = store;
  const standing = [merchantsById, removedShopsByKey, pausesById, healthsById, maintenancesById];
  return [...standing, incidentsById, noticesById, digestsByMerchant, spansById];
}
