import { setImmediate as nextTurn } from 'node:timers/promises';
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
export interface CsvLimits {
  /** Lines of the file, empty ones included. */
  readonly lines: number;
  readonly cells: number;
}

/** No list of a shop is longer. Every line takes up to two kilobytes until all are judged; so many empty cells take no more. */
const mostAtOnce: CsvLimits = { lines: 500_000, cells: 20_000_000 };

/** More than any program writes: a cell of Excel has 32,767 characters, and `--columns` counts to 9999. */
export const mostInRecord = { characters: 1_000_000, cells: 10_000 } as const;

/** Separators, quotation marks and line ends that are read before timers have their turn: a few milliseconds. */
const marksAtOnce = 20_000;

/**
 * Splits a CSV file into records without its empty lines, or says why it is not one. The sentence begins with the line, and repeats no
 * cell: a cell may be a key or an address in the wrong place. Whatever is in the file, the timers of the process go on meanwhile.
 *
 * @param separator what stands between two cells; a comma when absent
 */
export async function csvRecords(
  file: string,
  separator: ',' | '\t' = ',',
  most: CsvLimits = mostAtOnce,
): Promise<{ readonly records: readonly CsvRecord[] } | { readonly problem: string }> {
  const text = file.startsWith('\ufeff') ? file.slice(1) : file;
  const reader = new CsvReader(text, most);
  const marks = new RegExp(`["${separator}\\n]|\\r\\n?`, 'g');
  for (let read = 1; ; read++) {
    const found = marks.exec(text);
    const problem = reader.take(found?.[0] ?? '', found?.index ?? text.length);
    if (problem !== null) return { problem };
    if (found === null) return { records: reader.records };
    if (read % marksAtOnce === 0) await nextTurn();
  }
}

/** Where a reader stands within a cell: before its first mark, behind a quotation mark that opens it, or behind the one that closes it. */
type InCell =
  | { readonly kind: 'plain' }
  | { readonly kind: 'quoted'; readonly line: number; readonly doubledAt: number | null }
  | { readonly kind: 'closed'; readonly at: number };

/** Reads a text mark by mark, as RFC 4180 has them. */
class CsvReader {
  readonly records: CsvRecord[] = [];
  readonly #text: string;
  readonly #most: CsvLimits;
  #line = 1;
  #cellsLeft: number;
  #record: { readonly at: number; readonly line: number; readonly cells: string[] } = { at: 0, line: 1, cells: [] };
  #cellAt = 0;
  #cell: InCell = { kind: 'plain' };

  constructor(text: string, most: CsvLimits) {
    this.#text = text;
    this.#most = most;
    this.#cellsLeft = most.cells;
  }

  /** Takes the next mark, '' at the end of the text; returns what is wrong, or null. */
  take(mark: string, at: number): string | null {
    const isEnd = mark === '';
    const isQuoted = this.#cell.kind === 'quoted';
    if (at - this.#record.at > mostInRecord.characters) return isQuoted ? this.#unclosed() : this.#noRecord();
    if (mark === '"') return this.#takeQuote(at);
    if (isQuoted) return isEnd ? this.#unclosed() : isLineEnd(mark) ? this.#nextLine(at + mark.length) : null;
    if (this.#cell.kind === 'closed' && at > this.#cell.at + 1) return this.#strayQuote();
    // Behind the last line end nothing begins.
    if (isEnd && at === this.#record.at) return null;
    this.#endCell(at, mark);
    if (this.#cellsLeft < 0) return tooLong(this.#line, this.#most);
    if (this.#record.cells.length > mostInRecord.cells) return this.#noRecord();
    if (!isEnd && !isLineEnd(mark)) return null;
    this.#endRecord();
    const problem = isEnd ? null : this.#nextLine(at + mark.length);
    this.#record = { at: at + mark.length, line: this.#line, cells: [] };
    return problem;
  }

  #takeQuote(at: number): string | null {
    const cell = this.#cell;
    switch (cell.kind) {
      case 'plain':
        if (at > this.#cellAt) return this.#strayQuote();
        this.#cell = { kind: 'quoted', line: this.#line, doubledAt: null };
        return null;
      case 'quoted':
        if (cell.doubledAt === at) this.#cell = { ...cell, doubledAt: null };
        else if (this.#text[at + 1] === '"') this.#cell = { ...cell, doubledAt: at + 1 };
        else this.#cell = { kind: 'closed', at };
        return null;
      case 'closed':
        return this.#strayQuote();
    }
  }

  #endCell(at: number, mark: string): void {
    const cell = this.#text.slice(this.#cellAt, at);
    const isQuoted = this.#cell.kind === 'closed';
    const plain = isQuoted ? cell.slice(1, -1).replaceAll('""', '"').replaceAll(/\r\n?/g, '\n') : cell;
    this.#record.cells.push(plain.trim());
    this.#cellsLeft--;
    this.#cell = { kind: 'plain' };
    this.#cellAt = at + mark.length;
  }

  #endRecord(): void {
    const { line, cells } = this.#record;
    if (cells.some((cell) => cell !== '')) this.records.push({ line, cells });
  }

  /** What begins at a place is on the next line, if anything does. */
  #nextLine(at: number): string | null {
    this.#line++;
    return this.#line > this.#most.lines && at < this.#text.length ? tooLong(this.#line, this.#most) : null;
  }

  #unclosed(): string {
    const line = this.#cell.kind === 'quoted' ? this.#cell.line : this.#line;
    return t`line ${line}: a quotation mark opens a cell and none closes it.`;
  }

  #strayQuote(): string {
    return t`line ${this.#line}: a quotation mark stands inside a cell. Put the cell into quotation marks and write the one inside twice.`;
  }

  #noRecord(): string {
    const { characters, cells } = mostInRecord;
    return t`line ${this.#record.line}: has more than ${characters} characters or ${cells} cells, so it is no line of a list. Export the list as CSV again.`;
  }
}

const isLineEnd = (mark: string): boolean => mark.startsWith('\r') || mark === '\n';

const tooLong = (line: number, { lines, cells }: CsvLimits): string =>
  t`line ${line}: the file is too long. At most ${lines} lines and ${cells} cells are judged at once. Split it, with the headings in each part.`;

/**
 * What a spreadsheet takes for the beginning of a formula, its full-width forms included, which Japanese ones read alike.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

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
