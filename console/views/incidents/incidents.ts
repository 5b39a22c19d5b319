import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Incident, outMs } from '../../../core/model/index.ts';
import { t } from '../../../language/language.ts';
import { cutText, durationText, jstTextOr } from '../../../language/phrases.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import {
  auditText,
  newestIncidents,
  outText,
  stageLooks,
  stageText,
  untilOf,
} from '../../../ops/outages/incident-words.ts';
import { cardsPart, type Markup, nothing, page } from '../../page.ts';
import type { View } from '../../view.ts';
import { mountIncident } from './incident.ts';

const shown = 50;
const shownMax = 1_000;

/** 障害: what happened, when is it over? */
export const incidents: View = {
  path: '/incidents',
  title: () => t`Outages`,
  mount(app, context) {
    const { ports } = context.instance;
    app.get('/incidents', async (c) => {
      const last = Math.min(shownMax, Math.max(1, Number(c.req.query('last')) || shown));
      const read = await newestIncidents(ports, last + 1);
      const found = read.slice(0, last);
      const body =
        found.length === 0
          ? html`<p>${t`There was no incident yet.`}</p>`
          : html`${incidentTable(found, ports.clock.now())}${read.length > last ? html`<p class="pages">${cutText(last, null)} <a href="?last=${2 * last}">${t`Older ones`}</a></p>` : nothing}`;
      return c.html(page(c.get('frame'), t`Outages`, body));
    });
    mountIncident(app, context);
  },
};

const incidentTable = (found: readonly Incident[], now: number): Markup =>
  cardsPart(
    t`Outages`,
    [t`mall`, t`from`, t`until`, { right: t`out for` }, t`what was out`, t`stage`, t`audit`],
    found.map((incident) => incidentRow(incident, now)),
  );

const incidentRow = (incident: Incident, now: number): Markup =>
  html`<tr><th scope="row"><a href="/incidents/${incident.id}">${mallDesks.of(incident.mall).shortName}</a> <small>${incident.id}</small></th>
<td class="id" data-label="${t`from`}">${jstText(incident.openedAt)}</td><td class="id" data-label="${t`until`}">${jstTextOr(untilOf(incident), t`lasts`)}</td><td class="right id" data-label="${t`out for`}">${durationText(outMs(incident, now))}</td>
<td>${outText(incident)}</td><td class="id ${stageLooks[incident.stage.kind]}">${stageText(incident)}</td><td data-label="${t`audit`}">${auditText(incident.audit)}</td></tr>`;
