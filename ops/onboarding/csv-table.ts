import type { CsvError } from 'csv-parse/sync';

/** One line of a table, with the line of the file it begins on. */
export interface CsvRow<Column extends string> {
  readonly line: number;
  /** Trimmed; '' where the line is short. */
  readonly cells: Readonly<Record<Column, string>>;
  /** Cells beyond the last column; then nobody can tell which cell belongs to which. */
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
  // The parser counts \r\n inside quotes as two lines; a spreadsheet does not.
  const parsed = await parsedRecords(text.replaceAll(/\r\n?/g, '\n'));
  if ('problem' in parsed) return { kind: 'broken', problems: [parsed.problem] };
  const [header, ...records] = parsed.records.filter(({ cells }) => cells.some((cell) => cell !== ''));
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

interface ParsedRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

async function parsedRecords(
  text: string,
): Promise<{ readonly records: readonly ParsedRecord[] } | { readonly problem: string }> {
  // Loaded only by the commands that read a file.
  const { parse, CsvError } = await import('csv-parse/sync');
  try {
    const records = parse(text, { bom: true, info: true, relaxColumnCount: true }) as unknown as {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return {
      records: records.map(({ record, info }) => ({
        // The parser tells the line a record ends on.
        line: info.lines - linesWithin(record),
        cells: record.map((cell) => cell.trim()),
      })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { problem: brokenQuotes(text, error) };
  }
}

const linesWithin = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);

/** The parser's own message quotes the cell, and of a mark that nothing closes it tells the end of the file. */
function brokenQuotes(text: string, { code, lines }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return `line ${lineOfLastOpening(text)}: a quotation mark opens a cell and none closes it.`;
  }
  return `line ${lines}: a quotation mark stands inside a cell. Put the cell into quotation marks and write the one inside twice.`;
}

function lineOfLastOpening(text: string): number {
  let line = 1;
  let openedOn = 1;
  let open = false;
  for (const character of text) {
    if (character === '\n') line++;
    if (character !== '"') continue;
    open = !open;
    if (open) openedOn = line;
  }
  return openedOn;
}
