import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import type { Listing, Merchant, ShopKey } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { counted, cutText, inARow, jstTextOr, t } from '../../../language/index.ts';
import { merchantsWithStock } from '../../../ops/stock/merchant-of-stock.ts';
import { type ListedSku, readSkuPage, type SkuPage, type SkuPlace } from '../../../ops/stock/sku-list.ts';
import { type Oversold, readOversold } from '../../../ops/stock/stock-oversold.ts';
import { pausesNow } from '../../../views/pause/index.ts';
import {
  isTelling,
  lineColumns,
  partColumns,
  type SkuFacts,
  skuFacts,
  skuListingColumns,
  summandColumns,
  summands,
} from '../../../views/sku/index.ts';
import { label, timeText } from '../../../views/words.ts';
import { linked } from '../../commands.ts';
import { cardsPart, type Markup, marks, nothing } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { orderPath, shopPath, skuPath } from '../../paths.ts';
import { answer, type Env, type View } from '../../view.ts';
import { freeChart } from './free-chart.ts';

/** Lines of the history that are shown; `?all=yes` shows many more. */
const shownMax = 100;
const allMax = 2_000;

function mountSku(app: Hono<Env>, ports: Ports): void {
  app.get('/stock/:merchant/:sku', async (c) => {
    const { merchant, sku } = c.req.param();
    const shops = (await ports.shops.all()).filter((shop) => shop.merchant === merchant);
    const { facts, isKnown } = await skuFacts(ports, merchant, sku, await pausesNow(ports, shops));
    if (!isKnown) {
      const unknown = html`<p>${t`Nothing is known of ${sku} at ${merchant}. Is it mistyped?`}</p>`;
      return answer(c, sku, unknown, 404);
    }
    const { free, parts, listings, oversoldSince } = facts;
    const oversold =
      oversoldSince === null ? nothing : html` <strong>${t`oversold since ${timeText(oversoldSince)}`}</strong>`;
    const shown =
      listings.length === 0
        ? html`<p>${linked(t`No listing sells it: ops listings import`)}</p>`
        : partTable(t`What the malls show`, skuListingColumns(), listings);
    const body = html`<p class="asof">${label.merchant()}: ${merchant}</p>
<p class="summary ${lookOf(facts)}"><output class="number">${free ?? '?'}</output> <span>${free === null ? t`not counted` : label.free()}${oversold}</span></p>
${parts === null ? own(facts, ports.clock.now(), c.req.query('all') === 'yes') : partTable(t`Parts of the set`, partColumns(facts), parts)}
<h2>${t`What the malls show`}</h2>${shown}`;
    return answer(c, sku, body);
  });
}

/** What is not known is not well. */
function lookOf({ free, oversoldSince }: SkuFacts): 'good' | 'warn' | 'bad' {
  if (free === null) return 'warn';
  return free < 0 || oversoldSince !== null ? 'bad' : 'good';
}

function own(facts: SkuFacts, now: number, all: boolean): Markup {
  const { counted: count, history = [], sku, merchant } = facts;
  if (!count) {
    return html`<p>${linked(t`No mall gets a level of it. Count it: ops stock set, or ops stock count --from-mall <shop>`)}</p>`;
  }
  const telling = all ? history.slice(-allMax) : history.filter(isTelling).slice(-shownMax);
  const left = counted(history.length - telling.length, 'line');
  const more = all
    ? html`<p>${linked(t`${left} more, which are older: ops stock show ${sku} --merchant ${merchant} --all`)}</p>`
    : html`<p><a href="?all=yes">${t`Show ${left} more, older or without effect`}</a></p>`;
  return html`${freeChart(history, facts.listings, now)}
<h2>${t`Why`}</h2>${partTable(t`Why`, summandColumns(), summands(facts))}
<h2>${t`History`}</h2>${telling.length === history.length ? nothing : more}
${partTable(t`History`, lineColumns(), telling.toReversed())}`;
}

export const stock: View = {
  path: '/stock',
  title: () => t`Stock`,
  mount(app, { instance }) {
    const { ports } = instance;
    mountSku(app, ports);
    app.get('/stock', async (c) => {
      const merchants = await merchantsWithStock(ports);
      const asked = askedIn(c.req.query(), merchants);
      const { merchant, sku } = asked;
      if (sku !== '' && merchant !== undefined && (await isKnown(ports, merchant.id, sku)))
        return c.redirect(skuPath(merchant.id, sku), 303);
      const ids = merchants.map(({ id }) => id);
      const [oversold, list] = await Promise.all([
        readOversold(ports, ids),
        merchant === undefined ? null : instance.countReads(() => readPage(ports, merchant.id, asked)),
      ]);
      const body = html`${search(merchants, asked)}
<h2>${t`Oversold`}</h2>${oversold.length === 0 ? html`<p>${t`Nothing is oversold.`}</p>` : oversoldTable(oversold)}
${merchant === undefined || list === null ? nothing : skuSection(merchant.name, asked, list.result, list.readUnits)}`;
      return answer(c, t`Stock`, body);
    });
  },
};

interface Asked {
  /** Undefined where there is none. */
  readonly merchant: Merchant | undefined;
  readonly sku: string;
  readonly after: SkuPlace | null;
}

