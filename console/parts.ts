import { html } from 'hono/html';
import { type Field, type Head, linesOf, type Said, type Shown, type Table, textOf } from '../views/part.ts';
import { cardsPart, type Markup, marks, nothing } from './page.ts';
import { under } from './paths.ts';

/** A value in a page: its look is a sign and a colour, and it leads to its page. In the name of a row, what follows the first line is small. */
export function saidPart(said: Said, isName = false): Markup {
  const one = (value: string | number | Shown): Markup => {
    if (typeof value !== 'object') return html`${value}`;
    const { text, look, to } = value;
    const shown =
      look === undefined
        ? html`${text}`
        : html`<span class="${look}"><span aria-hidden="true">${marks[look]}</span> ${text}</span>`;
    return to === undefined ? shown : html`<a href="${under(...to)}">${shown}</a>`;
  };
  const [first = '', ...others] = linesOf(said);
  const below = (value: string | number | Shown): Markup =>
    isName ? html`<small>${one(value)}</small>` : html`<br>${one(value)}`;
  return html`${one(first)}${others.map(below)}`;
}

/** Named values. */
export const fieldsPart = (fields: readonly Field[]): Markup =>
  html`<dl class="head">${fields.map(([label, said]) => html`<dt>${label}</dt><dd>${saidPart(said)}</dd>`)}</dl>`;

/**
 * A table in a page; on a narrow screen its rows become blocks. The first column names its row; one in which nothing stands is left out.
 *
 * @param more stands in a last column of its own, without a label
 */
export function partTable(
  label: string,
  { heads, rows }: Table,
  more?: { readonly title: string; of(index: number): Markup },
): Markup {
  const classOf = ({ right, long, below }: Head): string => (right ? 'right' : long || below ? 'text' : 'id');
  const cell = (head: Head, said: Said, index: number): Markup =>
    index === 0
      ? html`<th scope="row" class="${classOf(head)}">${saidPart(said, true)}</th>`
      : html`<td class="${classOf(head)}" data-label="${head.title}">${saidPart(said)}</td>`;
  const isFilled = (_: Head, place: number): boolean => rows.some((row) => textOf(row[place] ?? '') !== '');
  const titles = heads.filter(isFilled).map(({ title, right }) => (right ? { right: title } : title));
  const cellsOf = (row: readonly Said[]): Markup[] =>
    heads.flatMap((head, place) => (isFilled(head, place) ? [cell(head, row[place] ?? '', place)] : []));
  const lines = rows.map(
    (row, index) => html`<tr>${cellsOf(row)}${more === undefined ? nothing : html`<td>${more.of(index)}</td>`}</tr>`,
  );
  return cardsPart(label, [...titles, ...(more === undefined ? [] : [more.title])], lines);
}
