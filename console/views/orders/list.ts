import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { Shop } from '../../../core/model/index.ts';
import { counted, t } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { orderListCsv, ordersList, type ReadListing, readListing } from '../../../ops/orders/orders-list.ts';
import {
  type ListedFacts,
  noOrderTexts,
  orderListColumns,
  pageSorts,
  restText,
  shownText,
} from '../../../views/order/index.ts';

import {
  type Filled,
  fieldsIn,
  formFields,
  hiddenFields,
  knownShops,
  orProblem,
  readTyped,
  shopChoices,
} from '../../fields.ts';
import { csrfField, type Frame, type Markup, nothing, problemPart, withoutOptions } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { orderPath } from '../../paths.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { fileAnswer } from './file-forms.ts';

/** The page of a search, the query of `ops orders list`. What is looked for in orders is posted and recorded without its text: no address holds a name. */
export function mountList(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, record } = context;
  app.on(['GET', 'POST'], '/orders', async (c) => {
    const posted = c.req.method === 'POST' ? filtersIn(await c.req.parseBody()) : {};
    const asked = { ...inAddress(c.req.query()), ...posted };
    if (asked.find !== undefined) record(`${c.req.method} ${c.req.path}/${asked.shop ?? ''}: searched`);
    const found = await orProblem(search(instance, asked));
    const only = onlyOrder(found, asked);
    if (only !== null) return c.redirect(orderPath(only.shop, only.orderNumber), 303);
    const frame = c.get('frame');
    const shops = await knownShops(context);
    const body = html`${quickFilters(asked)}
${filterForm(asked, instance.ports.malls.names, shops)}
${findForm(asked, frame, shops)}
${'problem' in found ? problemPart(labelled(found.problem)) : results(found, asked, frame)}
<p class="pages"><a href="/orders/files">${t`Shipping labels, and orders as a file`}</a> <a href="/orders/changes">${t`Changes that need attention: try again or withdraw`}</a> <a href="/orders/rejected">${t`Rejected events`}</a></p>`;
    return answer(c, t`Orders`, body, 'problem' in found ? 400 : 200);
  });
  app.get('/orders.csv', async (c) => {
    const found = await orProblem(search(instance, inAddress(c.req.query())));
    if ('problem' in found) return answer(c, t`Orders`, problemPart(labelled(found.problem)), 400);
    // Spreadsheets on Windows take a file for UTF-8 by its first character.
    return fileAnswer(c, 'orders.csv', 'text/csv;charset=utf-8', `\ufeff${await orderListCsv(found.facts)}`);
  });
}

type Filters = Readonly<Record<string, string>>;

const fields = [
  ...['number', 'shop', 'mall', 'merchant', 'state', 'unshipped', 'attention', 'find', 'sort', 'from', 'to', 'limit'],
  'after',
] as const;

const filtersIn = (given: Filled): Filters => fieldsIn(given, fields);

/** An address searches in no orders: whoever searches is recorded, and no address holds a name. */
const inAddress = (query: Readonly<Record<string, string>>): Filters => without(filtersIn(query), 'find');

const search = async (instance: ConsoleContext['instance'], asked: Filters): Promise<ReadListing> =>
  readListing(instance, readTyped(ordersList, t`The orders cannot be listed`, asked));

/** The order whose whole number was looked for; null where others are called alike, or something else was found. */
function onlyOrder(found: ReadListing | { readonly problem: string }, { number }: Filters): ListedFacts | null {
  if (number === undefined || 'problem' in found) return null;
  const [first, ...others] = found.facts.orders;
  return first?.orderNumber === number.trim() && others.length === 0 ? first : null;
}

const labels = () => ({
  number: t`Order number, or a part of it`,
  shop: t`Shop`,
  merchant: t`Merchant`,
  find: t`Name, telephone, mail address or product`,
  sort: t`Sorted by`,
  mall: t`Mall`,
  state: t`Status`,
  from: t`Placed from`,
  to: t`Placed before`,
  unshipped: t`To ship`,
  attention: t`Need attention`,
  order: t`order`,
  reason: t`Reason or code`,
});

export const labelled = (problem: string): string => withoutOptions(problem, labels());

const addressOf = (filters: Filters, path = '/orders'): string => {
  const query = new URLSearchParams(filters).toString();
  return query === '' ? path : `${path}?${query}`;
};

