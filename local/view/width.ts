/** Characters that a terminal draws two columns wide: https://www.unicode.org/reports/tr11/ (W and F), and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Characters that are drawn over the one before, or not at all. */
const nothing = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

const columnsOf = (character: string) => (nothing.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** How many columns a text takes on a terminal. */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** The sign for what was cut off. Japanese terminals draw some characters, this one too, two columns wide; so it counts two. */
const cutSign = '…';
const cutSignColumns = 2;

/** The text cut to at most `columns`, with … where something was cut off. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let left = columns - cutSignColumns;
  for (const character of text) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return columns >= cutSignColumns ? kept + cutSign : '';
}

/** The text filled up to `columns`, on its right or on its left. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return side === 'right' ? text + space : space + text;
}

/** The text in lines of at most `columns`, broken at spaces; a word longer than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = cut(word, columns);
    }
  }
  return [...lines, line];
}
