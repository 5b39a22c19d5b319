import { html, raw } from 'hono/html';
import { type Column, type Field, type Head, linesOf, type Said, type Shown, textOf } from '../views/words.ts';
import { linked } from './commands.ts';
import { type ColumnTitle, cardsPart, type Markup, marks, nothing } from './page.ts';
import { under } from './paths.ts';

/** How something stands, the same everywhere: a sign, a word and a colour, each of which says it alone. */
export const chip = (look: keyof typeof marks, text: string | Markup): Markup =>
  html`<span class="chip ${look}"><span aria-hidden="true">${marks[look]}</span> ${text}</span>`;

/** A moment; scripts show how long ago it was, if that is less than a day. */
export const agoPart = (at: string, text: string): Markup => html`<time datetime="${at}" data-ago>${text}</time>`;

/** A value in a page: its look is a sign and a colour, and it leads to its page. In the name of a row, what follows the first line is small. */
function saidPart(said: Said, isName = false): Markup {
  const one = (value: string | number | Shown): Markup => {
    if (typeof value !== 'object') return linked(String(value));
    const { text, look, to, at } = value;
    const plain = at === undefined ? html`${text}` : agoPart(at, text);
    const shown = look === undefined ? plain : chip(look, plain);
    if (to !== undefined) return html`<a href="${under(...to)}">${shown}</a>`;
    return look === undefined && at === undefined ? linked(text) : shown;
  };
  const [first = '', ...others] = linesOf(said);
  const below = (value: string | number | Shown): Markup =>
    isName ? html`<small>${one(value)}</small>` : html`<br>${one(value)}`;
  return html`${one(first)}${others.map(below)}`;
}

export const fieldsPart = (fields: readonly Field[]): Markup =>
  html`<dl class="head">${fields.map(([label, said]) => html`<dt>${label}</dt><dd>${saidPart(said)}</dd>`)}</dl>`;

export interface Sorting {
  readonly by: string;
  hrefOf(sort: string): string;
}

/** A last column that words do not have: pictures, or what can be done, a cell for each row. */
export interface Drawn {
  readonly title: string;
  readonly cells: readonly Markup[];
}

/** A table in a page; on a narrow screen its rows become blocks. The first column names its row; one in which nothing stands is left out. */
export function partTable<Row>(
  label: string,
  heads: readonly Column<Row>[],
  of: readonly Row[],
  sorting?: Sorting | null,
  drawn?: Drawn,
): Markup {
  const rows = of.map((row) => heads.map((head) => head.of(row)));
  const filled = heads.flatMap(({ only }, place) =>
    only !== 'narrow' && rows.some((row) => textOf(row[place] ?? '') !== '') ? [place] : [],
  );
  /** Each column with those that stand under it. */
  const columns = filled.reduce<[number, ...number[]][]>((all, place) => {
    const last = all.at(-1);
    if (heads[place]?.under && last !== undefined) last.push(place);
    else all.push([place]);
    return all;
  }, []);
  const cell = ([place, ...below]: readonly [number, ...number[]], row: readonly Said[], index: number): Markup => {
    const head = heads[place] as Head;
    const small = below.map((one) => html`<small>${saidPart(row[one] ?? '')}</small>`);
    const said = html`${saidPart(row[place] ?? '', index === 0)}${small}`;
    return index === 0
      ? html`<th scope="row" class="${classOf(head)}">${said}</th>`
      : html`<td class="${classOf(head)}" data-label="${head.title}">${said}</td>`;
  };
  const titles = [...columns.map(([place]) => titleOf(heads[place] as Head, sorting)), ...(drawn ? [drawn.title] : [])];
  const last = (index: number): Markup =>
    drawn ? html`<td data-label="${drawn.title}">${drawn.cells[index] ?? nothing}</td>` : nothing;
  const lines = rows.map(
    (row, index) => html`<tr>${columns.map((column, nth) => cell(column, row, nth))}${last(index)}</tr>`,
  );
  return cardsPart(label, titles, lines);
}

const classOf = ({ right, long, below, whole }: Head): string =>
  right ? 'right' : long || below ? 'text' : whole ? 'id' : 'word';

function titleOf({ title, right, sort }: Head, sorting: Sorting | null | undefined): ColumnTitle {
  const link = (by: string, { by: now, hrefOf }: Sorting): Markup =>
    html`<a href="${hrefOf(by)}"${by === now ? raw(' aria-current="true"') : ''}>${title}</a>`;
  const shown = sort === undefined || !sorting ? title : link(sort, sorting);
  return right ? { right: shown } : shown;
}