/** Filters of every day, as links. A filter of one's own is its address: a bookmark keeps it. */
function quickFilters(asked: Filters): Markup {
  const filters: readonly (readonly [name: string, filters: Filters])[] = [
    [t`All`, {}],
    [t`To ship`, { unshipped: 'on' }],
    [t`Soonest to ship`, { sort: 'ship-by' }],
    [t`Need attention`, { attention: 'on' }],
    [t`Today`, { from: 'today' }],
    [t`Yesterday`, { from: 'yesterday', to: 'today' }],
  ];
  const here = addressOf(asked);
  const link = (name: string, address: string): Markup =>
    html`<li><a href="${address}"${address === here ? raw(' aria-current="true"') : ''}>${name}</a></li>`;
  return html`<nav aria-label="${t`Filters`}"><ul class="inline">${filters.map(([name, of]) => link(name, addressOf(of)))}</ul></nav>`;
}

function filterForm(asked: Filters, malls: readonly string[], shops: readonly Shop[]): Markup {
  const states = [...new Set(malls.flatMap((mall) => Object.values(mallDesks.of(mall).progressNames)))];
  const { input, select, day, checkbox } = formFields(labels(), asked);
  return html`<form class="fields" method="get" action="/orders" role="search">
${input('number')}
${select('shop', t`any`, shopChoices(shops))}
${select('mall', t`any`, malls, (mall) => mallDesks.of(mall).name)}
${select('state', t`any`, states)}
${day('from')}
${day('to')}
${checkbox('unshipped')}
${checkbox('attention')}
${kept(asked, 'sort')}
<button class="do">${t`Search`}</button>
</form>`;
}

/** Looks in the orders of a shop for what they say. */
function findForm(asked: Filters, frame: Frame, shops: readonly Shop[]): Markup {
  const { input, select } = formFields(labels(), asked);
  return html`<details${asked.find === undefined ? '' : raw(' open')}><summary>${t`Search by name, telephone, mail or product`}</summary>
<form class="fields" method="post" action="/orders">${csrfField(frame)}
${input('find')}
${select('shop', t`any`, shopChoices(shops))}
<button>${t`Search in its orders`}</button> <small>${t`Who searched in which shop is logged, without what was searched for.`}</small>
</form></details>`;
}

const kept = (asked: Filters, ...names: readonly string[]): Markup => hiddenFields(fieldsIn(asked, names) as Filters);

function results({ facts, importsHeldBy, readUnits, now }: ReadListing, asked: Filters, frame: Frame): Markup {
  const { orders, next } = facts;
  const isName = asked.number !== undefined && !/\d/.test(asked.number);
  const hint = isName ? [t`Names and products are found by the search above, in the orders of a shop.`] : [];
  const none = [...noOrderTexts(facts, importsHeldBy), ...hint].map((text) => html`<p>${text}</p>`);
  const sorting = {
    by: asked.sort ?? 'placed',
    hrefOf: (sort: string) => addressOf({ ...without(asked, 'after'), sort }),
  };
  const columns = orderListColumns({ now, mallWords: false });
  const isOfPage = pageSorts.some((sort) => sort === asked.sort);
  const rested = restText(facts, asked.sort ?? 'placed');
  return html`<section class="long">
${orders.length === 0 ? none : partTable(t`Orders found`, columns, orders, asked.find === undefined ? sorting : undefined)}
${rested === null ? nothing : html`<p>${rested}</p>`}
<p class="asof">${t`${shownText(facts, asked.after !== undefined)}. Read ${counted(readUnits, 'unit')}.`}${isOfPage ? html` ${t`Sorted are the orders of this page alone.`}` : nothing}</p>
${pagesPart(next, asked, frame)}
</section>`;
}

function pagesPart(next: string | null, asked: Filters, frame: Frame): Markup {
  if (asked.find !== undefined) {
    if (next === null) return nothing;
    const fields = kept({ ...asked, after: next }, 'find', 'shop', 'merchant', 'after');
    return html`<form method="post" action="/orders">${csrfField(frame)}${fields}<button>${t`Next page`}</button></form>`;
  }
  const first =
    asked.after === undefined ? nothing : html`<a href="${addressOf(without(asked, 'after'))}">${t`First page`}</a>`;
  const more =
    next === null ? nothing : html`<a rel="next" href="${addressOf({ ...asked, after: next })}">${t`Next page`}</a>`;
  return html`<p class="pages">${first} ${more} <a href="${addressOf(asked, '/orders.csv')}" download>${t`This page as CSV`}</a></p>`;
}

const without = (asked: Filters, name: string): Filters =>
  Object.fromEntries(Object.entries(asked).filter(([key]) => key !== name));
