import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type EpochMs, jstText, type Words } from '../../../core/kernel/index.ts';
import { t, translated } from '../../../language/index.ts';
import type { Followed } from '../../looks.ts';
import { csrfField, type Frame, type Markup, nothing } from '../../page.ts';
import { livePart, liveStream } from '../../stream.ts';
import { type ConsoleContext, changing, type Env } from '../../view.ts';
import { attempt } from './attempt.ts';

interface TourStep {
  readonly at: EpochMs;
  readonly words: Words;
  readonly look: string;
}

export interface TourSeen {
  readonly state:
    | { readonly kind: 'ready' | 'running' | 'over' | 'stopped' }
    | { readonly kind: 'failed'; readonly why: Words };
  readonly steps: readonly TourStep[];
}

export interface PlayedTour extends Followed<TourSeen> {
  readonly mall: string;
  now(): TourSeen;
  /** Throws in words while it runs, and while its mall is broken already. */
  start(): void;
  stop(): void;
}

export function mountTour(app: Hono<Env>, context: ConsoleContext, tour: PlayedTour): void {
  const changes = changing(context);
  const stream = liveStream(storyPart);
  app.get('/simulator/tour', (c) => stream(c, tour));
  app.post('/simulator/tour/start', changes, (c) => attempt(c, '/simulator', tour.start));
  app.post('/simulator/tour/stop', changes, (c) => attempt(c, '/simulator', tour.stop));
}

export function tourPart(frame: Frame, tour: PlayedTour): Markup {
  const isRunning = tour.now().state.kind === 'running';
  const [doing, words] = isRunning ? ['stop', t`Stop the tour`] : ['start', t`Start the tour`];
  return html`<section><h2>${t`Tour`}</h2>
<p>${t`An outage of ${tour.mall}, from the first failure to the all-clear, in some minutes: each step says what happens and where to look.`}</p>
${livePart(frame, '/simulator/tour', storyPart(tour.now()))}
${frame.mayChange ? html`<form method="post" action="/simulator/tour/${doing}" class="filters">${csrfField(frame)}<button>${words}</button></form>` : nothing}</section>`;
}

function storyPart({ state, steps }: TourSeen): Markup {
  return html`${stateLine(state)}${steps.length === 0 ? nothing : html`<ol class="timeline">${steps.map(stepItem)}</ol>`}`;
}

function stateLine(state: TourSeen['state']): Markup {
  const again = html`<a href="/simulator">${t`Once more`}</a>`;
  switch (state.kind) {
    case 'ready':
      return nothing;
    case 'running':
      return html`<p class="warn" role="status">${t`The tour runs.`}</p>`;
    case 'over':
      return html`<p class="good" role="status">${t`The tour is over.`} ${again}</p>`;
    case 'stopped':
      return html`<p role="status">${t`The tour was stopped, and the mall mended.`} ${again}</p>`;
    case 'failed':
      return html`<p class="bad" role="status">${translated(state.why)} ${again}</p>`;
  }
}

const stepItem = ({ at, words, look }: TourStep): Markup =>
  html`<li><time>${jstText(at).slice(11)}</time> ${translated(words)} <a href="${look}">${titles()[look.split('/')[1] ?? ''] ?? t`Now`}</a></li>`;

const titles = (): Readonly<Record<string, string>> => ({
  ...{ incidents: t`Outages`, mails: t`Mails`, orders: t`Orders`, stock: t`Stock` },
});
