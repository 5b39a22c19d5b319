/** What a text may look like, and how that is said. */
export interface Form {
  readonly pattern: RegExp;
  readonly wanted: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Reads what another program sent, value by value, and collects everything that is wrong with it. */
export interface FieldReader {
  /** Notes that a value is none of those that were expected. */
  wrong(path: string, wanted: string, value: unknown): null;
  /** An object without other fields than these; an empty one where it is none. */
  object(value: unknown, path: string, names: readonly string[]): Fields;
  text(value: unknown, path: string, form: Form): string;
  /** A list of 1 to `max`. */
  list(value: unknown, path: string, max: number): readonly unknown[];
  oneOf<T extends string>(value: unknown, path: string, words: readonly T[]): T | null;
  /** A whole number within bounds, both included. */
  whole(value: unknown, path: string, bounds: { readonly from: number; readonly to: number }): number;
}

/** A reader that adds to `problems`: places and what was expected, never what was there. */
export function fieldReader(problems: string[]): FieldReader {
  const wrong: FieldReader['wrong'] = (path, wanted, value) => {
    problems.push(`${path}: expected ${wanted}, got ${kindOf(value)}.`);
    return null;
  };
  return {
    wrong,
    object(value, path, names) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        wrong(path || 'the detail', 'an object', value);
        return {};
      }
      const unknown = Object.keys(value).filter((name) => !names.includes(name));
      if (unknown.length > 0) problems.push(unknownFields(path, unknown, names));
      return value as Fields;
    },
    text(value, path, { pattern, wanted }) {
      if (typeof value === 'string' && pattern.test(value)) return value;
      wrong(path, wanted, value);
      return '';
    },
    list(value, path, max) {
      if (Array.isArray(value) && value.length >= 1 && value.length <= max) return value;
      wrong(path, `a list of 1 to ${max}`, value);
      return [];
    },
    oneOf: (value, path, words) =>
      words.find((word) => word === value) ?? wrong(path, `one of ${words.join(', ')}`, value),
    whole(value, path, { from, to }) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
      wrong(path, `a whole number from ${from} to ${to}`, value);
      return 0;
    },
  };
}

/** Reports only names that look like names: the sender may have put a buyer into one. */
function unknownFields(path: string, unknown: readonly string[], known: readonly string[]): string {
  const told = unknown.filter((name) => /^[A-Za-z][A-Za-z0-9_-]{0,30}$/.test(name)).slice(0, 5);
  const which =
    told.length === unknown.length ? told.map((name) => `"${name}"`).join(', ') : `${unknown.length} others`;
  return `${path || 'the detail'}: has ${which} beside the fields that it may have: ${known.join(', ')}.`;
}

/** What kind of thing a value is, without what it is. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Longer texts than any field of a request takes are cut. */
const textMax = 200;

/** What is kept of a value: a plain one as it is, an object's or a list's parts by this shape. */
export type Kept = 'plain' | { readonly [name: string]: Kept } | { readonly each: Kept; readonly max: number };

const parcel: Kept = { basketId: 'plain', carrier: 'plain', trackingNumber: 'plain', shippedOn: 'plain' };
const change: Kept = {
  kind: 'plain',
  reason: 'plain',
  subStatusId: 'plain',
  parcels: { each: parcel, max: 20 },
};
const request: Kept = {
  format: 'plain',
  shop: 'plain',
  by: 'plain',
  orders: { each: { orderNumber: 'plain', change }, max: 100 },
};

/** What an event asked for, right or wrong, without anything that a request has no field for. */
export function knownFieldsOf(detail: unknown): unknown {
  return keep(detail, request);
}

/** The parts of a value that a shape names. */
export function keep(value: unknown, kept: Kept): unknown {
  if (kept === 'plain') return plain(value);
  if (isEach(kept)) {
    return Array.isArray(value) ? value.slice(0, kept.max).map((one) => keep(one, kept.each)) : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(kept)
      .filter(([name]) => Object.hasOwn(fields, name))
      .map(([name, of]) => [name, keep(fields[name], of)]),
  );
}

function isEach(kept: Exclude<Kept, 'plain'>): kept is { readonly each: Kept; readonly max: number } {
  return typeof kept.max === 'number';
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, textMax);
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}
