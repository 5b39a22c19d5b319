import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CsvError } from 'csv-parse';
import { t } from '../../language/index.ts';
import type { Cell } from '../../malls/sheet.ts';
import { writeWholeFile } from './sink.ts';

export interface CsvRecord {
  /** The line of the file it begins on. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvLimits {
  readonly lines: number;
  readonly cells: number;
}

/** No list of a shop is longer. Every line takes up to two kilobytes until all are judged; so many empty cells take no more. */
const mostAtOnce: CsvLimits = { lines: 500_000, cells: 20_000_000 };

/** More than any program writes: a cell of Excel has 32,767 characters, and `--columns` counts to 9999. */
export const mostInRecord = { bytes: 1_000_000, cells: 10_000 } as const;

/** Characters that are read before timers have their turn: a few milliseconds, and some tens where each line has another number of cells. */
const charactersAtOnce = 4_096;

class NotAList extends Error {}

/** Splits a CSV file into records without empty lines, or says why it cannot. Never quotes a cell, which may be a key; lets timers run between parts. */
export async function csvRecords(
  file: string,
  separator: ',' | '\t' = ',',
  most: CsvLimits = mostAtOnce,
): Promise<{ readonly records: readonly CsvRecord[] } | { readonly problem: string }> {
  // Loaded only by the commands that read a file.
  const { parse, CsvError } = await import('csv-parse');
  const records: CsvRecord[] = [];
  const progress = { read: 0 };
  let cellsLeft = most.cells;
  const parser = parse({
    bom: true,
    delimiter: separator,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: mostInRecord.bytes,
    // Kept here and not by the parser, which would keep every record a second time.
    onRecord(record: readonly string[], { lines }) {
      // The parser tells the line a record ends on.
      const line = lines - linesWithin(record);
      if (record.length > mostInRecord.cells) throw new NotAList(noRecord(line));
      cellsLeft -= record.length;
      if (cellsLeft < 0) throw new NotAList(tooLong(line, most));
      const cells = record.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) records.push({ line, cells });
      return null;
    },
  });
  try {
    await pipeline(piecesOf(file, most, progress), parser.resume());
    return { records };
  } catch (error) {
    if (error instanceof NotAList) return { problem: error.message };
    if (!(error instanceof CsvError)) throw error;
    return { problem: brokenRecord(file.slice(0, progress.read), error) };
  }
}

async function* piecesOf(text: string, most: CsvLimits, progress: { read: number }): AsyncGenerator<string> {
  let lines = 0;
  let inLine = 0;
  while (progress.read < text.length) {
    const end = progress.read + charactersAtOnce;
    const isTorn = /[\n\udc00-\udfff]/.test(text[end] ?? '');
    const piece = linuxLines(text.slice(progress.read, isTorn ? end + 1 : end));
    progress.read = isTorn ? end + 1 : end;
    lines += piece.split('\n').length - 1;
    const ended = piece.lastIndexOf('\n');
    inLine = ended < 0 ? inLine + piece.length : piece.length - ended - 1;
    if (inLine > mostInRecord.bytes) throw new NotAList(endlessRecord(text.slice(0, progress.read), lines + 1));
    const isLineBegun = progress.read < text.length || !piece.endsWith('\n');
    if (lines + Number(isLineBegun) > most.lines) throw new NotAList(tooLong(most.lines + 1, most));
    yield piece;
    await nextTurn();
  }
}

/** The parser counts \r\n inside quotes as two lines; a spreadsheet does not. */
const linuxLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

const linesWithin = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);

/** The parser's own message quotes the cell, and of a mark that nothing closes it tells where the reading ended. */
function brokenRecord(given: string, { code, lines }: CsvError): string {
  return code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
    ? endlessRecord(given, Number(lines))
    : t`line ${Number(lines)}: a quotation mark stands inside a cell. Put the cell into quotation marks and write the one inside twice.`;
}

