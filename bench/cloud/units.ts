import { itemSize, type RawItem } from './item-size.ts';

/** What a table is to the reckoning: its key, and which attributes lie in its indexes. */
export interface TableRules {
  readonly key: readonly string[];
  readonly indexes: readonly IndexRules[];
}

export interface IndexRules {
  readonly key: readonly string[];
  /** The attributes beside both keys; `all` when the whole item lies there. */
  readonly projected: readonly string[] | 'all';
}

/** Units of a write, on demand. */
export interface WriteUnits {
  readonly table: number;
  readonly indexes: number;
}

/**
 * Units of one write: the larger of the item before and after it, a unit a kilobyte; and of each index the same for what lies
 * there. A refused write costs what it would have written over. An entry that moves is deleted and put.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function writeUnits(rules: TableRules, before: RawItem | null, after: RawItem | null): WriteUnits {
  return {
    table: Math.max(unitsOf(before), unitsOf(after)),
    indexes: rules.indexes.reduce((sum, index) => sum + indexUnits(rules, index, before, after), 0),
  };
}

function unitsOf(item: RawItem | null): number {
  return Math.max(1, Math.ceil((item ? itemSize(item) : 0) / 1_024));
}

function indexUnits(rules: TableRules, index: IndexRules, before: RawItem | null, after: RawItem | null): number {
  const [old, present] = [entryOf(rules, index, before), entryOf(rules, index, after)];
  if (old === null && present === null) return 0;
  if (old === null || present === null) return unitsOf(old ?? present);
  if (JSON.stringify(old) === JSON.stringify(present)) return 0;
  const moved = index.key.some((name) => JSON.stringify(old[name]) !== JSON.stringify(present[name]));
  return moved ? unitsOf(old) + unitsOf(present) : Math.max(unitsOf(old), unitsOf(present));
}

function entryOf(rules: TableRules, index: IndexRules, item: RawItem | null): RawItem | null {
  if (item === null || index.key.some((name) => item[name] === undefined)) return null;
  const names = index.projected === 'all' ? Object.keys(item) : [...rules.key, ...index.key, ...index.projected];
  return Object.fromEntries([...new Set(names)].sort().flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

/** DynamoDB bills 100 bytes more of each item and each entry of an index, for its own order. */
const bookkeepingBytes = 100;

/** Bytes that an item takes on the disk, with its entries in indexes. */
export function bytesKept(rules: TableRules, item: RawItem): number {
  const entries = rules.indexes.map((index) => entryOf(rules, index, item)).filter((entry) => entry !== null);
  return [item, ...entries].reduce((sum, one) => sum + itemSize(one) + bookkeepingBytes, 0);
}

/** Units of reading items: a strongly consistent read takes one for each 4 KB, another one half of that. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5);
}
