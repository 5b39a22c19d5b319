import { hash } from 'node:crypto';

/**
 * What would move the cursor, ring, colour or turn the direction of writing: C0 and C1 control characters, and those that set the direction
 * of a text. Text from outside may hold them: what a buyer typed, a mall answered, or an event says of itself.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

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

/** Breaks a text into lines of at most a given number of columns: between words where there are spaces, within one only where it must. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (columnsOf(line + word.trimEnd()) <= columns) {
      line += word;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    line = '';
    for (const character of word) {
      if (line !== '' && columnsOf(line + character) > columns && character !== ' ') {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line.trimEnd()];
}

/** A short fingerprint of an original: equal text has an equal fingerprint, different text practically never. */
export function fingerprintOf(original: string): string {
  return hash('sha256', original, 'base64url').slice(0, 16);
}
