import { unpack } from '../../core/model/packing.ts';
import { allRows, type MemoryStore } from '../memory/index.ts';
import { type Planted, personalDataOf } from './planted.ts';
import { writtenOut } from './written.ts';

/** Maps of the store in which personal data may be. */
const allowed: ReadonlySet<string> = new Set(['rowsByShop', 'dueByBucket', 'revisionsByOrder']);

/** People as they stand in the stored orders, of whichever mall. */
export const peopleInRows = (store: MemoryStore): Planted[] =>
  allRows(store).flatMap((row) =>
    row.kind === 'stored' && row.original.length > 0 ? personalDataOf(JSON.parse(unpack(row.original))) : [],
  );

/** What is in every table but those of orders. */
export const outsideOfRows = (store: MemoryStore): (readonly [string, readonly unknown[]])[] =>
  Object.entries(store)
    .filter(([name]) => !allowed.has(name))
    .map(([name, content]) => [`table ${name}`, thingsOf(content).map(withoutSealed)] as const);

/** A vault in memory seals nothing; that the real one does is tested beside it (`test/contract/vault.test.ts`). */
function withoutSealed(thing: unknown): unknown {
  return JSON.parse(writtenOut(thing), (name, value: unknown) => (name === 'credential' ? undefined : value));
}

function thingsOf(content: unknown): readonly unknown[] {
  return content instanceof Map ? [...content] : Array.isArray(content) ? content : [content];
}