/** The merchant is found by the beginning of its name or id; without one it is the first. */
function askedIn(query: Readonly<Record<string, string>>, merchants: readonly Merchant[]): Asked {
  const named = (query.merchant ?? '').trim().toLowerCase();
  const merchant =
    merchants.find(({ id }) => id === named) ??
    merchants.find(({ id, name }) => [id, name].some((one) => one.toLowerCase().startsWith(named)));
  const [, shop, item] = /^(\w+#\S+) (.+)$/.exec(query.after ?? '') ?? [];
  const after = shop === undefined || item === undefined ? null : { shop: shop as ShopKey, item };
  return { merchant, sku: (query.sku ?? '').trim(), after };
}

async function isKnown({ stock: ledger, listings }: Ports, merchant: string, sku: string): Promise<boolean> {
  const [row] = await ledger.skuRows(merchant, [sku]);
  return (row !== undefined && row.mark > 0) || (await listings.ofSkus(merchant, [sku])).length > 0;
}

async function readPage(ports: Ports, merchant: string, { sku: prefix, after }: Asked): Promise<SkuPage> {
  const shops = (await ports.shops.all()).filter((shop) => shop.merchant === merchant);
  return readSkuPage(ports, { merchant, shops, prefix, after });
}

function search(merchants: readonly Merchant[], { merchant, sku }: Asked): Markup {
  if (merchants.length === 0) return html`<p>${t`No merchant has stock here. To begin, see docs/how-to/stock.md.`}</p>`;
  return html`<form method="get" action="/stock" role="search" class="filters">
<label>${t`merchant`} <input name="merchant" list="merchants" value="${merchant?.id ?? ''}" autocomplete="off"></label>
<datalist id="merchants">${merchants.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</datalist>
<label>${t`SKU, or its beginning`} <input name="sku" value="${sku}" autocomplete="off"></label><button>${t`Show`}</button></form>`;
}

function skuSection(name: string, { merchant, sku, after }: Asked, found: SkuPage, readUnits: number): Markup {
  const { skus, next, looked } = found;
  const address = (place: SkuPlace | null): string => {
    const query = { merchant: merchant?.id ?? '', ...(sku === '' ? {} : { sku }) };
    return `/stock?${new URLSearchParams(place === null ? query : { ...query, after: `${place.shop} ${place.item}` })}`;
  };
  const shown = next === null ? counted(skus.length, 'SKU') : cutText(skus.length, null, after === null ? 0 : 1);
  const none =
    next !== null
      ? t`None among the listings that were looked at: go on with the next page.`
      : sku === ''
        ? t`No listing sells a SKU.`
        : t`No SKU of a listing begins with it.`;
  return html`<h2>${t`SKUs of ${name}`}</h2>
${skus.length === 0 ? html`<p>${none}</p>` : skuTable(merchant?.id ?? '', skus)}
<p class="asof">${inARow(t`${shown}. Looked at ${counted(looked, 'listing')}. Read ${counted(readUnits, 'unit')}.`, t`A SKU that no listing sells is found by its whole name.`)}</p>
<p class="pages">${after === null ? nothing : html`<a href="${address(null)}">${t`First page`}</a>`} ${next === null ? nothing : html`<a rel="next" href="${address(next)}">${t`Next page`}</a>`}</p>`;
}

function skuTable(merchant: string, skus: readonly ListedSku[]): Markup {
  const level = ({ shop, acked }: Listing): Markup =>
    html`<a href="${shopPath(shop)}">${shop}</a>&nbsp;${acked === undefined ? '-' : acked.level}<br>`;
  const row = ({ sku, free, oversoldSince, listings, changedAt }: ListedSku): Markup =>
    html`<tr><th scope="row"><a href="${skuPath(merchant, sku)}">${sku}</a></th><td class="right" data-label="${t`free`}">${free ?? t`not counted`}</td>
<td class="id" data-label="${t`last told to each mall`}">${listings.map(level)}</td><td>${oversoldSince === null ? '' : html`<span class="bad"><span aria-hidden="true">${marks.bad}</span> ${t`oversold since ${jstText(oversoldSince)}`}</span>`}</td>
<td class="id" data-label="${t`last change at a mall`}">${jstTextOr(changedAt, '-')}</td></tr>`;
  return cardsPart(
    t`SKUs`,
    ['SKU', { right: t`free` }, t`last told to each mall`, t`Oversold`, t`last change at a mall`],
    skus.map(row),
  );
}

const oversoldTable = (all: readonly Oversold[]): Markup =>
  cardsPart(
    t`Oversold`,
    ['SKU', t`merchant`, { right: t`lacking` }, t`since`, t`orders that came last`],
    all.map(
      ({ merchant, sku, itemName, free, since, lines }) =>
        html`<tr><th scope="row"><a href="${skuPath(merchant, sku)}">${sku}</a> <small>${itemName ?? ''}</small></th><td>${merchant}</td>
<td class="right bad" data-label="${t`lacking`}">${free === null ? '?' : Math.max(0, -free)}</td><td data-label="${t`since`}">${jstText(since)}</td>
<td data-label="${t`orders that came last`}">${lines.map(({ shop, orderNumber, lacking }) => html`<a href="${orderPath(shop, orderNumber)}">${orderNumber}</a> (${lacking})<br>`)}</td></tr>`,
    ),
  );
