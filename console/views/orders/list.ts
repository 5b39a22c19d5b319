import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { ListedOrder } from '../../../core/import/index.ts';
import { InputError } from '../../../core/kernel/index.ts';
import type { Pause } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted } from '../../../language/phrases.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { readArguments } from '../../../ops/arguments/read-arguments.ts';
import {
  attentionTexts,
  noneLines,
  placedAt,
  placeText,
  type ReadListing,
  restText,
  shownText,
  statusText,
  toTheMinute,
} from '../../../ops/orders/listing.ts';
import { type ListGiven, ordersList, readListing } from '../../../ops/orders/orders-list.ts';
import { cardsPart, type Markup, nothing, page, problemPart, withoutOptions } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import type { ConsoleContext, Env } from '../../view.ts';

/** The page of a search: the same query as `ops orders list`. */
export function mountList(app: Hono<Env>, { instance }: ConsoleContext): void {
  app.get('/orders', async (c) => {
    const asked = filtersIn(c.req.query());
    const found = await search(asked, (given) => readListing(instance, given));
    const body = html`${quickFilters(asked)}
${filterForm(asked, instance.ports.malls.names)}
${'problem' in found ? problemPart(found.problem) : results(found, asked)}
<p class="pages"><a href="/orders/changes">${t`Changes that need a person: try again or take back`}</a> <a href="/orders/rejected">${t`Rejected events`}</a></p>`;
    return c.html(page(c.get('frame'), t`Orders`, body), 'problem' in found ? 400 : 200);
  });
}

/** What a person filled in, by the names of the command's options. */
type Filters = Readonly<Record<string, string>>;

const fields = ['number', 'shop', 'mall', 'state', 'unshipped', 'attention', 'from', 'to', 'limit', 'after'] as const;

/** A field that was left empty asks for nothing. */
function filtersIn(query: Readonly<Record<string, string>>): Filters {
  return Object.fromEntries(
    fields.flatMap((name) => (query[name] === undefined || query[name].trim() === '' ? [] : [[name, query[name]]])),
  );
}

async function search(
  asked: Filters,
  read: (given: ListGiven) => Promise<ReadListing>,
): Promise<ReadListing | { readonly problem: string }> {
  const typed = readArguments(ordersList, { places: [], options: asked, unknown: [] });
  if (typed.kind === 'wrong')
    return { problem: labelled([t`The orders cannot be listed`, ...typed.problems].join('\n')) };
  try {
    return await read(typed.values as unknown as ListGiven);
  } catch (error) {
    if (error instanceof InputError) return { problem: labelled(translated(error.words)) };
    throw error;
  }
}

const labels = (): Filters => ({
  number: t`Order number, or a part of it`,
  shop: t`Shop: code or key`,
  mall: t`Mall`,
  state: t`Status`,
  from: t`Placed from`,
  to: t`Placed before`,
  unshipped: t`To ship`,
  attention: t`Need attention`,
  order: t`order`,
  reason: t`Reason or code`,
});

/** A problem names its field as the page does, and not as the command. */
export const labelled = (problem: string): string => withoutOptions(problem, labels());

const addressOf = (filters: Filters): string => {
  const query = new URLSearchParams(filters).toString();
  return query === '' ? '/orders' : `/orders?${query}`;
};

/** Filters of every day, as links. A filter of one's own is its address: a bookmark keeps it. */
function quickFilters(asked: Filters): Markup {
  const filters: readonly (readonly [name: string, filters: Filters])[] = [
    [t`All`, {}],
    [t`To ship`, { unshipped: 'on' }],
    [t`Need attention`, { attention: 'on' }],
    [t`Today`, { from: 'today' }],
    [t`Yesterday`, { from: 'yesterday', to: 'today' }],
  ];
  const here = addressOf(asked);
  const link = (name: string, address: string): Markup =>
    html`<li><a href="${address}"${address === here ? raw(' aria-current="true"') : ''}>${name}</a></li>`;
  return html`<nav aria-label="${t`Filters`}"><ul class="inline">${filters.map(([name, of]) => link(name, addressOf(of)))}</ul></nav>`;
}

