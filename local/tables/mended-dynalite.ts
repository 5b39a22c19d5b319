import { createRequire } from 'node:module';
import dynalite from 'dynalite';

/**
 * dynalite whose reads leave nothing open. Version 4 ends an iterator by `return`, which abstract-level does not have: each Query and Scan
 * kept its snapshot of LevelDB for good, and with it every value that was overwritten since. For the whole, see
 * docs/contributing/dynalite-iterators.md.
 */
export default dynalite;

interface Iterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
for (const store of ['level', 'memory-level']) {
  const level = createRequire(ofDynalite.resolve(store))('abstract-level') as Record<string, { prototype: Iterator }>;
  for (const kind of ['AbstractKeyIterator', 'AbstractValueIterator']) {
    const iterator = level[kind]?.prototype;
    if (iterator === undefined) throw new Error(`The abstract-level of ${store} has no ${kind}: mend dynalite anew.`);
    iterator.return = function () {
      return this.close();
    };
  }
}
