/** The part of JSON Schema that our wire schemas use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'null';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minimum?: number;
}

/** What we rely on in a reply: a check compiled at build time, and the schema it came from to say what is wrong. */
export interface Shape<T> {
  readonly matches: (value: unknown) => value is T;
  readonly schema: Schema;
}

/**
 * Names the first place where a value departs from a schema, what was expected there and what kind of thing came;
 * never any of the content. Null when it departs nowhere. Slow, and only asked once the compiled check has failed.
 */
export function mismatch(schema: Schema, value: unknown, path = ''): string | null {
  if (schema.anyOf) return mismatchOfAll(schema.anyOf, value, path);
  if (!isOfType(schema, value)) return `${path || 'the whole'}: expected ${wanted(schema)}, got ${got(value)}`;
  if (Array.isArray(value)) {
    return firstMismatch(value.map((item, index) => [schema.items ?? {}, item, `${path}[${index}]`]));
  }
  if (schema.type !== 'object') return null;
  const fields = value as Readonly<Record<string, unknown>>;
  const present = (name: string): boolean => schema.required?.includes(name) === true || fields[name] !== undefined;
  return firstMismatch(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => present(name))
      .map(([name, property]) => [property, fields[name], path === '' ? name : `${path}.${name}`]),
  );
}

function firstMismatch(places: readonly (readonly [Schema, unknown, string])[]): string | null {
  for (const [schema, value, path] of places) {
    const found = mismatch(schema, value, path);
    if (found !== null) return found;
  }
  return null;
}

/** `anyOf` says "or null" here, so the other alternative has the better complaint. */
function mismatchOfAll(alternatives: readonly Schema[], value: unknown, path: string): string | null {
  const found = alternatives.map((schema) => mismatch(schema, value, path));
  if (found.includes(null)) return null;
  return found[alternatives.findIndex((schema) => schema.type !== 'null')] ?? null;
}

function isOfType(schema: Schema, value: unknown): boolean {
  switch (schema.type ?? 'anything') {
    case 'anything':
      return value !== undefined;
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value) && (schema.minimum === undefined || (value as number) >= schema.minimum);
    case 'string':
      return typeof value === 'string' && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value));
  }
}

function wanted(schema: Schema): string {
  switch (schema.type ?? 'anything') {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'integer':
      return schema.minimum === undefined ? 'a whole number' : `a whole number of at least ${schema.minimum}`;
    case 'string':
      return schema.pattern === undefined ? 'text' : textLike(schema.pattern);
    case 'null':
      return 'null';
    case 'anything':
      return 'something';
  }
}

/** A pattern in words where people meet it: an order's dates and names. */
function textLike(pattern: string): string {
  if (pattern === '\\S') return 'text that is not blank';
  const isMoment = pattern.includes('T\\d{2}:\\d{2}:\\d{2}');
  return isMoment ? 'a date and time such as 2026-02-10T15:45:00+09:00' : `text like ${pattern}`;
}

function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'empty text' : 'text';
    case 'number':
      return Number.isInteger(value) ? 'a whole number' : 'a number with a fraction';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}
