import { html } from 'hono/html';
import { type EpochMs, hourMs, jstText } from '../../../core/kernel/index.ts';
import { type Capability, capabilities } from '../../../core/model/index.ts';
import { cutText, t } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import type { IncidentFacts } from '../../../views/incident/index.ts';
import { capabilityWord } from '../../../views/pause/index.ts';
import { jstIso } from '../../../views/plain.ts';
import type { Axis } from '../../chart.ts';
import { cardsPart, type Frame, type Markup, marks, nothing } from '../../page.ts';
import { bands } from '../incidents/bands.ts';
import { curvePicture } from '../incidents/catch-up-curve.ts';

export interface PlayedDay {
  /** Of the day that was played, and of the outage in it. */
  readonly begin: EpochMs;
  readonly end: EpochMs;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly greyFrom?: EpochMs;
  /** Functions of 楽天 that were held from `from` to `to` as planned maintenance. */
  readonly planned: readonly string[];
  /** When orders appeared at each mall and were stored here; sorted. */
  readonly orders: readonly {
    readonly mall: string;
    readonly placed: readonly EpochMs[];
    readonly stored: readonly EpochMs[];
  }[];
  readonly healths: readonly {
    readonly at: EpochMs;
    readonly mall: string;
    readonly capability: string;
    /** `down`, `trickle` while it comes back, `suspect`, `healthy`. */
    readonly state: string;
  }[];
  readonly mails: readonly { readonly at: EpochMs; readonly subject: string }[];
  readonly everyMs: number;
  /** A figure for each step of the day. */
  readonly open: readonly number[];
  readonly held: readonly number[];
  readonly behind: readonly number[];
}

const mailsShown = 10;
/** What comes later is quiet: the picture ends there, unless a later moment is looked at. */
const drawnAfterMs = 2.5 * hourMs;
const minutes = (ms: number): number => Math.round(ms / 60_000);

/** The step that `at`, in minutes from the beginning, asks for: the nearest there is, and the beginning of the outage where it asks for none. */
export function stepOf(day: PlayedDay, at: string | undefined): number {
  const asked = at === undefined || at.trim() === '' ? Number.NaN : Number(at) * 60_000;
  const last = Math.floor((day.end - day.begin) / day.everyMs);
  const step = Number.isNaN(asked) ? stepFrom(day, day.from) : Math.round(asked / day.everyMs);
  return Math.min(last, Math.max(0, step));
}

const stepFrom = ({ begin, everyMs }: PlayedDay, moment: EpochMs): number => Math.ceil((moment - begin) / everyMs);

export function dayPart(frame: Frame, path: string, day: PlayedDay, step: number): Markup {
  const { begin, end, everyMs } = day;
  const at = begin + step * everyMs;
  const minutesAt = (one: number): number => minutes(one * everyMs);
  const last = Math.floor((end - begin) / everyMs);
  return html`<form method="get" action="${path}" class="scrub noprint" hx-nonce="${frame.nonce}" hx-get="${path}" hx-trigger="input delay:60ms, submit" hx-target="#moment" hx-select="#moment" hx-swap="outerMorph" hx-sync="this:replace" hx-replace-url="true">
<label for="at">${t`Moment of the day`}</label> <span>${jstText(begin).slice(5, 16)}</span>
<input id="at" type="range" name="at" min="0" max="${minutesAt(last)}" step="${minutes(everyMs)}" value="${minutesAt(step)}" aria-describedby="moment-at"> <span>${jstText(end).slice(5, 16)}</span>
<button>${t`Show`}</button></form>
<nav class="filters" aria-label="${t`Moments of the day`}">${turningPoints(day).map(([one, words]) => html`<a href="${path}?at=${minutesAt(one)}">${jstText(begin + one * everyMs).slice(11, 16)} ${words}</a>`)}</nav>
<div id="moment"><div role="status"><h2 id="moment-at">${jstText(at).slice(0, 16)}</h2></div>
<p>${step === 0 ? nothing : html`<a href="${path}?at=${minutesAt(step - 1)}">${t`5 minutes earlier`}</a> `}${step === last ? nothing : html`<a href="${path}?at=${minutesAt(step + 1)}">${t`5 minutes later`}</a>`}</p>
${momentPart(day, step, at)}</div>`;
}

