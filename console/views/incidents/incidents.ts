import { html } from 'hono/html';
import { cutText, t } from '../../../language/index.ts';
import { incidentColumns, incidentFacts, newestIncidents } from '../../../views/incident/index.ts';
import { nothing } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { answer, type View } from '../../view.ts';
import { mountIncident } from './incident.ts';

const shown = 50;
const shownMax = 1_000;

export const incidents: View = {
  path: '/incidents',
  title: () => t`Outages`,
  waits: 'outages',
  mount(app, context) {
    const { ports } = context.instance;
    app.get('/incidents', async (c) => {
      const last = Math.min(shownMax, Math.max(1, Number(c.req.query('last')) || shown));
      const read = await newestIncidents(ports, last + 1);
      const columns = incidentColumns(ports.clock.now());
      const found = read.slice(0, last).map(incidentFacts);
      const more = html`<p class="pages">${cutText(last, null)} <a href="?last=${2 * last}">${t`Older ones`}</a></p>`;
      const body =
        read.length === 0
          ? html`<p>${t`There was no incident yet.`}</p>`
          : html`${partTable(t`Outages`, columns, found)}${read.length > last ? more : nothing}`;
      return answer(c, t`Outages`, body);
    });
    mountIncident(app, context);
  },
};
