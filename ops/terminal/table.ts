import { columnsOf, padded, printable, wrapped } from '../../core/kernel/index.ts';

/** One column of a table. */
export interface TableColumn<Row> {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly side?: 'left' | 'right';
  /** Its text may be broken into several lines where the terminal is narrow. */
  readonly flexible?: boolean;
  of(row: Row): string;
}

/** Between two columns. */
const gap = '  ';
/** No flexible column becomes narrower than this. */
const narrowest = 12;
/** Nor any other column than this, on a terminal that has no room even then. */
const narrowestAtAll = 6;

/**
 * A table as lines. Where it is wider than the terminal its flexible columns are broken into several lines, the widest one
 * first, between words as long as that is enough; then all of text are. Nothing is left out, and numbers are never broken;
 * `width` null means that there is no limit, as in a file.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  width: number | null,
): string[] {
  return linesByRow(rows, columns, width).flat();
}

/** The same with something below each row: lines that follow from it, and are laid out already. */
export function tableWithBelow<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  width: number | null,
  below: (row: Row) => readonly string[],
): string[] {
  const [titles = [], ...lines] = linesByRow(rows, columns, width);
  return [...titles, ...rows.flatMap((row, index) => [...(lines[index] ?? []), ...below(row)])];
}

/** The titles, and then each row, as the lines that they take. */
function linesByRow<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], width: number | null): string[][] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((one) => printable(one.of(row))))];
  const widest = (of: (cell: string) => number): number[] =>
    // Of a long list there are more cells than a call takes arguments.
    columns.map((_, index) => cells.reduce((most, line) => Math.max(most, of(line[index] as string)), 0));
  const longestWord = (cell: string): number => Math.max(...cell.split(' ').map(columnsOf));
  const widths = fitted(widest(columnsOf), width === null ? [] : widest(longestWord), columns, width);
  return cells.map((line) => linesOf(line, columns, widths));
}

function fitted(
  natural: readonly number[],
  words: readonly number[],
  columns: readonly TableColumn<never>[],
  width: number | null,
): number[] {
  const widths = [...natural];
  if (width === null) return widths;
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1);
  const shrink = (isMeant: (column: TableColumn<never>) => boolean, least: (index: number) => number): void => {
    while (total() > width) {
      const meant = columns.flatMap((column, index) =>
        isMeant(column) && (widths[index] as number) > least(index) ? [index] : [],
      );
      const widest = meant.sort((a, b) => (widths[b] as number) - (widths[a] as number))[0];
      if (widest === undefined) return;
      widths[widest] = (widths[widest] as number) - 1;
    }
  };
  const isFlexible = ({ flexible }: TableColumn<never>): boolean => flexible === true;
  const isText = ({ side }: TableColumn<never>): boolean => side !== 'right';
  const betweenWords = (index: number): number => Math.max(narrowest, words[index] as number);
  shrink(isFlexible, betweenWords);
  shrink(isText, betweenWords);
  shrink(isFlexible, () => narrowest);
  shrink(isText, () => narrowestAtAll);
  return widths;
}

function linesOf(
  cells: readonly string[],
  columns: readonly TableColumn<never>[],
  widths: readonly number[],
): string[] {
  const parts = cells.map((cell, index) => wrapped(cell, widths[index] as number));
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    parts
      .map((lines, index) => padded(lines[row] ?? '', widths[index] as number, columns[index]?.side ?? 'left'))
      .join(gap)
      .trimEnd(),
  );
}

/** A cell of a table. Numbers stand on the right. */
export type Cell = string | number | LaidOut;

interface LaidOut {
  readonly text: string;
  readonly side?: 'right';
  readonly flexible?: boolean;
}

/** A cell whose column may be broken into several lines where the terminal is narrow. */
export const flexible = (text: string): Cell => ({ text, flexible: true });

/** A cell whose column stands on the right, whatever is in it. */
export const onRight = (text: string | number): Cell => ({ text: String(text), side: 'right' });

/**
 * Rows as a table, each as its cells by the titles of their columns; nothing where there is no row. What the first row says of a
 * column holds for all of them.
 *
 * @param below lines that follow from a row, and are laid out already
 */
export function tableOf<Row>(
  rows: readonly Row[],
  width: number | null,
  cellsOf: (row: Row) => Readonly<Record<string, Cell>>,
  below: (row: Row) => readonly string[] = () => [],
): string[] {
  const cells = new Map(rows.map((row) => [row, cellsOf(row)]));
  const [first = {}] = cells.values();
  const columns = Object.entries(first).map(
    ([title, cell]): TableColumn<Row> => ({
      title,
      ...(typeof cell === 'object' ? cell : { side: typeof cell === 'number' ? 'right' : 'left' }),
      of(row) {
        const own = cells.get(row)?.[title] ?? '';
        return typeof own === 'object' ? own.text : String(own);
      },
    }),
  );
  return rows.length === 0 ? [] : tableWithBelow(rows, columns, width, below);
}
