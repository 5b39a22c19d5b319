import { html } from 'hono/html';
import type { EpochMs } from '../../../core/kernel/index.ts';
import type { Shop } from '../../../core/model/index.ts';
import { counted, cutText, t } from '../../../language/index.ts';
import { type ShopStanding, shopPageColumns } from '../../../views/shop/index.ts';
import type { LagHistory } from '../../lag-history.ts';
import { type Seen, waitingIn } from '../../live.ts';
import { asOfPart, failurePart, type Markup, nothing, waitingPart } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, type View } from '../../view.ts';
import { lagLegend, lagStrip } from './lag-strip.ts';
import { mountShop } from './shop.ts';

const shopsAPage = 50;

export const shops: View = {
  path: '/shops',
  title: () => t`Shops`,
  mount(app, context) {
    const { live, lags } = context;
    app.get('/shops', async (c) => {
      const frame = c.get('frame');
      const seen = await live.now();
      // Without a look no shop is known: none is not shown.
      if (seen.facts === null) return answer(c, t`Shops`, failurePart(seen.failure), 503);
      const query = queryOf((name) => c.req.query(name));
      const path = `/shops/live?${new URLSearchParams(query).toString()}`;
      return answer(c, t`Shops`, html`${search(query)}${livePart(frame, path, shopsPart(seen, query, lags))}`);
    });
    app.get('/shops/live', (c) => {
      const query = queryOf((name) => c.req.query(name));
      return liveStream((seen: Seen) => shopsPart(seen, query, lags))(c, live);
    });
    mountShop(app, context);
  },
};

const isNamed = ({ key, name, merchant }: Shop, part: string): boolean =>
  [key, name, merchant].some((one) =>
    one.normalize('NFKC').toLowerCase().includes(part.normalize('NFKC').toLowerCase()),
  );

type Query = Readonly<Record<'name' | 'sort' | 'page', string>>;

const queryOf = (given: (name: string) => string | undefined): Query => ({
  name: given('name')?.trim() ?? '',
  sort: given('sort') === 'key' ? 'key' : '',
  page: String(Math.max(1, Math.trunc(Number(given('page'))) || 1)),
});

function shopsPart(seen: Seen, query: Query, lags: LagHistory): Markup {
  const { facts, failure } = seen;
  if (facts === null) return failurePart(failure);
  const number = Number(query.page);
  const found = facts.standings.filter(({ shop }) => isNamed(shop, query.name));
  const sorted = query.sort === 'key' ? found.toSorted((a, b) => (a.shop.key < b.shop.key ? -1 : 1)) : found;
  const shown = sorted.slice((number - 1) * shopsAPage, number * shopsAPage);
  return html`${failurePart(failure)}${waitingPart(waitingIn(seen))}
${asOfPart(facts.now)}
${lagLegend(lags.beginsAt(facts.now))}
<div class="long">${shopTable(shown, lags, facts.now)}</div>
${pages(query, number, shown.length, found.length)}`;
}

const search = ({ name, sort }: Query): Markup =>
  html`<form method="get" action="/shops" role="search" class="filters">
<label>${t`Name, code or merchant`} <input name="name" value="${name}"></label>
<label>${t`Order`} <select name="sort"><option value="">${t`those that need attention first`}</option><option value="key"${sort === 'key' ? html` selected` : nothing}>${t`by code`}</option></select></label>
<button>${t`Show`}</button></form>`;

function shopTable(shown: readonly ShopStanding[], lags: LagHistory, at: EpochMs): Markup {
  if (shown.length === 0) return html`<p>${t`No shop was found.`}</p>`;
  const strips = shown.map(({ shop }) => lagStrip(lags.of(shop.key, at)));
  return partTable(t`Shops`, shopPageColumns(at), shown, null, {
    ...{ title: t`lag in the last two hours`, cells: strips },
  });
}

function pages(query: Query, number: number, shown: number, of: number): Markup {
  const before = (number - 1) * shopsAPage;
  if (of <= shopsAPage && before === 0) return nothing;
  const to = (page: number, text: string): Markup =>
    html`<a href="/shops?${new URLSearchParams({ ...query, page: String(page) }).toString()}">${text}</a>`;
  return html`<nav aria-label="${t`Pages`}" class="pages">${number > 1 ? to(number - 1, t`Previous`) : nothing}
<span>${shown === 0 ? counted(of, 'shop') : cutText(shown, of, before)}</span> ${before + shown < of ? to(number + 1, t`Next`) : nothing}</nav>`;
}
