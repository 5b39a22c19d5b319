/** What a text may look like, and how that is said. */
export interface Form {
  readonly pattern: RegExp;
  readonly wanted: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Reads what somebody else's program sent, value by value, and collects everything that is wrong with it. */
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

/** Only names that look like names are told: somebody may have put a buyer into one. */
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
