import { tableLines } from '../terminal/table.ts';
import type { LineNote } from './line-note.ts';
import type { SoundTable } from './read-shipments.ts';

/** Notes as a table, each with the line of the file and the column as the file calls it. */
export function noteLines(
  notes: readonly LineNote[],
  { columnNames }: Pick<SoundTable, 'columnNames'>,
  { title, width }: { readonly title: string; readonly width: number | null },
): string[] {
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: LineNote) => String(line) },
    { title: 'column', of: ({ field }: LineNote) => (field === null ? '' : (columnNames[field] ?? field)) },
    { title, flexible: true, of: ({ text }: LineNote) => text },
  ];
  return tableLines(notes, columns, width);
}
