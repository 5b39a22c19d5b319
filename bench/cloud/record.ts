import type { WriteUnits } from './units.ts';

/** A request to a service of AWS, as it was counted. */
export type Counted =
  | {
      readonly kind: 'write';
      readonly operation: string;
      readonly table: string;
      readonly key: string;
      readonly refused: boolean;
      readonly units: WriteUnits;
      /** The item itself after the write, as DynamoDB counts it. */
      readonly itemBytes: number;
      /** What it takes on the disk, with its entries in indexes. */
      readonly bytes: number;
    }
  | { readonly kind: 'read'; readonly operation: string; readonly table: string; readonly units: number }
  | { readonly kind: 'kms' | 'events' | 'queue'; readonly operation: string };

/** What a world's services were asked since the record was last cleared. */
export interface RequestRecord {
  readonly requests: readonly Counted[];
  /** Messages that were sent to queues. */
  readonly messages: number;
  add(counted: Counted): void;
  addMessages(count: number): void;
  clear(): void;
}

export function createRecord(): RequestRecord {
  const requests: Counted[] = [];
  let messages = 0;
  return {
    requests,
    get messages() {
      return messages;
    },
    addMessages: (count) => {
      messages += count;
    },
    add: (counted) => {
      requests.push(counted);
    },
    clear: () => {
      requests.length = 0;
      messages = 0;
    },
  };
}

/** Write units of the requests that the filter takes, those of indexes included. */
export function unitsWritten(requests: readonly Counted[], takes: (table: string) => boolean = () => true): number {
  return requests.reduce(
    (sum, one) => sum + (one.kind === 'write' && takes(one.table) ? one.units.table + one.units.indexes : 0),
    0,
  );
}

/** Requests of one kind. */
export function countOf(requests: readonly Counted[], kind: Counted['kind']): number {
  return requests.filter((one) => one.kind === kind).length;
}

/** Read units of all requests. */
export function unitsRead(requests: readonly Counted[]): number {
  return requests.reduce((sum, one) => sum + (one.kind === 'read' ? one.units : 0), 0);
}