/** Says why a record does not end in what was read so far, up to a line. */
function endlessRecord(given: string, line: number): string {
  // A mark at the end may be the first of two.
  const opening = lineOfOpenQuote(given) ?? lineOfOpenQuote(given.replace(/"$/, ''));
  return opening === null ? noRecord(line) : t`line ${opening}: a quotation mark opens a cell and none closes it.`;
}

function lineOfOpenQuote(text: string): number | null {
  let line = 1;
  let openedOn: number | null = null;
  // Two marks together are one within a cell, or an empty cell.
  for (const [mark] of linuxLines(text).matchAll(/""|["\n]/g)) {
    if (mark === '\n') line++;
    else if (mark === '"') openedOn = openedOn === null ? line : null;
  }
  return openedOn;
}

function noRecord(line: number): string {
  const { bytes, cells } = mostInRecord;
  return t`line ${line}: has more than ${bytes} bytes or ${cells} cells, so it is no line of a list. Export the list as CSV again.`;
}

const tooLong = (line: number, { lines, cells }: CsvLimits): string =>
  t`line ${line}: the file is too long. At most ${lines} lines and ${cells} cells are judged at once. Split it, with the headings in each part.`;

/** What a spreadsheet takes for the beginning of a formula, full-width forms included: https://owasp.org/www-community/attacks/CSV_Injection */
export const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

export type CsvWriter = (rows: readonly (readonly Cell[])[]) => string;

/** Opens the writer of CSV. `guarded`: text that would be a formula gets an apostrophe before it, because buyers choose names and remarks. */
export async function openCsvWriter({ guarded = true } = {}): Promise<CsvWriter> {
  // Loaded only by the commands that write a file.
  const { stringify } = await import('csv-stringify/sync');
  const string = (text: string): string => (guarded && formulaStart.test(text) ? `'${text}` : text);
  return (rows) =>
    stringify([...rows], { record_delimiter: 'windows', quote_record_delimiter: true, cast: { string } });
}

/** Writes rows as a file of CSV: UTF-8 with a mark at its beginning, as Excel wants it. */
export async function writeCsvFile(
  path: string,
  rows: readonly (readonly Cell[])[],
  how?: { guarded: boolean },
): Promise<void> {
  const csv = await openCsvWriter(how);
  await writeWholeFile(path, `\ufeff${csv(rows)}`);
}

export interface CsvRow<Column extends string> {
  readonly line: number;
  /** Trimmed; '' where the line is short. */
  readonly cells: Readonly<Record<Column, string>>;
  /** Cells beyond the last column; then no cell can be assigned to its column with certainty. */
  readonly beyond: readonly string[];
}

/** A CSV file as a table, or everything that keeps it from being one: sentences that begin with the line. */
type CsvTable<Column extends string> =
  | { readonly kind: 'table'; readonly rows: readonly CsvRow<Column>[] }
  | { readonly kind: 'broken'; readonly problems: readonly string[] };

/** What is said of a line with cells beyond the last column. */
export const beyondText =
  'has more cells than there are columns. A cell with a comma in it stands between quotation marks.';

export interface CsvShape<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
  readonly ignored: readonly string[];
}

/** Reads a CSV file with a line of column names, in any order. No problem repeats a cell's text: it may be a key in the wrong place. */
export async function readCsv<Column extends string>(text: string, shape: CsvShape<Column>): Promise<CsvTable<Column>> {
  const parsed = await csvRecords(text);
  if ('problem' in parsed) return { kind: 'broken', problems: [parsed.problem] };
  const [header, ...records] = parsed.records;
  if (header === undefined) {
    return { kind: 'broken', problems: [t`line 1: expected the names of the columns, got nothing.`] };
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
  const all: string = [...shape.required, ...shape.optional.map((column) => t`${column} (may be left out)`)].join(', ');
  return [
    ...missing.map((column) => t`line ${line}: there is no column ${column}.`),
    // Where no column is right, the first line is no line of names, and may hold anything.
    ...(missing.length === shape.required.length
      ? []
      : unknown.map((name) => t`line ${line}: there is a column ${JSON.stringify(name)} that is not known.`)),
    ...twice.map((name) => t`line ${line}: there are two columns ${name}.`),
  ].map((problem, index, { length }) => (index === length - 1 ? t`${problem} Columns: ${all}.` : problem));
}
