import { html } from 'hono/html';
import { jstText } from '../../core/kernel/index.ts';
import { capabilities, outsOf, stretchesOf, type WaitFigures } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { enumerated } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Instance } from '../../ops/frame/instance.ts';
import { catchUpLines } from '../../ops/outages/catch-up.ts';
import { outageLength, outForText, stageLooks, stageSince, stageText } from '../../ops/outages/incident-words.ts';
import { type MallTile, mallStateLooks, mallTiles } from '../../ops/outages/mall-state-words.ts';
import { lagText, stateLook, stateText } from '../../ops/shops/shop-state.ts';
import type { ForAPerson } from '../../ops/status/for-a-person.ts';
import type { ShopStanding } from '../../ops/status/shop-standing.ts';
import type { StatusFacts } from '../../ops/status/status.ts';
import { secondsText } from '../../ops/status/waits-standing.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import type { Seen } from '../live.ts';
import { asOfPart, failurePart, type Markup, marks, nothing, opsCommand, page, tablePart } from '../page.ts';
import { shopPath } from '../paths.ts';
import { livePart, liveStream } from '../stream.ts';
import type { View } from '../view.ts';
import { mountRunbook, runbookPath } from './runbook.ts';

/** Shops that are named here: those in trouble, then the furthest behind. */
const shopsShown = 8;

/** 今: must I act? */
export const now: View = {
  path: '/',
  title: () => t`Now`,
  mount(app, context) {
    const { live, instance } = context;
    const part = (seen: Seen): Markup => nowPart(seen, instance);
    app.get('/', async (c) => {
      const frame = c.get('frame');
      return c.html(page(frame, t`Now`, livePart(frame, '/now/live', part(await live.now()))));
    });
    const stream = liveStream(part);
    app.get('/now/live', (c) => stream(c, live));
    mountRunbook(app, context);
  },
};

/** Everything that changes while one looks at it. */
function nowPart({ facts, failure }: Seen, instance: Pick<Instance, 'options'>): Markup {
  return html`${failurePart(failure)}
${
  facts === null
    ? nothing
    : html`${summary(facts, failure === null)}
${asOfPart(facts.now)}
${incidentBanners(facts)}
${actions(facts.person(), instance)}
${tiles(facts)}
${waits(facts)}
${shops(facts)}`
}`;
}

/** One number: what waits for a person. While it cannot be looked at there is none. */
function summary(facts: StatusFacts, isKnown: boolean): Markup {
  const count = facts.person().length;
  const look = !isKnown || count > 0 ? 'warn' : 'good';
  const words = !isKnown
    ? t`not known now: the last look failed`
    : count === 0
      ? t`nothing to do: what waits goes on by itself`
      : count === 1
        ? t`thing that does not go on by itself`
        : t`things that do not go on by themselves`;
  return html`<section class="summary ${look}" aria-label="${t`What waits for a person`}"><output class="number">${isKnown ? count : '?'}</output> <span>${words}</span></section>`;
}

function incidentBanners({ open, now: at }: StatusFacts): Markup {
  return html`${open.map(({ incident, catchUp }) => {
    const lines = catchUpLines(catchUp, at);
    const { shortName } = mallDesks.of(incident.mall);
    const lasts = outageLength(stageSince(incident), at);
    const spans = stretchesOf(incident.affected.flatMap(outsOf), at).length;
    const since = t`since ${jstText(stageSince(incident))}, for ${lasts}`;
    return html`<section class="banner ${stageLooks[incident.stage.kind]}" aria-label="${t`Outage`}">
<h2><a href="/incidents/${incident.id}">${t`Outage of ${shortName}: ${stageText(incident)}`}</a></h2>
<p>${spans > 1 ? enumerated([since, outForText(incident, at)]) : since}</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
<p><a href="/incidents/${incident.id}#mails">${t`What merchants were sent`}</a></p>
</section>`;
  })}`;
}

function actions(person: readonly ForAPerson[], instance: Pick<Instance, 'options'>): Markup {
  if (person.length === 0) return nothing;
  const rows = person.map((one) => actionRow(one, instance));
  return html`<section><h2>${t`What to do`}</h2><ul class="actions">${rows}</ul></section>`;
}

