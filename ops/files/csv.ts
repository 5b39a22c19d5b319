import type { CsvError } from 'csv-parse/sync';
import type { Cell } from '../../malls/sheet.ts';
import { t } from '../language/language.ts';
import { writeWholeFile } from './sink.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line of the file it begins on. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

/** How much of a file is judged at once. */
interface CsvLimits {
  readonly lines: number;
  readonly cells: number;
}

/** No list of a shop is longer. Every line takes up to two kilobytes until all are judged; so many empty cells take no more. */
const mostAtOnce: CsvLimits = { lines: 500_000, cells: 20_000_000 };

/** Ends the parsing of a file that is too long. */
class TooLong extends Error {}

/**
 * Splits a CSV file into records without its empty lines, or says why it is not one. The sentence begins with the line, and repeats no
 * cell: a cell may be a key or an address in the wrong place.
 *
 * @param separator what stands between two cells; a comma when absent
 */
export async function csvRecords(
  file: string,
  separator = ',',
  most: CsvLimits = mostAtOnce,
): Promise<{ readonly records: readonly CsvRecord[] } | { readonly problem: string }> {
  // The parser counts \r\n inside quotes as two lines; a spreadsheet does not.
  const text = file.replaceAll(/\r\n?/g, '\n');
  // Loaded only by the commands that read a file.
  const { parse, CsvError } = await import('csv-parse/sync');
  try {
    const records: CsvRecord[] = [];
    let cellsLeft = most.cells;
    parse(text, {
      bom: true,
      delimiter: separator,
      relaxColumnCount: true,
      // Kept here and not by the parser, which would keep every record a second time.
      onRecord(record: readonly string[], { lines }) {
        cellsLeft -= record.length;
        const cells = record.map((cell) => cell.trim());
        if (cells.every((cell) => cell === '')) return null;
        // The parser tells the line a record ends on.
        const line = lines - linesWithin(record);
        if (records.length >= most.lines || cellsLeft < 0) throw new TooLong(tooLong(line, most));
        records.push({ line, cells });
        return null;
      },
    });
    return { records };
  } catch (error) {
    if (error instanceof TooLong) return { problem: error.message };
    if (!(error instanceof CsvError)) throw error;
    return { problem: brokenQuotes(text, error) };
  }
}

const tooLong = (line: number, { lines, cells }: CsvLimits): string =>
  t`line ${line}: the file is too long. At most ${lines} lines and ${cells} cells are judged at once. Split it, with the headings in each part.`;

const linesWithin = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);

/** The parser's own message quotes the cell, and of a mark that nothing closes it tells the end of the file. */
function brokenQuotes(text: string, { code, lines }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return t`line ${lineOfLastOpening(text)}: a quotation mark opens a cell and none closes it.`;
  }
  return t`line ${Number(lines)}: a quotation mark stands inside a cell. Put the cell into quotation marks and write the one inside twice.`;
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

/**
 * What a spreadsheet takes for the beginning of a formula, its full-width forms included, which Japanese ones read alike.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** Turns rows into lines of CSV as RFC 4180 has them, CRLF included. */
export type CsvWriter = (rows: readonly (readonly Cell[])[]) => string;

/**
 * Opens the writer of CSV. Text that would be a formula gets an apostrophe before it, because buyers choose what stands in names and
 * remarks; a number is written as it is.
 *
 * @param guarded false where the cells stand as a person of ours wrote them, who gets them back
 */
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

/** One line of a table, with the line of the file it begins on. */
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
