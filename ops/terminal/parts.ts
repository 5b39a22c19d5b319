import { columnsOf, printable } from '../../core/kernel/index.ts';
import { type Column, type Field, type Head, linesOf, type Said, textOf } from '../../views/words.ts';
import { type Block, below, type Cell, looking, onRight, paragraph, tableOf } from './table.ts';

/** Columns from which each value has a column of its own. */
const wideFrom = 110;

/** A table in the terminal: in a narrow one columns join, and sentences stand below their row. */
export function tableLines<Row>(heads: readonly Column<Row>[], rows: readonly Row[]): Block[] {
  const isNarrow = (width: number | null): boolean => width !== null && width < wideFrom;
  const isBelow = ({ below: place }: Head, width: number | null): boolean =>
    place === true || (place === 'narrow' && isNarrow(width));
  const isOut = ({ only }: Head, width: number | null): boolean =>
    typeof only === 'number'
      ? width !== null && width < only
      : only !== undefined && only !== (isNarrow(width) ? 'narrow' : 'wide');
  const cellsOf = (row: readonly Said[], width: number | null) => {
    const cells: [string, Cell][] = [];
    for (const [index, head] of heads.entries()) {
      const said = row[index] ?? '';
      if (isBelow(head, width) || isOut(head, width)) continue;
      const last = cells.at(-1);
      if (head.joins && isNarrow(width) && last !== undefined)
        last[1] = `${textOf(row[index - 1] ?? '')} ${textOf(said)}`;
      else cells.push([head.title, cellOf(said, head)]);
    }
    return Object.fromEntries(cells);
  };
  const follows = (row: readonly Said[], width: number | null): Block[] =>
    heads.flatMap((head, index) => {
      if (!isBelow(head, width)) return [];
      const texts = linesOf(row[index] ?? '').map(textOf);
      return texts
        .filter((text) => text !== '')
        .map((text) => below(head.below === true ? text : `${head.title} ${text}`));
    });
  const said = rows.map((row) => heads.map((head) => head.of(row)));
  return tableOf(said, cellsOf, follows);
}

function cellOf(said: Said, { right, long, whole }: Head): Cell {
  const text = printable(textOf(said));
  const cell = right ? onRight(text) : { text, ...(long && { flexible: true }), ...(whole && { whole: true }) };
  return typeof said === 'object' && 'look' in said ? looking(said.look, cell) : cell;
}

export function fieldLines(fields: readonly Field[]): Block[] {
  const widest = Math.max(0, ...fields.map(([label]) => columnsOf(label)));
  return fields.flatMap(([label, said]) =>
    linesOf(said).map((one, index) => {
      const name = index === 0 ? label : '';
      const room = ' '.repeat(widest - columnsOf(name));
      const look = typeof one === 'object' ? one.look : undefined;
      return paragraph(printable(textOf(one)), { label: `${name}${room}  `, least: 30, look });
    }),
  );
}
