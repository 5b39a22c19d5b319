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

/** What dynalite keeps its rows in. */
interface Store {
  readonly db: { compactRange?(start: string, end: string): Promise<void> };
}

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

const stores = ofDynalite('./db') as { create(options: DynaliteOptions): Store };
const { create } = stores;

/** dynalite's server, and its files. */
export interface MendedDynalite {
  readonly server: Server;
  /** Writes the files anew, without what was overwritten or deleted in them: LevelDB leaves that where it stands until it merges the place. */
  compact(): Promise<void>;
}

export function openDynalite(options: DynaliteOptions): MendedDynalite {
  const opened: Store[] = [];
  stores.create = (given) => {
    const store = create(given);
    opened.push(store);
    return store;
  };
  const server = dynalite(options);
  stores.create = create;
  return {
    server,
    async compact() {
      for (const { db } of opened) await db.compactRange?.('', '\uffff');
    },
  };
}
