export interface Form {
  readonly pattern: RegExp;
  readonly wanted: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Format of data exchanged with other programs. Gives the reader, the part of a wrong value that may be kept, and the JSON Schema. */
export interface Shape<T> {
  /** Reads a value. Adds every fault to `problems` as place and expectation, never the value found. */
  read(value: unknown, path: string, problems: string[]): T;
  /** The part of a value, right or wrong, that may be kept: known fields only, no long text. */
  keep(value: unknown): unknown;
  schema(): JsonSchema;
  readonly isOptional?: boolean;
}

export type Static<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Optional = { readonly isOptional: true };

type ObjectOf<F extends Fields> = {
  readonly [Name in keyof F as F[Name] extends Optional ? never : Name]: Static<F[Name]>;
} & { readonly [Name in keyof F as F[Name] extends Optional ? Name : never]?: Static<F[Name]> };

/** Reads a value; null if anything is wrong, noted in `problems`. */
export function readWhole<T>(shape: Shape<T>, value: unknown, problems: string[]): T | null {
  const before = problems.length;
  const read = shape.read(value, '', problems);
  return problems.length > before ? null : read;
}

export interface ObjectShape<T> extends Shape<T> {
  readonly fields: Fields;
}

/** JSON can hold half of a surrogate pair; no table can, and would return another text. */
const halfCharacter =
  'has half of a character in it (a surrogate without its other half). Correct the text where it comes from.';

/** A text, of a form if given. `check` finds faults that no pattern can express. */
export function text<T extends string = string>(form?: Form, check?: (text: string) => string | null): Shape<T> {
  return {
    read(value, path, problems) {
      if (typeof value === 'string' && !value.isWellFormed()) {
        problems.push(`${path}: ${halfCharacter}`);
        return '' as T;
      }
      if (typeof value !== 'string' || form?.pattern.test(value) === false) {
        wrong(problems, path, form?.wanted ?? 'a text', value);
        return '' as T;
      }
      const problem = check?.(value) ?? null;
      if (problem !== null) problems.push(`${path}: ${problem}`);
      return value as T;
    },
    keep: plain,
    schema: () => ({ type: 'string', ...(form === undefined ? {} : { pattern: plainPattern(form.pattern) }) }),
  };
}

/** The pattern without classes of Unicode, which readers of JSON Schema in other languages do not know. */
const plainPattern = ({ source }: RegExp): string =>
  source.replaceAll('\\p{Cc}\\p{Cs}', '\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff');

export function oneOf<T extends string>(words: readonly T[]): Shape<T> {
  return {
    read(value, path, problems) {
      const found = words.find((word) => word === value);
      if (found === undefined) wrong(problems, path, `one of ${words.join(', ')}`, value);
      return found as T;
    },
    keep: plain,
    schema: () => ({ enum: [...words] }),
  };
}

export function exactly<T extends string | number | true>(wanted: T): Shape<T> {
  return {
    read(value, path, problems) {
      if (value !== wanted) wrong(problems, path, String(wanted), value);
      return wanted;
    },
    keep: plain,
    schema: () => ({ const: wanted }),
  };
}

/** A whole number within inclusive bounds. */
export function whole(bounds: { readonly from?: number; readonly to?: number } = {}): Shape<number> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = bounds;
  return {
    read(value, path, problems) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
      wrong(problems, path, `a whole number from ${from} to ${to}`, value);
      return 0;
    },
    keep: plain,
    schema: () => ({
      type: 'integer',
      ...(bounds.from === undefined ? {} : { minimum: from }),
      ...(bounds.to === undefined ? {} : { maximum: to }),
    }),
  };
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return {
    ...shape,
    read: (value, path, problems) => (value === null ? null : shape.read(value, path, problems)),
    schema: () => ({ anyOf: [shape.schema(), { type: 'null' }] }),
  };
}

/** A list of 1 to `max` items. */
export function list<T>(of: Shape<T>, max = Number.POSITIVE_INFINITY): Shape<readonly T[]> {
  const isBounded = Number.isFinite(max);
  return {
    read(value, path, problems) {
      if (Array.isArray(value) && value.length >= 1 && value.length <= max)
        return value.map((one, index) => of.read(one, `${path}[${index}]`, problems));
      wrong(problems, path, isBounded ? `a list of 1 to ${max}` : 'a list of 1 or more', value);
      return [];
    },
    keep: (value) => (Array.isArray(value) ? value.slice(0, max).map((one) => of.keep(one)) : undefined),
    schema: () => ({ type: 'array', minItems: 1, ...(isBounded ? { maxItems: max } : {}), items: of.schema() }),
  };
}

