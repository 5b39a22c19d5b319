import { html } from 'hono/html';
import { t } from '../../../language/index.ts';
import { nothing } from '../../page.ts';
import { answer, changing, type View } from '../../view.ts';
import { attempt } from './attempt.ts';
import { daysLink, mountDays, type PlayedDays } from './days.ts';
import { actAt, mallPart, type PlayedMall } from './malls.ts';
import { mountTour, type PlayedTour, tourPart } from './tour.ts';

export interface Played {
  readonly malls: readonly PlayedMall[];
  /** Null where fewer than two malls are played. */
  readonly tour: PlayedTour | null;
  readonly days: PlayedDays;
}

/** What `npm start` plays: break and mend each mall, sell, edit, cancel, take the tour, play a day, and watch in the other views what comes of it. */
export function simulatorView({ malls, tour, days }: Played): View {
  return {
    path: '/simulator',
    title: () => t`Simulator`,
    mount(app, context) {
      app.get('/simulator', (c) => {
        const frame = c.get('frame');
        const body = html`<p>${t`These malls are simulated. What you do here happens at the mall; the other pages show what comes of it.`}</p>
${tour === null ? nothing : tourPart(frame, tour)}${daysLink()}${malls.map((mall) => mallPart(frame, mall))}`;
        return answer(c, t`Simulator`, body);
      });
      if (tour !== null) mountTour(app, context, tour);
      mountDays(app, context, days);
      app.post('/simulator/:mall/:doing', changing(context), async (c) => {
        const mall = malls.find(({ name }) => name === c.req.param('mall'));
        if (mall === undefined) return c.notFound();
        const form = await c.req.parseBody();
        const field = (name: string): string => (typeof form[name] === 'string' ? form[name] : '');
        c.set(
          'deed',
          [`POST ${c.req.path}`, ...['fault', 'only', 'id', 'shop', 'order', 'count'].map(field)]
            .filter((part) => part !== '')
            .join(' '),
        );
        return attempt(c, '/simulator', () => actAt(mall, c.req.param('doing'), field));
      });
    },
  };
}
