import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import type { Pause } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import type { HistoryLine, PartExplained, PiecesExplained } from '../../../core/stock/index.ts';
import { t } from '../../../ops/language/language.ts';
import { stepWords } from '../../../ops/listings/listing-words.ts';
import { pausesNow } from '../../../ops/outages/pause-words.ts';
import { lineMoment, lineText, type SkuFactsShown, signed, skuFacts } from '../../../ops/stock/sku-facts.ts';
import { isTelling, standingSinceText, toldText } from '../../../ops/stock/sku-lines.ts';
import { counted } from '../../../ops/terminal/text.ts';
import { type Markup, nothing, page } from '../../page.ts';
import type { Env } from '../../view.ts';
import { freeChart } from './free-chart.ts';

/** Lines of the history that are shown; `?all=yes` shows every one. */
const shownMax = 100;

export const pathOfSku = (merchant: string, sku: string): string =>
  `/stock/${encodeURIComponent(merchant)}/${encodeURIComponent(sku)}`;

/** One SKU: why its level is what it is, and what each mall shows of it. */
export function mountSku(app: Hono<Env>, ports: Ports): void {
  app.get('/stock/:merchant/:sku', async (c) => {
    const { merchant, sku } = c.req.param();
    const facts = await skuFacts(ports, merchant, sku);
    const frame = c.get('frame');
    if (facts.row.mark === 0 && facts.listings.length === 0) {
      const unknown = html`<p>${t`Nothing is known of ${sku} at ${merchant}. Is it mistyped?`}</p>`;
      return c.html(page(frame, sku, unknown), 404);
    }
    const shops = (await ports.shops.all()).filter((shop) => shop.merchant === merchant);
    const pauses = await pausesNow(ports, shops);
    const { level, pieces } = facts.explained;
    const body = html`<p class="asof">${t`merchant`}: ${merchant}</p>
<p class="summary ${lookOf(facts)}"><output class="number">${level.free ?? '?'}</output> <span>${level.free === null ? t`not counted` : t`free`}${oversold(facts)}</span></p>
${pieces.kind === 'own' ? own(pieces, facts, ports.clock.now(), c.req.query('all') === 'yes') : parts(merchant, pieces.parts)}
<h2>${t`What the malls show`}</h2>${listings(facts, pauses)}`;
    return c.html(page(frame, sku, body));
  });
}

/** What is not known is not well. */
function lookOf({ explained, row }: SkuFactsShown): 'good' | 'warn' | 'bad' {
  const { free } = explained.level;
  if (free === null) return 'warn';
  return free < 0 || row.oversoldSince !== undefined ? 'bad' : 'good';
}

function oversold({ row }: SkuFactsShown): Markup {
  return row.oversoldSince === undefined
    ? nothing
    : html` <strong>${t`oversold since ${jstText(row.oversoldSince)}`}</strong>`;
}

function own(pieces: PiecesExplained, facts: SkuFactsShown, now: number, all: boolean): Markup {
  const balance = facts.balances.get(pieces.sku);
  if (balance === undefined || balance.count === null) {
    return html`<p>${t`No mall gets a level of it. Count it: ops stock set, or ops stock count --from-mall`}</p>`;
  }
  const { count, moved, sold, reserved, lines } = balance;
  const telling = all ? pieces.history : pieces.history.filter(isTelling).slice(-shownMax);
  const left = pieces.history.length - telling.length;
  return html`${freeChart(pieces.history, facts.listings, facts.reserved, now)}
<h2>${t`Why`}</h2><div class="scroll" tabindex="0"><table><tbody>
<tr><th scope="row">${t`counted 棚卸`}</th><td class="right">${count.quantity}</td><td>${t`${jstText(count.at)} by ${count.by}`}</td></tr>
<tr><th scope="row">${t`came in, adjusted 入荷・調整`}</th><td class="right">${signed(moved)}</td><td></td></tr>
<tr><th scope="row">${t`sold 販売`}</th><td class="right">${signed(0 - sold)}</td><td>${counted(lines.sold, 'order line')}</td></tr>
<tr><th scope="row">${t`reserved 未確認の注文`}</th><td class="right">${signed(0 - reserved)}</td><td>${t`${counted(lines.reserved, 'order line')} not confirmed yet`}</td></tr>
</tbody></table></div>
<h2>${t`History`}</h2>${left > 0 ? html`<p><a href="?all=yes">${t`Show ${counted(left, 'line')} more, older or without effect`}</a></p>` : nothing}
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${t`when`}</th><th scope="col">${t`what`}</th><th scope="col" class="right">${t`pieces`}</th><th scope="col" class="right">${t`free`}</th></tr></thead>
<tbody>${telling.toReversed().map((line) => historyRow(line, facts.reserved))}</tbody></table></div>`;
}

function historyRow(line: HistoryLine, reserved: ReadonlySet<string>): Markup {
  const text = lineText(line, reserved);
  const what =
    line.kind === 'claim'
      ? html`<a href="/orders/${encodeURIComponent(line.claim.shop)}/${encodeURIComponent(line.claim.orderNumber)}">${text}</a>`
      : html`${text}`;
  return html`<tr><td>${jstText(lineMoment(line))}</td><td>${what}</td><td class="right">${signed(line.counts)}</td><td class="right">${line.free ?? '-'}</td></tr>`;
}

const parts = (merchant: string, all: readonly PartExplained[]): Markup =>
  html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${t`part`}</th><th scope="col" class="right">${t`needed`}</th><th scope="col" class="right">${t`free`}</th><th scope="col" class="right">${t`kept back`}</th><th scope="col" class="right">${t`enough for`}</th></tr></thead>
<tbody>${all.map(({ sku, needed, free, buffer, sets }) => html`<tr><th scope="row"><a href="${pathOfSku(merchant, sku)}">${sku}</a></th><td class="right">${needed}</td><td class="right">${free ?? t`unknown`}</td><td class="right">${buffer}</td><td class="right">${sets ?? t`unknown`}</td></tr>`)}</tbody></table></div>`;

function listings({ listings: all }: SkuFactsShown, pauses: readonly Pause[]): Markup {
  if (all.length === 0) return html`<p>${t`No listing sells it: ops listings import`}</p>`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${t`shop`}</th><th scope="col">${t`item`}</th><th scope="col" class="right">${t`should show`}</th><th scope="col">${t`because of`}</th><th scope="col">${t`last told`}</th><th scope="col">${t`how it stands`}</th></tr></thead>
<tbody>${all.map(({ listing, shown, decidedBy, standing }) => {
    const why = decidedBy ? stepWords()[decidedBy] : shown === null ? '' : t`what is free`;
    const stands = standingSinceText({ shop: listing.shop, standing }, pauses);
    return html`<tr><th scope="row"><a href="/shops/${encodeURIComponent(listing.shop)}">${listing.shop}</a></th><td>${listing.item}</td><td class="right">${shown ?? '-'}</td><td>${why}</td><td>${toldText(listing)}</td><td>${stands}</td></tr>`;
  })}</tbody></table></div>`;
}
