import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type EpochMs, jstText, type Words } from '../../../core/kernel/index.ts';
import { t, translated } from '../../../language/index.ts';
import type { Followed } from '../../looks.ts';
import { cardsPart, csrfField, type Frame, type Markup, nothing } from '../../page.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';
import { attempt } from './attempt.ts';
import { dayPart, type PlayedDay, stepOf } from './day.ts';

export interface DaysSeen {
  /** `at` is the time of the day that is played, `share` how much of it is done. */
  readonly playing: { readonly id: string; readonly at: EpochMs | null; readonly share: number } | null;
  readonly ended:
    | null
    | { readonly id: string; readonly kind: 'played' | 'stopped' }
    | { readonly id: string; readonly kind: 'failed'; readonly why: Words };
}

/** Days of the past that are played again, in a time of their own: no mall of this installation sees anything of them. */
export interface PlayedDays extends Followed<DaysSeen> {
  now(): DaysSeen;
  incidents(): Promise<readonly { readonly id: string; readonly title: string }[]>;
  /** Throws in words where there is no such incident, and while a day is played. */
  start(id: string): Promise<void>;
  stop(): void;
  /** A day that was played; null where it was not. */
  day(id: string): PlayedDay | null;
}

const path = '/simulator/days';
const dayPath = (id: string): string => `${path}/${encodeURIComponent(id)}`;

export const daysLink = (): Markup =>
  html`<section><h2>${t`Replayed days`}</h2><p>${t`A day on which a mall was down is played in seconds, and looked at moment by moment.`} <a href="${path}">${t`Replayed days`}</a></p></section>`;

export function mountDays(app: Hono<Env>, context: ConsoleContext, days: PlayedDays): void {
  const changes = changing(context);
  const stream = liveStream(progressPart);
  app.get(path, async (c) => {
    const frame = c.get('frame');
    const incidents = await days.incidents();
    const body = html`<p>${t`Each day is played with the real rules against simulated malls: 20 merchants with 10 SKUs each, in a time of its own. Nothing of this installation takes part.`}</p>
${livePart(frame, `${path}/progress`, progressPart(days.now()))}
${frame.mayChange && days.now().playing !== null ? form(frame, 'stop', html`<button>${t`Stop`}</button>`) : nothing}
${cardsPart(
  t`Replayed days`,
  [t`incident`, t`what happened`, t`replay`],
  incidents.map((incident) => incidentRow(frame, incident, days)),
)}`;
    return answer(c, t`Replayed days`, body);
  });
  app.get(`${path}/progress`, (c) => stream(c, days));
  app.post(`${path}/start`, changes, async (c) => {
    const { id } = await c.req.parseBody();
    const day = typeof id === 'string' ? id : '';
    c.set('deed', `POST ${c.req.path} ${day}`);
    return attempt(c, path, () => days.start(day));
  });
  app.post(`${path}/stop`, changes, (c) => attempt(c, path, days.stop));
  app.get(`${path}/:id`, async (c) => {
    const frame = c.get('frame');
    const id = c.req.param('id');
    const day = days.day(id);
    const back = html`<p><a href="${path}">${t`Replayed days`}</a></p>`;
    if (day === null) {
      return answer(c, t`Replayed days`, html`<p>${t`This day was not played.`}</p>${back}`, 404);
    }
    const title = (await days.incidents()).find((one) => one.id === id)?.title ?? '';
    const body = html`<p>${translated(title)}</p>${dayPart(frame, dayPath(id), day, stepOf(day, c.req.query('at')))}${back}`;
    return answer(c, t`Replay of ${id}`, body);
  });
}

const form = (frame: Frame, doing: 'start' | 'stop', fields: Markup): Markup =>
  html`<form method="post" action="${path}/${doing}" class="filters">${csrfField(frame)}${fields}</form>`;

function incidentRow(
  frame: Frame,
  { id, title }: { readonly id: string; readonly title: string },
  days: PlayedDays,
): Markup {
  const link = days.day(id) === null ? nothing : html`<a href="${dayPath(id)}">${t`Look at ${id}`}</a> `;
  const button = html`<input type="hidden" name="id" value="${id}"><button aria-label="${t`Play`} ${id}">${t`Play`}</button>`;
  return html`<tr><th scope="row">${id}</th><td>${translated(title)}</td><td>${link}${frame.mayChange ? form(frame, 'start', button) : nothing}</td></tr>`;
}

function progressPart({ playing, ended }: DaysSeen): Markup {
  if (playing !== null) {
    const { id, at, share } = playing;
    const percent = Math.floor(share * 100);
    const words = at === null ? t`${id} begins …` : t`${id} is played: ${jstText(at).slice(0, 16)} (${percent} %)`;
    return html`<p class="banner warn" role="status">${words} <progress max="100" value="${percent}" aria-label="${t`Progress`}"></progress></p>`;
  }
  switch (ended?.kind) {
    case undefined:
      return nothing;
    case 'played':
      return html`<p class="banner good" role="status">${t`${ended.id} was played.`} <a href="${dayPath(ended.id)}">${t`Look at ${ended.id}`}</a></p>`;
    case 'stopped':
      return html`<p class="banner warn" role="status">${t`${ended.id} was stopped.`}</p>`;
    case 'failed':
      return html`<p class="banner bad" role="status">${t`${ended.id} was not played: ${translated(ended.why)}`}</p>`;
  }
}
