import { hash } from 'node:crypto';

/**
 * What would move the cursor, ring, colour or turn the direction of writing: C0 and C1 control characters, and those that set the direction
 * of a text. Text from outside may hold them: what a buyer typed, a mall answered, or an event says of itself.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text as one line; everything that could control a terminal is replaced by a space. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, ' ');
}

/** The same for a text of several lines, which are kept. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A value as one line of JSON that cannot control a terminal; parsing it gives the same value. */
export function printableJson(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(unprintable, escaped);
}

/** Plain data with all its texts made printable. */
export function printableData<T>(data: T): T {
  if (typeof data === 'string') return printable(data) as T;
  if (Array.isArray(data)) return data.map(printableData) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printableData(value)])) as T;
}

/**
 * Characters that a terminal draws two columns wide: kana, kanji, full-width forms, hangul, emoji.
 * https://www.unicode.org/reports/tr11/ (East Asian Width W and F; every character of Emoji_Presentation is W)
 */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Characters that are drawn over the one before, or not at all: combining marks, joiners, variation selectors, controls. */
const nothing = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** The sign for omitted text. It counts two columns, because Japanese terminals draw it that wide. */
const cutSign = '…';
const cutSignColumns = 2;

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += nothing.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** The text on one side of a given number of columns, the rest filled with spaces. */
export function padded(text: string, columns: number, side: 'left' | 'right'): string {
  const filling = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return side === 'left' ? text + filling : filling + text;
}

/** The beginning of a text that fits, with `…` where something was left out; never half a character. */
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

/** What begins no line of Japanese (行頭禁則): marks that end something, small kana, and signs of repetition and length. */
const noBeginning =
  /^[、。，．,.・：:；;？?！!)）\]］}｝」』】〕》〉”’…‥ー゛゜々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%]/u;
/** What ends no line of Japanese (行末禁則): marks that open something. */
const noEnd = /[(（[［{｛「『【〔《〈“‘]$/u;

/** A word without spaces that is wider than this is no name or term, but a sentence in Japanese, and may be broken. */
const wordColumnsMax = 24;

/** A text in words, each with the spaces behind it; a Japanese sentence in the parts between which a line may end. */
function wordsOf(text: string): string[] {
  const words = text.split(/(?<= )(?! )/);
  return words.flatMap((word) => (columnsOf(word.trimEnd()) <= wordColumnsMax ? [word] : partsOf(word)));
}

/** A word in parts: before and after each wide character, but for marks that begin or end no line. */
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

/** Columns of the widest part of a text that a line is not broken within where it has the room. */
export function widestUnbroken(text: string): number {
  return Math.max(...wordsOf(text).map((word) => columnsOf(word.trimEnd())));
}

/**
 * Breaks a text into lines of at most a given number of columns: between words, within Japanese sentences where 禁則 allows it, and within
 * one word only where it must.
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

/** What a sentence is filled with. */
export type SentenceValue = string | number | Sentence;

/** A text for people: finished, or a sentence that can be said in another language. */
export type Words = string | Sentence;

/**
 * A sentence for people: an English template, in which `{0}` and `{1}` are placeholders, and its values. It converts to an English string, also
 * in JSON. A caller with a catalogue of translated templates can print it in another language.
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

/** A sentence as a row keeps it: its template and its values, each of which may be one again. */
export interface StoredSentence {
  readonly template: string;
  readonly values: readonly (string | number | StoredSentence)[];
}

/** The form of a sentence for a row. */
export function storedSentence({ template, values }: Sentence): StoredSentence {
  return { template, values: values.map((value) => (value instanceof Sentence ? storedSentence(value) : value)) };
}

/** The sentence of a row. */
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

/** Texts one after the other, as one. */
export function sentences(parts: readonly SentenceValue[], between: string): Sentence {
  return new Sentence(parts.map((_, index) => `{${index}}`).join(between), parts);
}

/** The template of a tagged literal. */
export function templateOf(texts: readonly string[]): string {
  return texts.map((text, index) => (index === 0 ? text : `{${index - 1}}${text}`)).join('');
}

/** A template with its values. */
export function filledIn(template: string, values: readonly string[]): string {
  return template.replaceAll(/\{(\d+)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
}

/** A short fingerprint of an original: equal text has an equal fingerprint, different text practically never. */
export function fingerprintOf(original: string): string {
  return hash('sha256', original, 'base64url').slice(0, 16);
}

/** A text as people's words are compared: full-width and half-width forms alike, whatever the case, without spaces. */
export function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
}
