import { tableLines } from '../terminal/table.ts';
import type { LineNote } from './line-note.ts';
import type { SoundTable } from './named-table.ts';

/** Notes as a table, each with the line of the file and the column as the file calls it. */
export function noteLines<Field extends string>(
  notes: readonly LineNote<Field>[],
  { columnNames }: Pick<SoundTable<Field>, 'columnNames'>,
  { title, width }: { readonly title: string; readonly width: number | null },
): string[] {
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: LineNote<Field>) => String(line) },
    { title: 'column', of: ({ field }: LineNote<Field>) => (field === null ? '' : (columnNames[field] ?? field)) },
    { title, flexible: true, of: ({ text }: LineNote<Field>) => text },
  ];
  return tableLines(notes, columns, width);
}