function filterForm(asked: Filters, malls: readonly string[]): Markup {
  const states = [...new Set(malls.flatMap((mall) => Object.values(mallDesks.of(mall).progressNames)))];
  // A value of the mall's own, typed into the address, stays.
  const known = asked.state === undefined || states.includes(asked.state) ? states : [asked.state, ...states];
  return html`<form class="fields" method="get" action="/orders" role="search">
${input('number', asked)}
${input('shop', asked)}
${select(
  'mall',
  malls.map((mall) => [mall, mallDesks.of(mall).name]),
  asked,
)}
${select(
  'state',
  known.map((state) => [state, state]),
  asked,
)}
${input('from', asked, t`2026-11-24, today, -3h`)}
${input('to', asked, t`2026-11-24, today, -3h`)}
${checkbox('unshipped', asked)}
${checkbox('attention', asked)}
<button>${t`Search`}</button>
</form>`;
}

const input = (name: string, asked: Filters, example = ''): Markup =>
  html`<label>${labels()[name]}<input name="${name}" value="${asked[name] ?? ''}" placeholder="${example}" autocomplete="off"></label>`;

const checkbox = (name: string, asked: Filters): Markup =>
  html`<label class="check"><input type="checkbox" name="${name}"${asked[name] === undefined ? '' : raw(' checked')}> ${labels()[name]}</label>`;

function select(name: string, options: readonly (readonly [string, string])[], asked: Filters): Markup {
  const option = ([value, text]: readonly [string, string]): Markup =>
    html`<option value="${value}"${asked[name] === value ? raw(' selected') : ''}>${text}</option>`;
  return html`<label>${labels()[name]}<select name="${name}"><option value="">${t`any`}</option>${options.map(option)}</select></label>`;
}

function results({ listing, pauses, importsHeldBy, readUnits }: ReadListing, asked: Filters): Markup {
  const { orders, next, rests } = listing;
  const none = noneLines(listing, importsHeldBy).map((text) => html`<p>${text}</p>`);
  const table = cardsPart(
    t`Orders found`,
    [t`order`, t`shop`, t`placed`, t`status`],
    orders.map((order) => orderRow(order, pauses)),
  );
  const first =
    asked.after === undefined ? nothing : html`<a href="${addressOf(without(asked, 'after'))}">${t`First page`}</a>`;
  const more =
    next === null
      ? nothing
      : html`<a rel="next" href="${addressOf({ ...asked, after: placeText(next) })}">${t`Next page`}</a>`;
  return html`<section>
${orders.length === 0 ? none : table}
${rests && next !== null ? html`<p>${restText(next.at)}</p>` : nothing}
<p class="asof">${t`${shownText(listing, asked.after !== undefined)}. Read ${counted(readUnits, 'unit')}.`}</p>
<p class="pages">${first} ${more}</p>
</section>`;
}

const without = (asked: Filters, name: string): Filters =>
  Object.fromEntries(Object.entries(asked).filter(([key]) => key !== name));

function orderRow(order: ListedOrder, pauses: readonly Pause[]): Markup {
  const attention = attentionTexts(order, pauses, { mallWords: false });
  const needed =
    attention.length === 0
      ? nothing
      : html`<ul class="notes">${attention.map((text) => html`<li class="warn"><span aria-hidden="true">▲</span> ${text}</li>`)}</ul>`;
  return html`<tr><th scope="row" class="id"><a href="${orderPath(order.shop, order.orderNumber)}">${order.orderNumber}</a></th>
<td class="id">${order.shop}</td><td class="id" data-label="${t`placed`}">${toTheMinute(placedAt(order))}</td><td>${statusText(order)}${needed}</td></tr>`;
}
