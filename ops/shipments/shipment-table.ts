import { type CsvRecord, csvRecords } from '../onboarding/csv-records.ts';
import type { ColumnPlace, NamedColumns } from './columns-option.ts';
import { type FormatColumns, type ShipmentField, shipmentFields } from './formats.ts';
import { comparable } from './names.ts';

/** One line of a file of shipments: its cells by what they are. */
export interface ShipmentRow {
  /** The line of the file it begins on. */
  readonly line: number;
  /** Trimmed; absent where the file has no column of it, '' where the line is short. */
  readonly cells: { readonly [Field in ShipmentField]?: string };
  /** All cells of the line, as they stood. May hold personal data. */
  readonly all: readonly string[];
}

/** A file of shipments as a table, or everything that keeps it from being one: sentences that begin with the line. */
export type ShipmentTable =
  | {
      readonly kind: 'table';
      /** The headings as they stood; null in a file without. */
      readonly headings: readonly string[] | null;
      /** How people find a field's column again: its heading, or its place. */
      readonly columnNames: { readonly [Field in ShipmentField]?: string };
      readonly rows: readonly ShipmentRow[];
    }
  | { readonly kind: 'broken'; readonly problems: readonly string[] };

/** How a file is to be read. */
export interface TableShape {
  readonly columns: FormatColumns;
  /** Named by somebody; they stand above the format's. */
  readonly named: NamedColumns;
  /** The first line is a shipment already. */
  readonly headerless: boolean;
}

/** Columns without which nothing can be done. */
const needed: readonly ShipmentField[] = ['orderNumber', 'trackingNumber'];

/**
 * Reads a CSV or TSV file, which of the two its first line says. Columns that are not asked for are left alone: exports have a
 * hundred. Empty lines count as lines of the file and as nothing else.
 */
export async function readShipmentTable(text: string, shape: TableShape): Promise<ShipmentTable> {
  const parsed = await csvRecords(text, separatorOf(text));
  if ('problem' in parsed) return { kind: 'broken', problems: [parsed.problem] };
  const records = parsed.records.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const header = shape.headerless ? null : (records[0] ?? null);
  if (records.length === 0) return { kind: 'broken', problems: ['line 1: expected a line of headings, got nothing.'] };
  const located = locate(header, shape);
  if (located.problems.length > 0) return { kind: 'broken', problems: located.problems };

  const rows = records.slice(header === null ? 0 : 1).map(({ line, cells }): ShipmentRow => {
    const byField = Object.entries(located.places).map(([field, { index }]) => [field, cells[index] ?? '']);
    return { line, cells: Object.fromEntries(byField), all: cells };
  });
  const columnNames = Object.fromEntries(Object.entries(located.places).map(([field, { name }]) => [field, name]));
  return { kind: 'table', headings: header?.cells ?? null, columnNames, rows };
}

/** A tab where the first line that is not empty has more of them than commas. */
function separatorOf(text: string): string {
  const first = text.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? '';
  const count = (sign: string): number => first.split(sign).length - 1;
  return count('\t') > count(',') ? '\t' : ',';
}

interface Place {
  readonly index: number;
  readonly name: string;
}

interface Located {
  readonly places: { readonly [Field in ShipmentField]?: Place };
  readonly problems: readonly string[];
}

function locate(header: CsvRecord | null, { columns, named }: TableShape): Located {
  const places: { [Field in ShipmentField]?: Place } = {};
  const problems: string[] = [];
  const line = header?.line ?? 1;
  for (const field of shipmentFields) {
    const given = named[field];
    const found = given === undefined ? byNames(columns.names[field], header) : byPlace(given, header);
    if (found.length > 1) {
      problems.push(`line ${line}: there are several columns for ${field}: ${found.map(shownPlace).join(', ')}.`);
    }
    const [place] = found;
    if (place !== undefined) places[field] = place;
    else if (given !== undefined || needed.includes(field)) {
      problems.push(`line ${line}: there is no column ${expectedName(given, columns.names[field], field)}.`);
    }
  }
  const last = problems.length - 1;
  const hint = ' Name columns with --columns, or choose the file’s --format.';
  return { places, problems: problems.map((problem, index) => (index === last ? `${problem}${hint}` : problem)) };
}

function byNames(names: readonly string[], header: CsvRecord | null): Place[] {
  const wanted = names.map(comparable);
  return (header?.cells ?? []).flatMap((heading, index) =>
    wanted.includes(comparable(heading)) ? [{ index, name: heading }] : [],
  );
}

function byPlace(given: ColumnPlace, header: CsvRecord | null): Place[] {
  if ('heading' in given) return byNames([given.heading], header);
  return [{ index: given.place - 1, name: `#${given.place}` }];
}

const shownPlace = ({ name, index }: Place): string => `${name} (#${index + 1})`;

function expectedName(given: ColumnPlace | undefined, names: readonly string[], field: ShipmentField): string {
  if (given !== undefined && 'heading' in given) return `${given.heading} (${field})`;
  return names.length === 0 ? `for ${field}` : `${names.join(' or ')} (${field})`;
}
