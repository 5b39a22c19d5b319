import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import type { Pause } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import type { HistoryLine, PartExplained, PiecesExplained } from '../../../core/stock/index.ts';
import { t } from '../../../language/language.ts';
import { counted } from '../../../language/phrases.ts';
import { stepWords } from '../../../ops/listings/listing-words.ts';
import { lineMoment, lineText, type SkuFactsShown, signed, skuFacts } from '../../../ops/stock/sku-facts.ts';
import { isTelling, standingSinceText, toldText } from '../../../ops/stock/sku-lines.ts';
import { pausesNow } from '../../../views/pause/index.ts';
import { cardsPart, type Markup, nothing, page, tablePart } from '../../page.ts';
import { orderPath, shopPath, skuPath } from '../../paths.ts';
import type { Env } from '../../view.ts';
import { freeChart } from './free-chart.ts';

/** Lines of the history that are shown; `?all=yes` shows many more. */
const shownMax = 100;
const allMax = 2_000;

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
    return html`<p>${t`No mall gets a level of it. Count it: ops stock set, or ops stock count --from-mall <shop>`}</p>`;
  }
  const { count, moved, sold, reserved, lines } = balance;
  const telling = all ? pieces.history.slice(-allMax) : pieces.history.filter(isTelling).slice(-shownMax);
  const left = pieces.history.length - telling.length;
  const why = [
    [t`counted 棚卸`, count.quantity, t`${jstText(count.at)} by ${count.by}`],
    [t`came in, adjusted 入荷・調整`, signed(moved), ''],
    [t`sold 販売`, signed(0 - sold), counted(lines.sold, 'order line')],
    [t`reserved 未確認の注文`, signed(0 - reserved), t`${counted(lines.reserved, 'order line')} not confirmed yet`],
  ].map(
    ([what, quantity, more]) =>
      html`<tr><th scope="row">${what}</th><td class="right">${quantity}</td><td>${more}</td></tr>`,
  );
  return html`${freeChart(pieces.history, facts.listings, facts.reserved, now)}
<h2>${t`Why`}</h2>${tablePart(t`Why`, [t`why`, { right: t`pieces` }, t`what`], why)}
<h2>${t`History`}</h2>${left === 0 ? nothing : all ? html`<p>${t`${counted(left, 'line')} more, which are older: ops stock show ${pieces.sku} --merchant ${facts.merchant} --all`}</p>` : html`<p><a href="?all=yes">${t`Show ${counted(left, 'line')} more, older or without effect`}</a></p>`}
${cardsPart(
  t`History`,
  [t`when`, t`what`, { right: t`pieces` }, { right: t`free` }],
  telling.toReversed().map((line) => historyRow(line, facts.reserved)),
)}`;
}

function historyRow(line: HistoryLine, reserved: ReadonlySet<string>): Markup {
  const text = lineText(line, reserved);
  const what =
    line.kind === 'claim'
      ? html`<a href="${orderPath(line.claim.shop, line.claim.orderNumber)}">${text}</a>`
      : html`${text}`;
  return html`<tr><td>${jstText(lineMoment(line))}</td><td>${what}</td><td class="right" data-label="${t`pieces`}">${signed(line.counts)}</td><td class="right" data-label="${t`free`}">${line.free ?? '-'}</td></tr>`;
}

const parts = (merchant: string, all: readonly PartExplained[]): Markup =>
  cardsPart(
    t`part`,
    [t`part`, { right: t`needed` }, { right: t`free` }, { right: t`kept back` }, { right: t`enough for` }],
    all.map(
      ({ sku, needed, free, buffer, sets }) =>
        html`<tr><th scope="row"><a href="${skuPath(merchant, sku)}">${sku}</a></th><td class="right" data-label="${t`needed`}">${needed}</td><td class="right" data-label="${t`free`}">${free ?? t`unknown`}</td><td class="right" data-label="${t`kept back`}">${buffer}</td><td class="right" data-label="${t`enough for`}">${sets ?? t`unknown`}</td></tr>`,
    ),
  );

function listings({ listings: all }: SkuFactsShown, pauses: readonly Pause[]): Markup {
  if (all.length === 0) return html`<p>${t`No listing sells it: ops listings import`}</p>`;
  const rows = all.map(({ listing, shown, decidedBy, standing }) => {
    const why = decidedBy ? stepWords()[decidedBy] : shown === null ? '' : t`what is free`;
    const stands = standingSinceText({ shop: listing.shop, standing }, pauses);
    return html`<tr><th scope="row"><a href="${shopPath(listing.shop)}">${listing.shop}</a></th><td>${listing.item}</td><td class="right" data-label="${t`should show`}">${shown ?? '-'}</td><td data-label="${t`because of`}">${why}</td><td data-label="${t`last told`}">${toldText(listing)}</td><td class="text">${stands}</td></tr>`;
  });
  return cardsPart(
    t`What the malls show`,
    [t`shop`, t`item`, { right: t`should show` }, t`because of`, t`last told`, t`how it stands`],
    rows,
  );
}
