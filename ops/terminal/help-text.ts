import { columnsOf, padded, wrapped } from '../../core/kernel/index.ts';

/** Prose is no easier to read on a wider terminal. */
const columnsMax = 80;
/** No text is squeezed into less. */
const columnsMin = 30;

/** A line of a list: its label with the gap behind it, and the text. The last gap counts, since a list may have three columns. */
const listLine = /^(.*\S {2,})(\S.*)$/;

/** A sentence behind its label, broken between words where the terminal ends; its other lines begin below the first. */
function hanging(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(columnsOf(label));
  const room = Math.max(columnsMin, Math.min(width, columnsMax) - indent.length);
  return wrapped(text, room).map((line, index) => `${index === 0 ? label : indent}${line}`);
}

/** The text of a help, laid out for this many columns: lines of prose that follow each other are one paragraph; an indented line belongs to the list above it. */
export function helpText(text: string, width: number): string[] {
  const blocks: { label: string; words: string }[] = [];
  for (const line of text.split('\n')) {
    const [, indent = '', words = ''] = /^( *)(.*)$/.exec(line) ?? [];
    const before = blocks.at(-1);
    const goesOn = before !== undefined && before.words !== '' && columnsOf(before.label) === indent.length;
    const [, label = indent, rest = words] = listLine.exec(line) ?? [];
    if (goesOn && words !== '' && label === indent) before.words += ` ${words}`;
    else blocks.push({ label, words: rest });
  }
  return blocks.flatMap(({ label, words }) => hanging(label, words, width));
}

/** Terms that are wider than this have their meaning below them, so that it is never squeezed. */
export const termColumnsMax = 26;

export function helpItem(term: string, columns: number, meaning: string, width: number): string[] {
  const margin = '  ';
  if (meaning === '') return [`${margin}${term}`];
  const label = `${margin}${padded(term, columns, 'left')}  `;
  if (columnsOf(term) <= columns) return hanging(label, meaning, width);
  return [`${margin}${term}`, ...hanging(' '.repeat(columns + 2 * margin.length), meaning, width)];
}

export function helpExample(typed: string, what: string, width: number): string[] {
  return [`  ${typed}`, ...hanging('      ', what, width)];
}
