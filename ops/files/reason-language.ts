import { reasonsJa } from './reasons-ja.ts';

/** The languages in which a file gets the reasons for its rejected lines. */
export type FileLanguage = 'en' | 'ja';

/** The language of a file: that of its headings, else of what stands in its cells. */
export function languageOf(headings: readonly string[] | null, rows: readonly (readonly string[])[]): FileLanguage {
  const shown = headings ?? rows.slice(0, 20).flat();
  return shown.some((cell) => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(cell)) ? 'ja' : 'en';
}

/** What the column of reasons is called. */
export const reasonHeading: Readonly<Record<FileLanguage, string>> = { en: 'reason', ja: '理由' };

interface Sentence {
  readonly pattern: RegExp;
  readonly japanese: string;
}

/** The catalogue, compiled for the first reason that is translated: most commands translate none. */
let compiled: readonly Sentence[] | undefined;

function sentences(): readonly Sentence[] {
  compiled ??= Object.entries(reasonsJa).map(([english, japanese]) => {
    const literal = english.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\\\{\d\\\}/g, '(.+?)');
    return { pattern: new RegExp(`^${literal}$`, 's'), japanese };
  });
  return compiled;
}

/** A reason in the language of the file. What is not in the catalogue stays as it is. */
export function reasonIn(language: FileLanguage, text: string): string {
  if (language === 'en') return text;
  for (const { pattern, japanese } of sentences()) {
    const [whole, ...parts] = pattern.exec(text) ?? [];
    if (whole === undefined) continue;
    return japanese.replaceAll(/\{(\d)\}/g, (_, index: string) => reasonIn(language, parts[Number(index)] ?? ''));
  }
  return text;
}