function turningPoints(day: PlayedDay): (readonly [step: number, words: string])[] {
  const { from, to, greyFrom, healths, mails, planned, begin, end, everyMs } = day;
  const certain = healths.find(({ state, at }) => state === 'down' && at >= from)?.at;
  const mailed = mails.find(({ at }) => at >= from)?.at;
  const point = (at: number | undefined, words: string) =>
    at === undefined ? [] : [[stepFrom(day, at), words] as const];
  const last = Math.floor((end - begin) / everyMs);
  const back = stepFrom(day, to);
  const caughtUp = Array.from({ length: last - back + 1 }, (_, index) => back + index).find((step) =>
    waitingAt(day, begin + step * everyMs).every(({ waiting }) => waiting === 0),
  );
  return [
    ...point(from, planned.length > 0 ? t`the maintenance begins` : t`the mall fails`),
    ...point(certain, t`outage confirmed`),
    ...point(mailed, t`the first mail`),
    ...point(greyFrom, t`some calls are answered`),
    ...point(to, t`all recovered`),
    ...(caughtUp === undefined ? [] : [[caughtUp, t`every order is stored`] as const]),
    [last, t`the end of the day`],
  ];
}

const waitingAt = ({ orders }: PlayedDay, at: EpochMs) =>
  orders.map(({ mall, placed, stored }) => {
    const [there, here] = [upTo(placed, at), upTo(stored, at)];
    return { mall, there, here, waiting: there - here };
  });

const upTo = (moments: readonly EpochMs[], at: EpochMs): number => {
  const next = moments.findIndex((moment) => moment > at);
  return next < 0 ? moments.length : next;
};

function momentPart(day: PlayedDay, step: number, at: EpochMs): Markup {
  const axis = { from: day.begin, to: Math.max(at, Math.min(day.end, day.to + drawnAfterMs)) };
  const broken = [...new Set([...day.healths.map(({ mall }) => mall), ...(day.planned.length > 0 ? ['rms'] : [])])];
  return html`${tiles(day, broken, at)}
<dl class="head"><dt>${t`Requested changes that have not ended`}</dt><dd>${day.open[step] ?? 0}</dd>
<dt>${t`of them held by a pause`}</dt><dd>${day.held[step] ?? 0}</dd>
<dt>${t`Listings that show another level than they should`}</dt><dd>${day.behind[step] ?? 0}</dd></dl>
${cardsPart(
  t`Orders at the mall and here`,
  [t`mall`, { right: t`orders at the mall` }, { right: t`stored here` }, { right: t`not here yet` }],
  waitingAt(day, at).map(
    ({ mall, there, here, waiting }) =>
      html`<tr><th scope="row">${nameOf(mall)}</th><td class="right" data-label="${t`orders at the mall`}">${there}</td><td class="right" data-label="${t`stored here`}">${here}</td><td class="right" data-label="${t`not here yet`}">${waiting}</td></tr>`,
  ),
)}
${broken.map((mall) => {
  const curve = day.orders.find((one) => one.mall === mall) ?? null;
  return html`<h3>${nameOf(mall)}</h3>${bands({ spans: spansOf(day, mall, at) }, stepsBack(day, mall, at), axis, at)}
${curve === null ? nothing : curvePicture(drawn(curve, axis), axis, t`orders at the mall`, at)}`;
})}
${mailPart(day, at)}`;
}

/** What was placed before the day began would lift the whole curve, and what comes later than it shows would flatten it. */
function drawn({ placed, stored }: PlayedDay['orders'][number], axis: Axis) {
  const before = upTo(placed, axis.from);
  return { placed: placed.slice(before, upTo(placed, axis.to)), stored: stored.slice(before) };
}

