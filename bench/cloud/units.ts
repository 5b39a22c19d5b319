/** What a table is to the reckoning: its key, and which attributes lie in its indexes. */
export interface TableRules {
  readonly key: readonly string[];
  readonly indexes: readonly IndexRules[];
}

interface IndexRules {
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

/** A value as DynamoDB's JSON has it. */
interface RawValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly RawValue[];
  readonly M?: RawItem;
}

/** An item as DynamoDB's JSON has it. */
export type RawItem = Readonly<Record<string, RawValue>>;

/**
 * Bytes of an item as DynamoDB counts them: names and values; a number half a byte a significant digit and one more; a list or
 * map three bytes, and one an element.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: RawItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: RawValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.L !== undefined) return 3 + value.L.reduce((sum, element) => sum + 1 + valueSize(element), 0);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

/** Leading and trailing zeroes do not count; a minus is a byte. */
function numberSize(text: string): number {
  const digits = text.replace(/^-|\.|e.*$/gi, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
