import type { Sentence } from '../../core/kernel/index.ts';
import { catalogueOf, type Language, t, translated, translatedBy } from '../../language/index.ts';
import { type Block, flexible, tableOf } from '../terminal/index.ts';
import { writeCsvFile } from './csv.ts';
import type { SoundTable } from './named-table.ts';
import { refuseOtherKinds } from './sink.ts';

/** The language of a file: that of its headings, else of what stands in its cells. */
export function languageOfFile(headings: readonly string[] | null, rows: readonly (readonly string[])[]): Language {
  const shown = headings ?? rows.slice(0, 20).flat();
  return shown.some((cell) => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(cell)) ? 'ja' : 'en';
}

/** What the column of reasons is called: `ops` reads it again in either language. */
const reasonHeading: Readonly<Record<Language, string>> = { en: 'reason', ja: '理由' };

/** What is wrong with a line of a file, or to be looked at. Never holds a cell's text that may be personal data. */
export interface LineNote<Field extends string> {
  readonly line: number;
  readonly field: Field | null;
  readonly text: Sentence;
}

/** Notes as a table, each with the line of the file and the column as the file calls it. */
export function noteLines<Field extends string>(
  notes: readonly LineNote<Field>[],
  { columnNames }: Pick<SoundTable<Field>, 'columnNames'>,
  title: string,
): Block[] {
  return tableOf(notes, ({ line, field, text }) => ({
    line,
    column: field === null ? '' : (columnNames[field] ?? field),
    [title]: flexible(translated(text)),
  }));
}

/** Where rejected lines of a list go. Throws an `InputError` where anything but a regular file is there; asked before any line is carried out. */
export async function rejectedPathOf(list: string): Promise<string> {
  const path = `${list}.rejected.csv`;
  await refuseOtherKinds(path, t`Remove it, or copy the list under another name.`);
  return path;
}

/** Writes rejected lines unchanged, each with its problem in the language of the file: corrected, it is a file of the same format. Only its owner reads it. */
export async function writeRejectedLines<Field extends string>(
  path: string,
  table: SoundTable<Field>,
  problems: readonly LineNote<Field>[],
): Promise<void> {
  const byLine = Map.groupBy(problems, ({ line }) => line);
  const rows = table.rows.filter(({ line }) => byLine.has(line));
  const cells = rows.map(({ all }) => all);
  const language = languageOfFile(table.headings, cells);
  const catalogue = await catalogueOf(language);
  const noteText = ({ field, text }: LineNote<Field>): string => {
    const reason = translatedBy(catalogue, text);
    return field === null ? reason : `${table.columnNames[field] ?? field}: ${reason}`;
  };
  const lines = rows.map(({ line, all }) => [...all, (byLine.get(line) ?? []).map(noteText).join(' ')]);
  const heading = table.headings === null ? [] : [[...table.headings, reasonHeading[language]]];
  await writeCsvFile(path, [...heading, ...lines], { guarded: false });
}
