import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Ports } from '../../../core/ports/index.ts';
import { counted, t } from '../../../language/index.ts';
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
import { label, table, timeText } from '../../../views/words.ts';
import { linked } from '../../commands.ts';
import { type Markup, nothing } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { answer, type Env } from '../../view.ts';
import { freeChart } from './free-chart.ts';

/** Lines of the history that are shown; `?all=yes` shows many more. */
const shownMax = 100;
const allMax = 2_000;

export function mountSku(app: Hono<Env>, ports: Ports): void {
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
        : partTable(t`What the malls show`, table(skuListingColumns(), listings));
    const body = html`<p class="asof">${label.merchant()}: ${merchant}</p>
<p class="summary ${lookOf(facts)}"><output class="number">${free ?? '?'}</output> <span>${free === null ? t`not counted` : label.free()}${oversold}</span></p>
${parts === null ? own(facts, ports.clock.now(), c.req.query('all') === 'yes') : partTable(t`Parts of the set`, table(partColumns(facts), parts))}
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
<h2>${t`Why`}</h2>${partTable(t`Why`, table(summandColumns(), summands(facts)))}
<h2>${t`History`}</h2>${telling.length === history.length ? nothing : more}
${partTable(t`History`, table(lineColumns(), telling.toReversed()))}`;
}
