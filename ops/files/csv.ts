import type { CsvError } from 'csv-parse/sync';
import type { Cell } from '../orders/sheet.ts';
import { writeTextFile } from './sink.ts';

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
  `line ${line}: the file is too long. At most ${lines} lines and ${cells} cells are judged at once. Split it, with the headings in each part.`;

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
  await writeTextFile(path, `\ufeff${csv(rows)}`);
}
