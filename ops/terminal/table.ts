import {
  columnsOf,
  padded,
  printable,
  printableLines,
  type Words,
  widestUnbroken,
  wrapped,
} from '../../core/kernel/index.ts';
import { cutLine, t, translated } from '../../language/index.ts';
import type { Look, Paint } from './streams.ts';

/** What is printed: a text, or lines that are laid out for the columns of the terminal; null where lines have no limit, as in a file. */
export type Block = string | ((width: number | null) => readonly string[]);

/**
 * A text with a look is marked by noncharacters (https://www.unicode.org/faq/private_use.html#noncharacters) until it is written: by then all is
 * laid out, and nothing from outside controls the terminal. Outside text that holds them gets a colour at most.
 */
const lookMarks: Readonly<Record<Look, string>> = { good: '\ufdd1', warn: '\ufdd2', bad: '\ufdd3' };
const lookOfMark = new Map(Object.entries(lookMarks).map(([look, mark]) => [mark, look as Look]));
const endOfLook = '\ufdd0';
const marked = /([\ufdd1-\ufdd3])([^\ufdd0]*)\ufdd0/g;

const inLook = (look: Look | undefined, text: string): string =>
  look === undefined || text === '' ? text : `${lookMarks[look]}${text}${endOfLook}`;

function painted(line: string, paint: Paint | undefined): string {
  return line.replaceAll(marked, (_, mark: string, text: string) => {
    const look = lookOfMark.get(mark);
    return paint === undefined || look === undefined ? text : paint(look, text);
  });
}

/** Blocks as lines for a terminal of this width. Control characters are gone before `paint` adds colours, which are some, too. */
export function laidOut(blocks: readonly Block[], width: number | null, paint?: Paint): string[] {
  return linesIn(blocks, width).map((line) => painted(printableLines(line), paint));
}

function linesIn(blocks: readonly Block[], width: number | null): string[] {
  return blocks.flatMap((block) => (typeof block === 'string' ? textLines(block, width) : block(width)));
}