export function anyList<T>(of: Shape<T>): Shape<readonly T[]> {
  const some = list(of);
  return {
    ...some,
    read: (value, path, problems) =>
      Array.isArray(value) && value.length === 0 ? [] : some.read(value, path, problems),
    schema: () => ({ type: 'array', items: of.schema() }),
  };
}

export function openObject<F extends Fields>(fields: F): ObjectShape<ObjectOf<F>> {
  return {
    fields,
    read(value, path, problems) {
      const given = isObject(value) ? value : {};
      if (!isObject(value)) wrong(problems, path || 'the top level', 'an object', value);
      const read: Record<string, unknown> = {};
      for (const [name, shape] of Object.entries(fields)) {
        if (shape.isOptional && given[name] === undefined) continue;
        read[name] = shape.read(given[name], path === '' ? name : `${path}.${name}`, problems);
      }
      return read as ObjectOf<F>;
    },
    keep(value) {
      if (!isObject(value)) return undefined;
      const present = Object.entries(fields).filter(([name]) => Object.hasOwn(value, name));
      return Object.fromEntries(present.map(([name, shape]) => [name, shape.keep(value[name])]));
    },
    schema() {
      const all = Object.entries(fields);
      return {
        type: 'object',
        properties: Object.fromEntries(all.map(([name, shape]) => [name, shape.schema()])),
        required: all.flatMap(([name, { isOptional }]) => (isOptional ? [] : [name])),
      };
    },
  };
}

/** An object with exactly these fields. Complaints about others list the fields in the order of `named`. */
export function object<F extends Fields>(fields: F, named = Object.keys(fields)): ObjectShape<ObjectOf<F>> {
  const open = openObject(fields);
  return {
    ...open,
    read(value, path, problems) {
      const unknown = isObject(value) ? Object.keys(value).filter((name) => !named.includes(name)) : [];
      if (unknown.length > 0) problems.push(unknownFields(path, unknown, named));
      return open.read(value, path, problems);
    },
    schema: () => ({ ...open.schema(), additionalProperties: false }),
  };
}

/** One of several objects, told apart by `kind`. `refused` explains kinds that a sender may expect to exist. */
export function byKind<F extends Readonly<Record<string, ObjectShape<{ readonly kind: string }>>>>(
  kinds: F,
  refused: Readonly<Record<string, string>> = {},
): Shape<Static<F[keyof F]>> {
  const all = Object.values(kinds);
  const kindOf = oneOf(Object.keys(kinds));
  const any = openObject(Object.assign({}, ...all.map(({ fields }) => fields)) as Fields);
  return {
    read(value, path, problems) {
      const kind = (value as { readonly kind?: unknown } | null | undefined)?.kind;
      if (typeof kind === 'string' && Object.hasOwn(refused, kind)) problems.push(`${path}.kind: ${refused[kind]}`);
      const found = kinds[kindOf.read(kind, `${path}.kind`, problems)] as ObjectShape<unknown> | undefined;
      return (found?.read(value, path, problems) ?? {}) as Static<F[keyof F]>;
    },
    keep: any.keep,
    schema: () => ({ anyOf: all.map((one) => one.schema()) }),
  };
}

export function optional<T>(shape: Shape<T>): Shape<T> & Optional {
  return { ...shape, isOptional: true };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(problems: string[], path: string, wanted: string, value: unknown): void {
  problems.push(`${path}: expected ${wanted}, got ${got(value)}.`);
}

/** Reports only names that look like field names: a sender may have put a buyer into one. */
function unknownFields(path: string, unknown: readonly string[], known: readonly string[]): string {
  const told = unknown.filter((name) => /^[A-Za-z][A-Za-z0-9_-]{0,30}$/.test(name)).slice(0, 5);
  const which =
    told.length === unknown.length ? told.map((name) => `"${name}"`).join(', ') : `${unknown.length} others`;
  return `${path || 'the top level'}: has ${which} beside the fields that it may have: ${known.join(', ')}.`;
}

function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') {
    // Names control characters, because a text short enough would otherwise be refused for no visible reason.
    return `a text of ${value.length} characters${/\p{Cc}/u.test(value) ? ', control characters among them' : ''}`;
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Characters kept, more than any field of a request has. */
const textMax = 200;

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, textMax);
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}
