import type { PlainObject } from '../entry.ts';

/** Changes of orders that were asked for, by how they stand; those that were withdrawn are in `requested` only. */
export interface StatusFigures {
  readonly requested: number;
  readonly confirmed: number;
  readonly held: number;
  readonly failed: number;
  readonly waiting: number;
}

const waiting: ReadonlySet<unknown> = new Set(['requested', 'pushing', 'retrying']);
const ended: ReadonlySet<unknown> = new Set(['confirmed', 'held', 'failed', 'withdrawn']);

/** The state in a row of Pushes: of DynamoDB as JSON in a text, of memory as an object. Null when it is none that is known. */
export function pushState(row: PlainObject): string | null {
  const { state } = row;
  const value = typeof state === 'string' ? parsed(state) : state;
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
  return waiting.has(kind) || ended.has(kind) ? String(kind) : null;
}

/** Counts the states of all rows. */
export function statusFigures(states: readonly string[]): StatusFigures {
  const count = (kind: string): number => states.filter((state) => state === kind).length;
  return {
    requested: states.length,
    confirmed: count('confirmed'),
    held: count('held'),
    failed: count('failed'),
    waiting: states.filter((state) => waiting.has(state)).length,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
