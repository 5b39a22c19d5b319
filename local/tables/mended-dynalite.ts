import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import dynalite, { type DynaliteOptions } from 'dynalite';

/*
 * dynalite whose reads leave nothing open. Version 4 ends an iterator by `return`, a method that iterators of abstract-level do not have:
 * each Query and Scan kept its snapshot of LevelDB for good, and with it every value that was overwritten since. For the whole, see
 * docs/decisions/0026-dynalite-iterators.md.
 */

interface LevelIterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

/** What dynalite keeps its rows in: LevelDB, which merges its files level by level, or memory. */
interface Database {
  del(key: string): Promise<void>;
  /** Merges each level into the next, but for the lowest that has files. Only of LevelDB. */
  compactRange?(start: string, end: string): Promise<void>;
}

/** Before and behind every key of dynalite. */
const [before, behind] = ['\0', '\uffff'];

const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
for (const level of ['level', 'memory-level']) {
  const kinds = createRequire(ofDynalite.resolve(level))('abstract-level') as Record<
    'AbstractKeyIterator' | 'AbstractValueIterator',
    { readonly prototype: LevelIterator }
  >;
  for (const { prototype } of [kinds.AbstractKeyIterator, kinds.AbstractValueIterator])
    prototype.return = function () {
      return this.close();
    };
}

const stores = ofDynalite('./db') as { create(options: DynaliteOptions): { readonly db: Database } };
const { create } = stores;

/** dynalite's server, and its files. */
export interface MendedDynalite {
  readonly server: Server;
  /** Writes the files anew, without what was overwritten or deleted in them: LevelDB leaves that where it stands until it merges the place. */
  compact(): Promise<void>;
}

/** Opens the tables of a folder, or empty ones in memory. Nothing listens yet, and the database opens with the first call. */
export function openDynalite(options: DynaliteOptions): MendedDynalite {
  const opened: Database[] = [];
  stores.create = (given) => {
    const store = create(given);
    opened.push(store.db);
    return store;
  };
  const server = dynalite(options);
  stores.create = create;
  return {
    server,
    async compact() {
      for (const db of opened) await compact(db);
    },
  };
}

async function compact(db: Database): Promise<void> {
  if (db.compactRange === undefined) return;
  await db.compactRange(before, behind);
  // The lowest level is merged only with what stands above it: with a file of these marks that reaches from end to end.
  for (const key of [before, behind]) await db.del(key);
  await db.compactRange(before, behind);
}
