/**
 * Characters that a terminal draws two columns wide: kana, kanji, full-width forms, hangul, emoji.
 * https://www.unicode.org/reports/tr11/ (East Asian Width W and F; every character of Emoji_Presentation is W)
 */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Characters that are drawn over the one before, or not at all: combining marks, joiners, variation selectors, controls. */
const nothing = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** The sign for what was left out. Japanese terminals draw some characters, this one too, two columns wide; so it counts two. */
const cutSign = '…';
const cutSignColumns = 2;

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += nothing.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** The text on one side of so many columns, the rest filled with spaces. */
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

/** Breaks a text into lines of at most so many columns: between words where there are spaces, within one only where it must. */
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
