import { hash } from 'node:crypto';

/**
 * C0 and C1 controls, which move the cursor, ring or colour, and characters that set text direction. Any text from outside may hold them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text as one line, with spaces for all that could control a terminal. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, ' ');
}

export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** One line of JSON that cannot control a terminal and parses to the same value. */
export function printableJson(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(unprintable, escaped);
}

export function printableData<T>(data: T): T {
  if (typeof data === 'string') return printable(data) as T;
  if (Array.isArray(data)) return data.map(printableData) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printableData(value)])) as T;
}

/**
 * Characters two columns wide on a terminal (East Asian Width W and F; all of Emoji_Presentation is W).
 * https://www.unicode.org/reports/tr11/
 */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Characters of no width: combining marks, joiners, variation selectors, controls. */
const nothing = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** The ellipsis counts two columns, as Japanese terminals draw it. */
const cutSign = '…';
const cutSignColumns = 2;

export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += nothing.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

export function padded(text: string, columns: number, side: 'left' | 'right'): string {
  const filling = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return side === 'left' ? text + filling : filling + text;
}

/** The beginning of a text that fits, ending in `…` if cut; never half a character. */
export function fitting(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < cutSignColumns) return '';
  let kept = '';
  let left = columns - cutSignColumns;
  for (const character of text) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + cutSign;
}

const isWide = (character: string): boolean => wide.test(character);

/** Characters that may begin no Japanese line (行頭禁則): closing marks, small kana, repetition and length signs. */
const noBeginning =
  /^[、。，．,.・：:；;？?！!)）\]］}｝」』】〕》〉”’…‥ー゛゜々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%]/u;
/** Characters that may end no Japanese line (行末禁則): opening marks. */
const noEnd = /[(（[［{｛「『【〔《〈“‘]$/u;

/** Maximum columns of an unbroken word: wider ones are Japanese sentences and may be broken. */
const wordColumnsMax = 24;

/** Splits a text into words with their trailing spaces, and long Japanese sentences at permitted breaks. */
function wordsOf(text: string): string[] {
  const words = text.split(/(?<= )(?! )/);
  return words.flatMap((word) => (columnsOf(word.trimEnd()) <= wordColumnsMax ? [word] : partsOf(word)));
}

/** Splits a word around wide characters, except at marks that may begin or end no line. */
function partsOf(word: string): string[] {
  const parts: string[] = [];
  let part = '';
  let before = '';
  for (const character of word) {
    const mayBreak = isWide(before) || isWide(character);
    if (mayBreak && part !== '' && character !== ' ' && !noBeginning.test(character) && !noEnd.test(before)) {
      parts.push(part);
      part = '';
    }
    part += character;
    before = character;
  }
  return [...parts, part];
}

export function widestUnbroken(text: string): number {
  return Math.max(...wordsOf(text).map((word) => columnsOf(word.trimEnd())));
}

/**
 * Breaks a text into lines of at most `columns`: between words, within Japanese sentences where 禁則 allows, within a word only if forced.
 */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  const place = (parts: readonly string[], smaller: readonly ((part: string) => string[])[]): void => {
    for (const part of parts) {
      const fits = (before: string): boolean => columnsOf(before + part.trimEnd()) <= columns;
      const [split, ...others] = smaller;
      if (!fits(line) && line !== '') {
        lines.push(line.trimEnd());
        line = '';
      }
      if (fits(line) || split === undefined) line += part;
      else place(split(part), others);
    }
  };
  place(wordsOf(text), [partsOf, (part) => [...part]]);
  return [...lines, line.trimEnd()];
}

export type SentenceValue = string | number | Sentence;

/** Text for people: finished, or translatable. */
export type Words = string | Sentence;

/**
 * A translatable sentence: an English template with placeholders `{0}`, `{1}`, and their values. Converts to English as a string and in
 * JSON.
 */
export class Sentence {
  readonly template: string;
  readonly values: readonly SentenceValue[];

  constructor(template: string, values: readonly SentenceValue[]) {
    this.template = template;
    this.values = values;
  }

  toString(): string {
    return filledIn(this.template, this.values.map(String));
  }

  toJSON(): string {
    return this.toString();
  }
}

export interface StoredSentence {
  readonly template: string;
  readonly values: readonly (string | number | StoredSentence)[];
}

export function storedSentence({ template, values }: Sentence): StoredSentence {
  return { template, values: values.map((value) => (value instanceof Sentence ? storedSentence(value) : value)) };
}

export function sentenceOf({ template, values }: StoredSentence): Sentence {
  return new Sentence(
    template,
    values.map((value) => (typeof value === 'object' ? sentenceOf(value) : value)),
  );
}

/** Makes a sentence: ``sentence`there is no shop ${key}` `` has the template `there is no shop {0}`. */
export function sentence(texts: TemplateStringsArray, ...values: readonly SentenceValue[]): Sentence {
  return new Sentence(templateOf(texts), values);
}

export function sentences(parts: readonly SentenceValue[], between: string): Sentence {
  return new Sentence(parts.map((_, index) => `{${index}}`).join(between), parts);
}

export function templateOf(texts: readonly string[]): string {
  return texts.map((text, index) => (index === 0 ? text : `{${index - 1}}${text}`)).join('');
}

export function filledIn(template: string, values: readonly string[]): string {
  return template.replaceAll(/\{(\d+)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
}

/** Equal for equal texts, practically never for different ones. */
export function fingerprintOf(original: string): string {
  return hash('sha256', original, 'base64url').slice(0, 16);
}

/** Normalises a text for comparison: width of characters, case and spaces do not count. */
export function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
}
