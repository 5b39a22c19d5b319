import { html } from 'hono/html';
import { capabilities } from '../../core/model/index.ts';
import { counted, enumerated, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Instance } from '../../ops/frame/instance.ts';
import { catchUpLines, lengthTexts, stageLooks, stageText, titleText } from '../../views/incident/index.ts';
import { mallLooks, mallTile } from '../../views/mall/index.ts';
import {
  type NeedFacts,
  type NowSeen,
  needLook,
  needText,
  outageLines,
  secondsColumns,
} from '../../views/now/index.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { isTroubled, shopPageColumns } from '../../views/shop/index.ts';
import { timeText } from '../../views/words.ts';
import { linked, pageFor } from '../commands.ts';
import { type Seen, waitingIn } from '../live.ts';
import { orderRates } from '../order-rates.ts';
import { asOfPart, failurePart, type Markup, nothing, opsCommand, waitingPart } from '../page.ts';
import { chip, partTable } from '../parts.ts';
import { livePart, liveStream } from '../stream.ts';
import { answer, type View } from '../view.ts';
import { mountRunbook, runbookPath } from './runbook.ts';

/** Shops that are named here: those in trouble, then the furthest behind. */
const shopsShown = 8;

export const now: View = {
  path: '/',
  title: () => t`Now`,
  waits: 'needs',
  mount(app, context) {
    const { live, instance } = context;
    const part = (seen: Seen): Markup => nowPart(seen, instance);
    app.get('/', async (c) => {
      const frame = c.get('frame');
      return answer(c, t`Now`, livePart(frame, '/now/live', part(await live.now())));
    });
    const stream = liveStream(part);
    app.get('/now/live', (c) => stream(c, live));
    mountRunbook(app, context);
  },
};

function nowPart(seen: Seen, instance: Pick<Instance, 'options'>): Markup {
  const { facts, failure } = seen;
  return html`${failurePart(failure)}${waitingPart(waitingIn(seen))}
${
  facts === null
    ? nothing
    : html`${incidentBanners(facts)}
${summary(facts, failure === null)}
${asOfPart(facts.now)}
${actions(facts, instance)}
${tiles(facts)}
${waits(facts)}
${shops(facts)}`
}`;
}

/** One number: what waits for a person. While it cannot be looked at there is none. */
function summary({ facts }: NowSeen, isKnown: boolean): Markup {
  const count = facts.forAPerson.length;
  const look = !isKnown || count > 0 ? 'warn' : 'good';
  const words = !isKnown
    ? t`not known now: the last look failed`
    : count === 0
      ? t`Nothing to do. Anything waiting continues on its own.`
      : count === 1
        ? t`needs your attention`
        : t`need your attention`;
  return html`<section class="summary ${look}" aria-label="${t`What waits for a person`}"><output class="number">${isKnown ? count : '?'}</output> <span>${words}</span></section>`;
}

function incidentBanners({ facts, now: at }: NowSeen): Markup {
  return html`${facts.incidents.map((one) => {
    const lines = [...catchUpLines(one.catchUp, at), ...outageLines(one, facts)];
    return html`<section class="banner ${stageLooks[one.stage]}" aria-label="${t`Outage`}">
<h2><a href="/incidents/${one.incident}">${titleText(one)}</a> ${chip(stageLooks[one.stage], stageText(one))}</h2>
<p>${t`since ${timeText(one.stageSince)}, ${enumerated(lengthTexts(one, at))}`}</p>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
<p><a href="/incidents/${one.incident}#mails">${t`What merchants were sent`}</a> <a href="${runbookPath({ page: 'docs/runbook/mall-down.md' })}">${t`Runbook`}</a></p>
</section>`;
  })}`;
}

function actions({ facts: { forAPerson }, now: at }: NowSeen, instance: Pick<Instance, 'options'>): Markup {
  if (forAPerson.length === 0) return nothing;
  const rows = forAPerson.map((one) => actionRow(one, needText(one, at), needLook(one), instance));
  return html`<section><h2>${t`What to do`}</h2><ul class="actions">${rows}</ul></section>`;
}

/** Each line leads to the page that shows what it is about. */
function actionText({ page }: NeedFacts, what: string, look: string): Markup {
  const ofShops = /^ops (pauses|keys list|shops list)/.test(look) ? '/shops' : undefined;
  const path = page.endsWith('-rejected.md') ? '/orders/rejected' : (pageFor(look)?.path ?? ofShops);
  return path === undefined ? html`<span>${what}</span>` : html`<a href="${path}">${what}</a>`;
}

function actionRow(need: NeedFacts, what: string, look: string, instance: Pick<Instance, 'options'>): Markup {
  const typed = look.startsWith('ops ') ? opsCommand(instance, look.slice(4)) : html`<span>${look}</span>`;
  const runbook = html`<a href="${runbookPath(need)}" aria-label="${t`Runbook: ${what}`}">${t`Runbook`}</a>`;
  return html`<li>${actionText(need, what, look)} <span class="next">${runbook} ${typed}</span></li>`;
}

function tiles({ facts: { malls, maintenances }, now: at }: NowSeen): Markup {
  const rows = [...Map.groupBy(malls, ({ mall }) => mall)].map(([mall, ofMall]) => {
    const cells = capabilities.map((capability) => {
      const one = ofMall.find((each) => each.capability === capability);
      if (one === undefined) return html`<td class="absent">${t`not offered`}</td>`;
      const { kind, text } = mallTile(one, maintenances, at);
      return html`<td>${chip(mallLooks[kind] ?? 'none', text)}</td>`;
    });
    return html`<tr><th scope="row">${mallDesks.of(mall).shortName}</th>${cells}</tr>`;
  });
  return html`<section><h2>${t`Malls`}</h2><div class="scroll" tabindex="0"><table class="tiles">
<thead><tr><td></td>${capabilities.map((capability) => html`<th scope="col">${capabilityWord(capability)}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function waits(seen: NowSeen): Markup {
  if (seen.waits.length === 0) return nothing;
  const { seconds } = seen.facts;
  const malls = [...new Set(seen.facts.malls.map(({ mall }) => mall))];
  const title = t`How fast, within the last hour`;
  const pictures = {
    title: t`orders a minute, twelve hours, without catch-up`,
    cells: malls.map((mall) => orderRates(seen, mall)),
  };
  const rows = malls.map((mall) => [mall, seconds[mall]] as const);
  return html`<section><h2>${title}</h2>${partTable(title, secondsColumns(), rows, null, pictures)}</section>`;
}

/** Where nothing is wrong with any, they are one line, which unfolds. */
function shops({ standings, now: at }: NowSeen): Markup {
  if (standings.length === 0) return html`<p>${linked(t`There is no shop yet. Add one: ops shops add --help`)}</p>`;
  const rows = partTable(t`Shops`, shopPageColumns(at), standings.slice(0, shopsShown));
  const all = html`<p><a href="/shops">${t`All ${standings.length} shops`}</a></p>`;
  return html`<section><h2>${t`Shops`}</h2>${standings.some(isTroubled) ? html`${rows}${all}` : html`<details><summary>${chip('good', t`all ${counted(standings.length, 'shop')} well`)}</summary>${rows}${all}</details>`}</section>`;
}
