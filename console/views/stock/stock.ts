import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { t } from '../../../ops/language/language.ts';
import { merchantsWithStock } from '../../../ops/stock/merchant-of-stock.ts';
import { type Oversold, readOversold } from '../../../ops/stock/stock-oversold.ts';
import { type Markup, nothing, page, tablePart } from '../../page.ts';
import { orderPath, skuPath } from '../../paths.ts';
import type { View } from '../../view.ts';
import { mountSku } from './sku.ts';

/** 在庫: why is it 3? */
export const stock: View = {
  path: '/stock',
  title: () => t`Stock`,
  mount(app, { instance }) {
    const { ports } = instance;
    mountSku(app, ports);
    app.get('/stock', async (c) => {
      const merchants = await merchantsWithStock(ports);
      const ids = merchants.map(({ id }) => id);
      const [merchant = ids[0] ?? '', sku = ''] = [c.req.query('merchant'), c.req.query('sku')?.trim()];
      if (sku !== '' && merchant !== '') return c.redirect(skuPath(merchant, sku), 303);
      const oversold = await readOversold(ports, ids);
      const body = html`${search(merchants, merchant)}
<h2>${t`Oversold`}</h2>${oversold.length === 0 ? html`<p>${t`Nothing is oversold.`}</p>` : oversoldTable(oversold)}`;
      return c.html(page(c.get('frame'), t`Stock`, body));
    });
  },
};

function search(merchants: readonly { readonly id: string; readonly name: string }[], chosen: string): Markup {
  if (merchants.length === 0) return html`<p>${t`No merchant has stock here. To begin, see docs/how-to/stock.md.`}</p>`;
  return html`<form method="get" action="/stock" role="search" class="filters">
<label>${t`merchant`} <select name="merchant">${merchants.map(
    ({ id, name }) => html`<option value="${id}"${id === chosen ? html` selected` : nothing}>${name} (${id})</option>`,
  )}</select></label>
<label>SKU <input name="sku" required></label><button>${t`Show`}</button></form>`;
}

const oversoldTable = (all: readonly Oversold[]): Markup =>
  tablePart(
    t`Oversold`,
    ['SKU', t`merchant`, { right: t`lacking` }, t`since`, t`orders that came last`],
    all.map(
      ({ merchant, sku, itemName, free, since, lines }) =>
        html`<tr><th scope="row"><a href="${skuPath(merchant, sku)}">${sku}</a> <small>${itemName ?? ''}</small></th><td>${merchant}</td>
<td class="right bad">${free === null ? '?' : Math.max(0, -free)}</td><td>${jstText(since)}</td>
<td>${lines.map(({ shop, orderNumber, lacking }) => html`<a href="${orderPath(shop, orderNumber)}">${orderNumber}</a> (${lacking})<br>`)}</td></tr>`,
    ),
  );
