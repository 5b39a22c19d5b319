import { type LineProblem, type MerchantColumn, merchantColumns } from '../../core/tenants/index.ts';
import type { CsvRow } from '../files/csv-table.ts';
import { writeTextFile } from '../files/sink.ts';

/** Where the lines of a list go that were not applied. */
export function rejectedPath(path: string): string {
  return `${path}.rejected.csv`;
}

/**
 * Writes the lines that were not applied, with what is wrong with each: mended, it is a list to import again. UTF-8 with a mark
 * at its beginning, as Excel wants it. The cells stand as they stood: nothing a person wrote is guarded against themselves.
 */
export async function writeRejected(
  path: string,
  rows: readonly CsvRow<MerchantColumn>[],
  problems: readonly LineProblem[],
): Promise<void> {
  const byLine = Map.groupBy(problems, ({ line }) => line);
  const lines = rows.map(({ line, cells, beyond }) => [
    ...merchantColumns.map((column) => cells[column]),
    (byLine.get(line) ?? []).map(reasonText).join(' '),
    ...beyond,
  ]);
  const text = [[...merchantColumns, 'reason'], ...lines].map(csvLine).join('');
  // It holds contacts, as the list it comes from does.
  await writeTextFile(path, `\ufeff${text}`);
}

/** A problem as one sentence, `contacts: got …`. */
export function reasonText({ column, text }: Pick<LineProblem, 'column' | 'text'>): string {
  return column === null ? text : `${column}: ${text}`;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
