import type { Account } from '../account.ts';
import type { Wanted } from './template.ts';

/** What a resource should be like, and what its own service says that it is like. They are to be equal. */
export interface Look {
  readonly wanted: unknown;
  readonly found: unknown;
}

/** Looks at a resource through its own service. Throws where it is not there. */
export type Looker = (account: Account, resource: Wanted) => Promise<Look>;

/** Only these properties, so that two descriptions can be compared. */
export function only(from: unknown, ...names: readonly string[]): Record<string, unknown> {
  const values = (from ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

/** The same properties of the template and of an answer: for services that describe a thing as templates do. */
export function same(wanted: unknown, found: unknown, ...names: readonly string[]): Look {
  return { wanted: only(wanted, ...names), found: only(found, ...names) };
}

/** A list in an order of its own. */
export function sorted<T extends object>(list: readonly T[] | undefined, name: keyof T): T[] {
  return [...(list ?? [])].sort((one, other) => (String(one[name]) < String(other[name]) ? -1 : 1));
}
