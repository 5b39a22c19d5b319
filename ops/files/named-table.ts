import { comparable, InputError } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import { type CsvLimits, type CsvRecord, csvRecords, mostInRecord } from './csv.ts';
import { decodeText } from './decode.ts';
import type { Encoding } from './encoding.ts';
import { bytesOfFile } from './read-file.ts';

/** Where a field stands in a file: under a heading, or in a place counted from 1. */
export type ColumnPlace = { readonly heading: string } | { readonly place: number };

export interface NamedRow<Field extends string> {
  readonly line: number;
  /** Trimmed; absent where the file has no column of it, '' where the line is short. */
  readonly cells: { readonly [Name in Field]?: string };
  /** All cells of the line, as they stood. May hold personal data. */
  readonly all: readonly string[];
}

export type NamedTable<Field extends string> =
  | {
      readonly kind: 'table';
      /** The headings as they stood; null in a file without. */
      readonly headings: readonly string[] | null;
      readonly columnNames: { readonly [Name in Field]?: string };
      readonly rows: readonly NamedRow<Field>[];
    }
  | { readonly kind: 'broken'; readonly problems: readonly string[] };

export type SoundTable<Field extends string = string> = Extract<NamedTable<Field>, { kind: 'table' }>;

export interface TableShape<Field extends string> {
  readonly names: Readonly<Record<Field, readonly string[]>>;
  readonly needed: readonly Field[];
  /** Named by the operator; they take precedence over `names`. */
  readonly named?: { readonly [Name in Field]?: ColumnPlace };
  readonly headerless?: boolean;
  readonly hint: string;
}

/** How a file is to be read; where its headings decide that, by these. */
export type ShapeOf<Field extends string> = TableShape<Field> | ((headings: readonly string[]) => TableShape<Field>);

/** Reads a CSV or TSV file, which of the two its first line says. Columns that are not asked for are left alone. */
export async function readNamedTable<Field extends string>(
  text: string,
  shapeOf: ShapeOf<Field>,
  most?: CsvLimits,
): Promise<NamedTable<Field>> {
  const parsed = await csvRecords(text, separatorOf(text), most);
  if ('problem' in parsed) return { kind: 'broken', problems: [parsed.problem] };
  const { records } = parsed;
  const shape = typeof shapeOf === 'function' ? shapeOf(records[0]?.cells ?? []) : shapeOf;
  const header = shape.headerless ? null : (records[0] ?? null);
  if (records.length === 0) return { kind: 'broken', problems: [t`line 1: expected a line of headings, got nothing.`] };
  const located = locate(header, shape);
  if (located.problems.length > 0) return { kind: 'broken', problems: located.problems };

  if (header !== null && records.length === 1) {
    return { kind: 'broken', problems: [t`There are headings and no line below them: is the export empty?`] };
  }

  const rows = records.slice(header === null ? 0 : 1).map(({ line, cells }): NamedRow<Field> => {
    const byField = located.places.map(([field, { index }]) => [field, cells[index] ?? '']);
    return { line, cells: Object.fromEntries(byField) as NamedRow<Field>['cells'], all: cells };
  });
  const columnNames = Object.fromEntries(located.places.map(([field, { name }]) => [field, name]));
  return {
    kind: 'table',
    headings: header?.cells ?? null,
    columnNames: columnNames as SoundTable<Field>['columnNames'],
    rows,
  };
}

/** A tab where the first line that is not empty has more of them than commas. */
function separatorOf(text: string): ',' | '\t' {
  const start = text.search(/\S/);
  // Headings may begin with an empty one.
  const before = Math.max(text.lastIndexOf('\n', start), text.lastIndexOf('\r', start));
  const [first = ''] = text.slice(before + 1, before + 1 + mostInRecord.bytes).split(/[\r\n]/, 1);
  let tabsAhead = 0;
  for (const sign of first) tabsAhead += sign === '\t' ? 1 : sign === ',' ? -1 : 0;
  return tabsAhead > 0 ? '\t' : ',';
}

interface Place {
  readonly index: number;
  readonly name: string;
}

interface Located<Field extends string> {
  readonly places: readonly (readonly [Field, Place])[];
  readonly problems: readonly string[];
}

function locate<Field extends string>(
  header: CsvRecord | null,
  { names, needed, named, hint }: TableShape<Field>,
): Located<Field> {
  const places: (readonly [Field, Place])[] = [];
  const problems: string[] = [];
  const line = header?.line ?? 1;
  const headings = (header?.cells ?? []).map((name, index) => ({ place: { index, name }, wanted: comparable(name) }));
  for (const field of Object.keys(names) as Field[]) {
    const given = named?.[field];
    const found = given === undefined ? byNames(names[field], headings) : byPlace(given, headings);
    if (found.length > 1) {
      problems.push(t`line ${line}: there are several columns for ${field}: ${found.map(shownPlace).join(', ')}.`);
    }
    const [place] = found;
    if (place !== undefined) places.push([field, place]);
    else if (given !== undefined || needed.includes(field)) {
      problems.push(t`line ${line}: there is no column ${expectedName(given, names[field], field)}.`);
    }
  }
  const last = problems.length - 1;
  return { places, problems: problems.map((problem, index) => (index === last ? `${problem} ${hint}` : problem)) };
}

interface Heading {
  readonly place: Place;
  readonly wanted: string;
}

function byNames(names: readonly string[], headings: readonly Heading[]): Place[] {
  const wanted = new Set(names.map(comparable));
  return headings.filter((heading) => wanted.has(heading.wanted)).map(({ place }) => place);
}

function byPlace(given: ColumnPlace, headings: readonly Heading[]): Place[] {
  if ('heading' in given) return byNames([given.heading], headings);
  return [{ index: given.place - 1, name: `#${given.place}` }];
}

const shownPlace = ({ name, index }: Place): string => `${name} (#${index + 1})`;

function expectedName(given: ColumnPlace | undefined, names: readonly string[], field: string): string {
  if (given !== undefined && 'heading' in given) return `${given.heading} (${field})`;
  return names.length === 0 ? t`for ${field}` : `${names.join(t` or `)} (${field})`;
}

export interface TableFile<Field extends string> {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly table: SoundTable<Field>;
}

export const encodingName: Readonly<Record<Encoding, string>> = { utf8: 'UTF-8', shift_jis: 'Shift_JIS' };

/** Reads the file that `--file` names. Throws an `InputError` with all that keeps it from being such a file; its lines are not judged yet. */
export async function readTableFile<Field extends string>(
  path: string,
  encoding: Encoding | undefined,
  shape: ShapeOf<Field>,
): Promise<TableFile<Field>> {
  const bytes = await bytesOfFile('--file', path);
  return { path, bytes, ...(await readTable(bytes, encoding, shape)) };
}

/** Reads the content of such a file, at most `most` of it. Throws as `readTableFile` does. */
export async function readTable<Field extends string>(
  bytes: Uint8Array,
  encoding: Encoding | undefined,
  shape: ShapeOf<Field>,
  most?: CsvLimits,
): Promise<Pick<TableFile<Field>, 'encoding' | 'table'>> {
  const decoded = await decodeText(bytes, encoding);
  if (decoded.kind === 'unreadable') throw new InputError(t`The file cannot be read`, [t`--file: ${decoded.problem}`]);
  const table = await readNamedTable(decoded.text, shape, most);
  if (table.kind === 'broken') throw new InputError(t`The file cannot be read`, table.problems);
  return { encoding: decoded.encoding, table };
}
