import type { Language } from '../../language/language.ts';

/** The language of a file: that of its headings, else of what stands in its cells. */
export function languageOfFile(headings: readonly string[] | null, rows: readonly (readonly string[])[]): Language {
  const shown = headings ?? rows.slice(0, 20).flat();
  return shown.some((cell) => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(cell)) ? 'ja' : 'en';
}

/** What the column of reasons is called: `ops` reads it again in either language. */
export const reasonHeading: Readonly<Record<Language, string>> = { en: 'reason', ja: '理由' };