/** What a person copies stays on one line: a command, an option, JSON. */
const copied = /^(?: {2,}(?:npm|npx|ops|aws|tail|chmod) | *--|[{[])/;
/** What the other lines of a sentence stand below: the end of its indent, of the sign of a list. */
const indentOf = /^ *(?:[-・] ?|\d+\. )?/;

/** A text whose lines are broken between words where the terminal ends, which would break them anywhere. */
function textLines(text: string, width: number | null): string[] {
  if (width === null) return [text];
  return text.split('\n').flatMap((line) => {
    if (columnsOf(line) <= width || copied.test(line)) return [line];
    const label = indentOf.exec(line)?.[0] ?? '';
    const indent = ' '.repeat(columnsOf(label));
    const lines = wrapped(line.slice(label.length), Math.max(1, width - indent.length));
    return lines.map((part, index) => `${index === 0 ? label : indent}${part}`);
  });
}

/** The same blocks, each line behind a margin; `narrower` where they are laid out for what is left of the width. */
export function indented(blocks: readonly Block[], { narrower = false } = {}): Block {
  const margin = '  ';
  return (width) =>
    linesIn(blocks, width === null || !narrower ? width : width - margin.length).map((line) => `${margin}${line}`);
}

/** A sentence that is broken where the terminal ends; `label` stands before its first line, and it keeps `least` columns. */
export function paragraph(
  text: string,
  { label = '', least = 1, look }: { label?: string; least?: number; look?: Look | undefined } = {},
): Block {
  return (width) => {
    const room = width === null ? Number.POSITIVE_INFINITY : Math.max(least, width - columnsOf(label));
    const lines = wrapped(text, room).map((line) => inLook(look, line));
    return lines.map((line, index) => `${index === 0 ? label : ' '.repeat(columnsOf(label))}${line}`);
  };
}

/** A sentence below a row of a table. It may hold outside text. */
export function below(text: Words): Block {
  return paragraph(printable(translated(text)), { label: '    ', least: 40 });
}

/** A cell of a table. Numbers stand on the right. */
export type Cell = string | number | LaidOutCell;

interface LaidOutCell {
  readonly text: string;
  readonly onRight?: boolean;
  readonly flexible?: boolean;
  readonly whole?: boolean;
  readonly look?: Look | undefined;
}

/** A cell whose column may be broken into several lines where the terminal is narrow. */
export const flexible = (text: string): Cell => ({ text, flexible: true });

/** A cell that is copied, as a number of an order: its column is broken only where there is no room even for all others broken. */
export const whole = (text: string): Cell => ({ text, whole: true });

export const onRight = (text: string | number): Cell => ({ text: String(text), onRight: true });

export const looking = (look: Look | undefined, cell: Cell): Cell => ({
  ...(typeof cell === 'object' ? cell : { text: String(cell), onRight: typeof cell === 'number' }),
  look,
});

const gap = '  ';
const narrowest = 12;
/** Nor any other column than this, on a terminal that has no room even then. */
const narrowestAtAll = 6;

/**
 * Rows as a table, each as its cells by the titles of their columns; nothing where there is no row. What the first row says of a
 * column's place holds for all. Where it is wider than the terminal its flexible columns are broken into several lines, the widest
 * one first, between words as long as that is enough; then all of text are, and last what is `whole`. Nothing is left out, and numbers
 * are never broken.
 *
 * @param cellsOf may choose columns by the width, the same ones for every row
 * @param follows what stands below a row
 */
export function tableOf<Row>(
  rows: readonly Row[],
  cellsOf: (row: Row, width: number | null) => Readonly<Record<string, Cell>>,
  follows: (row: Row, width: number | null) => readonly Block[] = () => [],
): Block[] {
  if (rows.length === 0) return [];
  return [
    (width) => {
      const cells = rows.map((row) => Object.entries(cellsOf(row, width)));
      const columns = (cells[0] ?? []).map(([, cell]) => columnOf(cell));
      const titles = (cells[0] ?? []).map(([title]) => translated(title));
      const looks = [
        [],
        ...cells.map((row) =>
          row.map(([, cell]) => (typeof cell === 'object' && 'look' in cell ? cell.look : undefined)),
        ),
      ];
      const texts = [titles, ...cells.map((row) => row.map(textOf))];
      const [head = [], ...lines] = linesByRow(texts, columns, width, looks);
      return [
        ...head,
        ...rows.flatMap((row, index) => [...(lines[index] ?? []), ...linesIn(follows(row, width), width)]),
      ];
    },
  ];
}

/** Shows the first rows of a long list, and says below them how many there are and how to get the rest. */
export function cutAt<Row>(
  most: number,
  rows: readonly Row[],
  show: (rows: readonly Row[]) => readonly Block[],
  way: string = t`--json has all`,
): Block[] {
  return [...show(rows.slice(0, most)), ...(rows.length > most ? [cutLine(most, rows.length, way)] : [])];
}

type Column = Omit<LaidOutCell, 'text' | 'look'>;
type Looks = readonly (Look | undefined)[];

const columnOf = (cell: Cell): Column => (typeof cell === 'object' ? cell : { onRight: typeof cell === 'number' });

const textOf = ([, cell]: readonly [string, Cell]): string =>
  printable(typeof cell === 'object' ? cell.text : String(cell));

function linesByRow(
  cells: readonly (readonly string[])[],
  columns: readonly Column[],
  width: number | null,
  looks: readonly Looks[],
): string[][] {
  const widest = (of: (cell: string, column: Column) => number): number[] =>
    // Of a long list there are more cells than a call takes arguments.
    columns.map((column, index) => cells.reduce((most, line) => Math.max(most, of(line[index] as string, column)), 0));
  // A name stays whole as long as there is room; a sentence in Japanese is broken anywhere.
  const unbroken = (cell: string, column: Column): number =>
    column.flexible ? widestUnbroken(cell) : Math.max(...cell.split(' ').map(columnsOf));
  const widths = fitted(widest(columnsOf), width === null ? [] : widest(unbroken), columns, width);
  return cells.map((line, row) => linesOf(line, columns, widths, looks[row] ?? []));
}

function fitted(
  natural: readonly number[],
  words: readonly number[],
  columns: readonly Column[],
  width: number | null,
): number[] {
  const widths = [...natural];
  if (width === null) return widths;
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1);
  const shrink = (isMeant: (column: Column) => boolean, least: (index: number) => number): void => {
    while (total() > width) {
      const meant = columns.flatMap((column, index) =>
        isMeant(column) && (widths[index] as number) > least(index) ? [index] : [],
      );
      const widest = meant.sort((a, b) => (widths[b] as number) - (widths[a] as number))[0];
      if (widest === undefined) return;
      widths[widest] = (widths[widest] as number) - 1;
    }
  };
  const isFlexible = (column: Column): boolean => column.flexible === true;
  const isWhole = (column: Column): boolean => column.whole === true;
  const isText = (column: Column): boolean => column.onRight !== true && !isWhole(column);
  const betweenWords = (index: number): number => Math.max(narrowest, words[index] as number);
  shrink(isFlexible, betweenWords);
  shrink(isText, betweenWords);
  shrink(isFlexible, () => narrowest);
  shrink(isText, () => narrowestAtAll);
  shrink(isWhole, () => narrowestAtAll);
  return widths;
}

function linesOf(
  cells: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
  looks: Looks,
): string[] {
  const parts = cells.map((cell, index) => wrapped(cell, widths[index] as number));
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    parts
      .map((lines, index) => {
        const side = columns[index]?.onRight ? 'right' : 'left';
        const text = lines[row] ?? '';
        const full = padded(text, widths[index] as number, side);
        return looks[index] === undefined ? full : full.replace(text, () => inLook(looks[index], text));
      })
      .join(gap)
      .trimEnd(),
  );
}