/** Each line leads from a command, or a page of the runbook, to the page that shows what it is about. */
const pagesOf: readonly (readonly [start: string, path: string])[] = [
  ['docs/runbook/status-rejected.md', '/orders/rejected'],
  ['docs/runbook/stock-rejected.md', '/orders/rejected'],
  ['ops stuck', '/orders/changes'],
  ['ops stock oversold', '/stock'],
  ['ops incidents show ', '/incidents/'],
  ['ops pauses', '/shops'],
  ['ops keys list', '/shops'],
  ['ops shops list', '/shops'],
];

function actionText({ what, look, page }: ForAPerson): Markup {
  const [start, path] = pagesOf.find(([begins]) => page === begins || look.startsWith(begins)) ?? [];
  if (start === undefined || path === undefined) return html`<span>${what}</span>`;
  return html`<a href="${start.endsWith(' ') ? `${path}${look.slice(start.length)}` : path}">${what}</a>`;
}

function actionRow({ what, look, page: file }: ForAPerson, instance: Pick<Instance, 'options'>): Markup {
  const typed = look.startsWith('ops ') ? opsCommand(instance, look.slice(4)) : html`<span>${look}</span>`;
  const runbook = html`<a href="${runbookPath({ page: file })}" aria-label="${t`Runbook: ${what}`}">${t`Runbook`}</a>`;
  return html`<li>${actionText({ what, look, page: file })} <span class="next">${runbook} ${typed}</span></li>`;
}

function tiles({ standing, malls, now: at }: StatusFacts): Markup {
  const all = mallTiles(standing, malls, at);
  const row = (mall: string): Markup =>
    html`<tr><th scope="row">${mallDesks.of(mall).shortName}</th>${capabilities.map((capability) =>
      tile(all.find((one) => one.mall === mall && one.capability === capability)),
    )}</tr>`;
  return html`<section><h2>${t`Malls`}</h2><div class="scroll" tabindex="0"><table class="tiles">
<thead><tr><td></td>${capabilities.map((capability) => html`<th scope="col">${capabilityWord(capability)}</th>`)}</tr></thead>
<tbody>${[...malls.keys()].map(row)}</tbody></table></div></section>`;
}

function tile(one: MallTile | undefined): Markup {
  if (one === undefined) return html`<td class="absent">${t`not offered`}</td>`;
  const look = mallStateLooks[one.kind] ?? 'none';
  return html`<td class="${look}"><span aria-hidden="true">${marks[look]}</span> ${one.text}</td>`;
}

/** How long orders took within the last hour. */
function waits({ waits: all }: StatusFacts): Markup {
  if (all.length === 0) return nothing;
  const cell = (figures: WaitFigures | null): Markup =>
    figures === null
      ? html`<td class="right">–</td>`
      : html`<td class="right">${secondsText(figures.p50Ms)} <small>${t`(99 %: ${secondsText(figures.p99Ms)}; ${figures.count})`}</small></td>`;
  const rows = all.map(
    ({ mall, stored, called }) =>
      html`<tr><th scope="row">${mallDesks.of(mall).shortName}</th>${cell(stored)}${cell(called)}</tr>`,
  );
  const columns = [t`mall`, { right: t`shown → stored` }, { right: t`stock moved → level set` }];
  const title = t`How fast, within the last hour`;
  return html`<section><h2>${title}</h2>${tablePart(title, columns, rows)}</section>`;
}

function shops({ standings }: StatusFacts): Markup {
  if (standings.length === 0) return html`<p>${t`There is no shop yet. Add one: ops shops add --help`}</p>`;
  const rows = standings.slice(0, shopsShown).map(shopRow);
  return html`<section><h2>${t`Shops`}</h2>${tablePart(t`Shops`, [t`shop`, t`state`, { right: t`lag` }], rows)}
<p><a href="/shops">${t`All ${standings.length} shops`}</a></p></section>`;
}

function shopRow({ shop, state }: ShopStanding): Markup {
  return html`<tr><th scope="row"><a href="${shopPath(shop.key)}">${shop.name}</a> <small>${shop.key}</small></th>
<td class="${stateLook(state) ?? 'none'}">${stateText(state)}</td><td class="right">${lagText(state)}</td></tr>`;
}
