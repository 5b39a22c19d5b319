import { type Sentence, sentenceOf, storedSentence } from '../../core/kernel/index.ts';
import {
  type AttributeValue,
  bytes,
  bytesOf,
  flag,
  type Item,
  json,
  list,
  map,
  mapOf,
  number,
  numberOf,
  text,
  textOf,
} from './attributes.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * How an attribute holds a field. `flag` is false where it is absent, `texts` (a list) empty; `textMap` is a map of texts, `sentence`
 * its template and its values, `json` the value as a whole.
 */
const kinds = {
  text: { write: text, read: textOf },
  number: { write: number, read: numberOf },
  bytes: { write: bytes, read: bytesOf },
  flag: { write: flag, read: (item: Item, name: string) => item[name]?.BOOL === true },
  texts: {
    write: (values: readonly string[]) => list(values.map(text)),
    read: (item: Item, name: string) => (item[name]?.L ?? []).flatMap(({ S }) => S ?? []),
  },
  textMap: {
    write: (values: Texts) => map(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)]))),
    read: (item: Item, name: string): Texts => {
      const values = mapOf(item, name);
      return Object.fromEntries(Object.keys(values).map((key) => [key, textOf(values, key)]));
    },
  },
  sentence: {
    write: (value: Sentence) => json(storedSentence(value)),
    read: (item: Item, name: string) => sentenceOf(JSON.parse(textOf(item, name))),
  },
  json: { write: json, read: (item: Item, name: string): unknown => JSON.parse(textOf(item, name)) },
} as const;

type KindOf<Value> = [Value] extends [string]
  ? 'text'
  : [Value] extends [number]
    ? 'number'
    : [Value] extends [boolean]
      ? 'flag'
      : [Value] extends [Uint8Array]
        ? 'bytes'
        : [Value] extends [readonly string[]]
          ? 'texts' | 'json'
          : [Value] extends [Sentence]
            ? 'sentence'
            : [Value] extends [Texts]
              ? 'textMap' | 'json'
              : 'json';
type Named<Kind extends string> = Kind | `${Kind}=${string}`;

/** Where the attributes of a field lie that is a row itself, or several. `value` is there for the type alone. */
interface Part<Value> {
  column(field: string): Column;
  readonly value?: Value;
}

/**
 * The fields of a row and how each is stored, in the order in which they are written: its kind, a `?` where the field may be absent
 * (then the attribute is, too), and `=` with the attribute's name where that is another than the field's; or a part.
 */
export type Fields<Row> = {
  readonly [Field in keyof Row]-?: // biome-ignore lint/complexity/noBannedTypes: it tells an optional field from a required one.
  {} extends Pick<Row, Field>
    ? Named<`${KindOf<Exclude<Row[Field], undefined>>}?`> | Part<Exclude<Row[Field], undefined>>
    : Named<KindOf<Row[Field]>> | Part<Row[Field]>;
};

interface Column {
  readonly field: string;
  readonly attributes: readonly string[];
  readonly isOptional: boolean;
  write(value: unknown): Item;
  /** Undefined where the item has no such field. */
  read(item: Item): unknown;
}

/** Translates a row to attributes and back. Attributes of an item that are no field, from a later release, are passed over. */
export interface RowCodec<Row> {
  write(row: Row): Item;
  read(item: Item): Row;
  readonly attributes: readonly string[];
  /** Those of them that a row has at some times only. */
  readonly optional: readonly string[];
}

export function rowCodec<Row extends object>(fields: Fields<Row>): RowCodec<Row> {
  const columns = Object.entries<string | Part<unknown>>(fields).map(([field, how]) =>
    typeof how === 'string' ? attributeColumn(field, how) : how.column(field),
  );
  return {
    attributes: columns.flatMap(({ attributes }) => attributes),
    optional: columns.filter(({ isOptional }) => isOptional).flatMap(({ attributes }) => attributes),
    write(row) {
      const item: Item = {};
      for (const { field, write } of columns) {
        const value = row[field as keyof Row];
        if (value !== undefined) Object.assign(item, write(value));
      }
      return item;
    },
    read(item) {
      const row: Record<string, unknown> = {};
      for (const { field, read } of columns) {
        const value = read(item);
        if (value !== undefined) row[field] = value;
      }
      return row as Row;
    },
  };
}

function attributeColumn(field: string, how: string): Column {
  const [kindName = '', name = field] = how.split('=');
  const isOptional = kindName.endsWith('?');
  const kind = kinds[kindName.replace('?', '') as keyof typeof kinds];
  return {
    field,
    attributes: [name],
    isOptional,
    write: (value) => ({ [name]: kind.write(value as never) }),
    read: (item) => (isOptional && item[name] === undefined ? undefined : kind.read(item, name)),
  };
}

/** An optional field whose attributes lie among the row's own; it is there where its first attribute is. */
export function among<Value>({ attributes, read, write }: RowCodec<Value>): Part<Value> {
  const [first = ''] = attributes;
  const readIn = (item: Item) => (item[first] === undefined ? undefined : read(item));
  return {
    column: (field) => ({ field, attributes, isOptional: true, write: write as Column['write'], read: readIn }),
  };
}

/** A field whose attributes lie in a map of its own. */
export function inMap<Value>(codec: RowCodec<Value>, { isOptional = false } = {}): Part<Value> {
  return {
    column: (field) => ({
      field,
      attributes: [field],
      isOptional,
      write: (value) => ({ [field]: map(codec.write(value as Value)) }),
      read: (item) => (isOptional && item[field] === undefined ? undefined : codec.read(mapOf(item, field))),
    }),
  };
}

/** Rows as a list of maps. */
export function listValue<Value>(codec: RowCodec<Value>, rows: readonly Value[]): AttributeValue {
  return list(rows.map((row) => map(codec.write(row))));
}

/** A field that is a list of rows, each in a map; empty where it is absent. */
export function inList<Value>(codec: RowCodec<Value>): Part<readonly Value[]> {
  return {
    column: (field) => ({
      field,
      attributes: [field],
      isOptional: false,
      write: (value) => ({ [field]: listValue(codec, value as readonly Value[]) }),
      read: (item) => (item[field]?.L ?? []).map(({ M = {} }) => codec.read(M)),
    }),
  };
}
