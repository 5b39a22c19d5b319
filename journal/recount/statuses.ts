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

/**
 * The states in a row of Pushes: of `npm start` those of everything that was asked of an order, of a drill the one of a change. Null when one of them
 * is none that is known.
 */
export function pushStates({ requests, state }: PlainObject): string[] | null {
  const all = requests === undefined ? [{ state }] : requests;
  if (!Array.isArray(all)) return null;
  const kinds = all.map((one: unknown) => fieldIn(fieldIn(one, 'state'), 'kind'));
  return kinds.every((kind) => waiting.has(kind) || ended.has(kind)) ? kinds.map(String) : null;
}

const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** Counts the states of all changes. */
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
