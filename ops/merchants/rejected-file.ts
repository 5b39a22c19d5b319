import { type LineProblem, type MerchantColumn, merchantColumns } from '../../core/tenants/index.ts';
import { translated } from '../../language/language.ts';
import { type CsvRow, writeCsvFile } from '../files/csv.ts';

/** Writes the lines that were not applied, each with what is wrong: mended, it is a list to import again. */
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
  // It holds contacts, as the list it comes from does.
  await writeCsvFile(path, [[...merchantColumns, 'reason'], ...lines], { guarded: false });
}

/** A problem as one sentence, `contacts: got …`. */
function reasonText({ column, text }: Pick<LineProblem, 'column' | 'text'>): string {
  return column === null ? translated(text) : `${column}: ${translated(text)}`;
}
