import { columnsOf, padded, printable, type Words, widestUnbroken, wrapped } from '../../core/kernel/index.ts';
import { t, translated } from '../language/language.ts';

/** What is printed: a line as it is, or lines that are laid out for the columns of the terminal; null where lines have no limit, as in a file. */
export type Block = string | ((width: number | null) => readonly string[]);

/** Blocks as lines for a terminal of this width. */
export function laidOut(blocks: readonly Block[], width: number | null): string[] {
  return blocks.flatMap((block) => (typeof block === 'string' ? [block] : block(width)));
}

/** The same blocks, each line behind a margin; `narrower` where they are laid out for what is left of the width. */
export function indented(blocks: readonly Block[], { narrower = false } = {}): Block {
  const margin = '  ';
  return (width) =>
    laidOut(blocks, width === null || !narrower ? width : width - margin.length).map((line) => `${margin}${line}`);
}

/**
 * A sentence that is broken where the terminal ends.
 *
 * @param label what stands before its first line; the others begin below its end
 * @param least its columns on a terminal that has no room even for those
 */
export function paragraph(text: string, { label = '', least = 1 } = {}): Block {
  return (width) => {
    const room = width === null ? Number.POSITIVE_INFINITY : Math.max(least, width - columnsOf(label));
    return wrapped(text, room).map((line, index) => `${index === 0 ? label : ' '.repeat(columnsOf(label))}${line}`);
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
}

/** A cell whose column may be broken into several lines where the terminal is narrow. */
export const flexible = (text: string): Cell => ({ text, flexible: true });

/** A cell whose column stands on the right, whatever is in it. */
export const onRight = (text: string | number): Cell => ({ text: String(text), onRight: true });

/** Between two columns. */
const gap = '  ';
/** No flexible column becomes narrower than this. */
const narrowest = 12;
/** Nor any other column than this, on a terminal that has no room even then. */
const narrowestAtAll = 6;

/**
 * Rows as a table, each as its cells by the titles of their columns; nothing where there is no row. What the first row says of a
 * column's place holds for all. Where it is wider than the terminal its flexible columns are broken into several lines, the widest
 * one first, between words as long as that is enough; then all of text are. Nothing is left out, and numbers are never broken.
 *
 * @param cellsOf may choose columns by the width, the same ones for every row
 * @param follows what stands below a row
 */
export function tableOf<Row>(
  rows: readonly Row[],
  cellsOf: (row: Row, width: number | null) => Readonly<Record<string, Cell>>,
  follows: (row: Row) => readonly Block[] = () => [],
): Block[] {
  if (rows.length === 0) return [];
  return [
    (width) => {
      const cells = rows.map((row) => Object.entries(cellsOf(row, width)));
      const columns = (cells[0] ?? []).map(([, cell]) => columnOf(cell));
      const titles = (cells[0] ?? []).map(([title]) => translated(title));
      const [head = [], ...lines] = linesByRow([titles, ...cells.map((row) => row.map(textOf))], columns, width);
      return [...head, ...rows.flatMap((row, index) => [...(lines[index] ?? []), ...laidOut(follows(row), width)])];
    },
  ];
}

/** The first rows of a long list, and how many more there are. */
export function cutAt<Row>(
  most: number,
  rows: readonly Row[],
  show: (rows: readonly Row[]) => readonly Block[],
  more: (count: number) => string = (count) => t`and ${count} more (--json lists them all)`,
): Block[] {
  return [...show(rows.slice(0, most)), ...(rows.length > most ? [more(rows.length - most)] : [])];
}

type Column = Omit<LaidOutCell, 'text'>;

const columnOf = (cell: Cell): Column => (typeof cell === 'object' ? cell : { onRight: typeof cell === 'number' });

const textOf = ([, cell]: readonly [string, Cell]): string =>
  printable(typeof cell === 'object' ? cell.text : String(cell));

/** Each row as the lines that it takes. */
function linesByRow(
  cells: readonly (readonly string[])[],
  columns: readonly Column[],
  width: number | null,
): string[][] {
  const widest = (of: (cell: string, column: Column) => number): number[] =>
    // Of a long list there are more cells than a call takes arguments.
    columns.map((column, index) => cells.reduce((most, line) => Math.max(most, of(line[index] as string, column)), 0));
  // A name stays whole as long as there is room; a sentence in Japanese is broken anywhere.
  const unbroken = (cell: string, column: Column): number =>
    column.flexible ? widestUnbroken(cell) : Math.max(...cell.split(' ').map(columnsOf));
  const widths = fitted(widest(columnsOf), width === null ? [] : widest(unbroken), columns, width);
  return cells.map((line) => linesOf(line, columns, widths));
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
  const isText = (column: Column): boolean => column.onRight !== true;
  const betweenWords = (index: number): number => Math.max(narrowest, words[index] as number);
  shrink(isFlexible, betweenWords);
  shrink(isText, betweenWords);
  shrink(isFlexible, () => narrowest);
  shrink(isText, () => narrowestAtAll);
  return widths;
}

function linesOf(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string[] {
  const parts = cells.map((cell, index) => wrapped(cell, widths[index] as number));
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    parts
      .map((lines, index) => {
        const side = columns[index]?.onRight ? 'right' : 'left';
        return padded(lines[row] ?? '', widths[index] as number, side);
      })
      .join(gap)
      .trimEnd(),
  );
}
