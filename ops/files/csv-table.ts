import { csvRecords } from './csv.ts';

/** One line of a table, with the line of the file it begins on. */
export interface CsvRow<Column extends string> {
  readonly line: number;
  /** Trimmed; '' where the line is short. */
  readonly cells: Readonly<Record<Column, string>>;
  /** Cells beyond the last column; then no cell can be assigned to its column with certainty. */
  readonly beyond: readonly string[];
}

/** A CSV file as a table, or everything that keeps it from being one: sentences that begin with the line. */
export type CsvTable<Column extends string> =
  | { readonly kind: 'table'; readonly rows: readonly CsvRow<Column>[] }
  | { readonly kind: 'broken'; readonly problems: readonly string[] };

/** What is said of a line with cells beyond the last column. */
export const beyondText =
  'has more cells than there are columns. A cell with a comma in it stands between quotation marks.';

/** What a table must look like. */
export interface CsvShape<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
  /** Columns that may be there and are not read. */
  readonly ignored: readonly string[];
}

/**
 * Reads a CSV file with a line of column names, in any order. Empty lines count as lines of the file and as nothing else. No
 * problem repeats a cell's text: it may be a key in the wrong place.
 */
export async function readCsv<Column extends string>(text: string, shape: CsvShape<Column>): Promise<CsvTable<Column>> {
  const parsed = await csvRecords(text);
  if ('problem' in parsed) return { kind: 'broken', problems: [parsed.problem] };
  const [header, ...records] = parsed.records;
  if (header === undefined) {
    return { kind: 'broken', problems: ['line 1: expected the names of the columns, got nothing.'] };
  }
  const names = header.cells.map((name) => name.toLowerCase());
  while (names.at(-1) === '') names.pop();
  const problems = headerProblems(names, header.line, shape);
  if (problems.length > 0) return { kind: 'broken', problems };

  const columns = [...shape.required, ...shape.optional];
  const rows = records.map(({ line, cells }): CsvRow<Column> => {
    const byColumn = columns.map((column) => [column, cells[names.indexOf(column)] ?? '']);
    const beyond = cells.slice(names.length).filter((cell) => cell !== '');
    return { line, cells: Object.fromEntries(byColumn) as Record<Column, string>, beyond };
  });
  return { kind: 'table', rows };
}

function headerProblems(names: readonly string[], line: number, shape: CsvShape<string>): string[] {
  const known = [...shape.required, ...shape.optional, ...shape.ignored];
  const missing = shape.required.filter((column) => !names.includes(column));
  const unknown = names.filter((name) => !known.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const all = [...shape.required, ...shape.optional.map((column) => `${column} (may be left out)`)].join(', ');
  return [
    ...missing.map((column) => `line ${line}: there is no column ${column}.`),
    // Where no column is right, the first line is no line of names, and may hold anything.
    ...(missing.length === shape.required.length
      ? []
      : unknown.map((name) => `line ${line}: there is a column ${JSON.stringify(name)} that is not known.`)),
    ...twice.map((name) => `line ${line}: there are two columns ${name}.`),
  ].map((problem, index, { length }) => (index === length - 1 ? `${problem} Columns: ${all}.` : problem));
}
