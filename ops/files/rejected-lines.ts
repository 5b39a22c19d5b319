import type { LineNote } from './line-note.ts';
import type { SoundTable } from './named-table.ts';
import { writeTextFile } from './sink.ts';

/** Where the lines of a file go that were not taken. */
export function rejectedPath(path: string): string {
  return `${path}.rejected.csv`;
}

/**
 * Writes the lines that were not taken unchanged, with the problem of each: once corrected, it is a file of the same format.
 * UTF-8 with a mark at its beginning, as Excel wants it; for its owner alone, because exports hold addresses.
 */
export async function writeRejectedLines<Field extends string>(
  path: string,
  table: SoundTable<Field>,
  problems: readonly LineNote<Field>[],
): Promise<void> {
  const byLine = Map.groupBy(problems, ({ line }) => line);
  const rows = table.rows.filter(({ line }) => byLine.has(line));
  const lines = rows.map(({ line, all }) => [...all, (byLine.get(line) ?? []).map(noteText).join(' ')]);
  const heading = table.headings === null ? [] : [[...table.headings, 'reason']];
  const text = [...heading, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
  await writeTextFile(path, `\ufeff${text}`);
}

const noteText = ({ field, text }: LineNote<string>): string => (field === null ? text : `${field}: ${text}`);

const csvCell = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
