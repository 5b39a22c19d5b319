/** Characters that take two columns: kana, kanji, full-width forms, hangul, emoji (Unicode's East Asian Width W and F). */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Characters that take none: combining marks, joiners, variation selectors. */
const zero = /^[\p{Mn}\p{Me}\u200b-\u200d]/u;
/** What would move the cursor, ring, colour or turn the direction of writing. Orders hold text that buyers typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** The text with everything that could act on a terminal replaced by a space. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, ' ');
}

/** The text, filled up with spaces to so many columns. */
export function padded(text: string, columns: number, side: 'left' | 'right'): string {
  const filling = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return side === 'left' ? text + filling : filling + text;
}

/** The beginning of a text that fits, with `…` where something was left out. */
export function fitting(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const taken = columnsOf(character);
    if (used + taken > columns - 1) break;
    kept += character;
    used += taken;
  }
  return `${kept}…`;
}

/** Breaks a text into lines of at most so many columns, between words where there are spaces. */
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
      if (columnsOf(line + character) > columns && character !== ' ') {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line.trimEnd()];
}
