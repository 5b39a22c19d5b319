import type { CsvError } from 'csv-parse/sync';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line of the file it begins on. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

/**
 * Takes a CSV file apart, or says what keeps it from being one. The sentence begins with the line, and repeats no cell: it may
 * be a key or an address in the wrong place.
 *
 * @param separator what stands between two cells; a comma when absent
 */
export async function csvRecords(
  file: string,
  separator = ',',
): Promise<{ readonly records: readonly CsvRecord[] } | { readonly problem: string }> {
  // The parser counts \r\n inside quotes as two lines; a spreadsheet does not.
  const text = file.replaceAll(/\r\n?/g, '\n');
  // Loaded only by the commands that read a file.
  const { parse, CsvError } = await import('csv-parse/sync');
  try {
    const records = parse(text, {
      bom: true,
      delimiter: separator,
      info: true,
      relaxColumnCount: true,
    }) as unknown as {
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