const nameOf = (mall: string): string => (mallDesks.names.includes(mall) ? mallDesks.of(mall).shortName : mall);

function tiles(day: PlayedDay, malls: readonly string[], at: EpochMs): Markup {
  return html`<div class="scroll" tabindex="0"><table class="tiles"><thead><tr><td></td>${capabilities.map((one) => html`<th scope="col">${capabilityWord(one)}</th>`)}</tr></thead>
<tbody>${malls.map((mall) => html`<tr><th scope="row">${nameOf(mall)}</th>${capabilities.map((one) => tile(stateAt(day, mall, one, at)))}</tr>`)}</tbody></table></div>`;
}

function stateAt(day: PlayedDay, mall: string, capability: Capability, at: EpochMs): string {
  if (isPlanned(day, mall, capability) && day.from <= at && at < day.to) return 'planned';
  const last = day.healths.findLast((one) => one.mall === mall && one.capability === capability && one.at <= at);
  return last?.state ?? 'healthy';
}

const isPlanned = ({ planned }: PlayedDay, mall: string, capability: string): boolean =>
  mall === 'rms' && planned.includes(capability);

function tile(state: string): Markup {
  const [look, words] = stateWords(state);
  return html`<td class="${look}"><span aria-hidden="true">${marks[look]}</span> ${words}</td>`;
}

function stateWords(state: string): [keyof typeof marks, string] {
  switch (state) {
    case 'down':
      return ['bad', t`is out`];
    case 'trickle':
      return ['warn', t`recovering (ramping up)`];
    case 'suspect':
      return ['warn', t`in doubt`];
    case 'planned':
      return ['warn', t`held as planned`];
    default:
      return ['good', t`well`];
  }
}

/** What was out by a moment; what lasted then has no end. */
function spansOf(day: PlayedDay, mall: string, at: EpochMs): IncidentFacts['spans'] {
  return capabilities.flatMap((capability) => {
    const spans: { capability: Capability; from: string; to: string | null }[] = [];
    const until = (moment: EpochMs): string | null => (moment <= at ? jstIso(moment) : null);
    if (isPlanned(day, mall, capability) && day.from <= at)
      spans.push({ capability, from: jstIso(day.from), to: until(day.to) });
    for (const change of day.healths) {
      if (change.mall !== mall || change.capability !== capability || change.at > at) continue;
      const last = spans.at(-1);
      if (change.state === 'down') spans.push({ capability, from: jstIso(change.at), to: null });
      else if (last !== undefined && last.to === null) last.to = jstIso(change.at);
    }
    return spans;
  });
}

/** When a function answered again, under the names of an incident's timeline. */
const stepsBack = ({ healths }: PlayedDay, mall: string, at: EpochMs) =>
  healths.flatMap((one) =>
    one.mall === mall && one.state === 'trickle' && one.at <= at
      ? [{ at: jstIso(one.at), what: `step-${one.capability}`, text: t`recovering (ramping up)` }]
      : [],
  );

/** Lists what merchants were sent until a moment, the same mail to many once, and folds the older ones. */
export function mailPart({ mails }: Pick<PlayedDay, 'mails'>, at: EpochMs): Markup {
  const sent = mails.filter((mail) => mail.at <= at);
  const alike = [...Map.groupBy(sent.toReversed(), ({ subject }) => subject)];
  const list = (some: typeof alike): Markup =>
    html`<ul class="timeline">${some.map(([subject, same]) => html`<li><time>${jstText(same.at(-1)?.at ?? at).slice(5, 16)}</time> <span lang="ja">${subject}</span> × ${same.length}</li>`)}</ul>`;
  const older = alike.slice(mailsShown);
  return html`<h3>${t`Mails so far: ${sent.length}`}</h3>
${alike.length === 0 ? nothing : list(alike.slice(0, mailsShown))}
${older.length === 0 ? nothing : html`<details><summary>${cutText(mailsShown, alike.length)}: ${t`Older ones`}</summary>${list(older)}</details>`}`;
}
