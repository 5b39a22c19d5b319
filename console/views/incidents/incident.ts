import type { Hono } from 'hono';
import { html } from 'hono/html';
import { dayMs, jstDay, jstText } from '../../../core/kernel/index.ts';
import { type Incident, type IncidentEvent, outMs, whyUnnoticed } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import type { IncidentAudit } from '../../../ops/import/shop-finds.ts';
import { t, translated } from '../../../ops/language/language.ts';
import { catchUpLines } from '../../../ops/outages/catch-up.ts';
import { stageLooks, stageText, untilOf } from '../../../ops/outages/incident-words.ts';
import { auditSummary, type IncidentFacts, readIncident } from '../../../ops/outages/incidents-show.ts';
import { capabilityWord } from '../../../ops/outages/pause-words.ts';
import { counted, durationText, jstTextOr } from '../../../ops/terminal/text.ts';
import { type Markup, nothing, page, tablePart } from '../../page.ts';
import type { ConsoleContext, Env } from '../../view.ts';
import { mailItem, mailsOfOccasion } from '../mails.ts';
import { axisOf, bands } from './bands.ts';
import { catchUpCurve, readCurve } from './catch-up-curve.ts';
import { mountNotes, noteForms, whyNoForm } from './notes.ts';

/** One outage, at an address that stays: a report, on screen and on paper. */
export function mountIncident(app: Hono<Env>, context: ConsoleContext): void {
  const { instance } = context;
  const { ports } = instance;
  app.get('/incidents/:id', async (c) => {
    const frame = c.get('frame');
    const found = await ports.incidents.get(c.req.param('id'));
    if (found === null) return c.html(page(frame, t`Outages`, html`<p>${t`There is no such incident.`}</p>`), 404);
    const facts = await readIncident(ports, found);
    const { incident, now, timeline, audits } = facts;
    const axis = axisOf(incident, now);
    const [curve, mails] = await Promise.all([readCurve(instance, incident, axis), mailsOf(ports, incident, now)]);
    const title = t`Outage of ${mallDesks.of(incident.mall).shortName}: ${stageText(incident)}`;
    const body = html`${heading(facts)}
<h2>${t`What was out`}</h2>${bands(incident, timeline, axis, now)}${spanTable(incident, now)}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(curve, axis)}
<h2>${t`Timeline`}</h2><ol class="timeline">${timeline.map(eventItem)}</ol>
<h2>${t`Audits`}</h2>${audits.length === 0 ? html`<p>${t`none`}</p>` : html`<ul>${audits.map(auditItem)}</ul>`}
<h2 id="mails">${t`Mails`}</h2>${mailPart(facts, mails)}
${frame.mayChange ? html`${whyNoForm(incident)}${noteForms(frame, incident)}` : nothing}`;
    return c.html(page(frame, title, body));
  });
  mountNotes(app, context);
}

function heading({ incident, now, parts }: IncidentFacts): Markup {
  const until = untilOf(incident);
  const length = durationText((until ?? now) - incident.openedAt);
  const lines = catchUpLines(parts, now);
  return html`<section class="banner ${stageLooks[incident.stage.kind]}">
<p><strong>${jstText(incident.openedAt)} 〜 ${jstTextOr(until, t`lasts`)}</strong> (${until === null ? t`lasts for ${length}` : t`${length} long`}, ${t`out for ${durationText(outMs(incident, now))} of it`})</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
</section><p><small>${incident.id}</small></p>`;
}

function spanTable({ affected }: Incident, now: number): Markup {
  const rows = affected
    .toSorted((a, b) => a.from - b.from)
    .map(
      ({ capability, from, to }) =>
        html`<tr><th scope="row">${capabilityWord(capability)}</th><td>${jstText(from)}</td><td>${jstTextOr(to, t`lasts`)}</td><td class="right">${durationText((to ?? now) - from)}</td></tr>`,
    );
  return tablePart(t`What was out`, [t`what was out`, t`from`, t`to`, { right: t`for` }], rows);
}

const eventItem = ({ at, text, words, by }: IncidentEvent): Markup =>
  html`<li><time>${jstText(at)}</time> ${by === 'health-probe' ? nothing : html`<strong>${by}</strong>: `}${translated(words ?? text)}</li>`;

const auditItem = (audit: IncidentAudit): Markup =>
  html`<li>${auditSummary(audit)}${audit.finds.length === 0 ? nothing : html` (${counted(audit.finds.length, 'shop')})`}</li>`;

/** The mails of an incident: from its beginning to two days after its end. */
async function mailsOf({ notices }: Pick<Ports, 'notices'>, { id, openedAt, stage }: Incident, now: number) {
  const end = Math.min(now, stage.kind === 'closed' ? stage.at + 2 * dayMs : now);
  const days = new Set<string>();
  for (let at = openedAt; at <= end; at += dayMs / 2) days.add(jstDay(at));
  days.add(jstDay(end));
  return mailsOfOccasion(notices, [...days], id);
}

function mailPart({ incident, now, mails: counts }: IncidentFacts, mails: Awaited<ReturnType<typeof mailsOf>>): Markup {
  if (counts.length === 0) {
    const why = whyUnnoticed(incident, now);
    return html`<p>${t`No mail was sent. ${why === null ? t`No merchant with a contact uses what was out.` : translated(why)}`}</p>`;
  }
  const names: Readonly<Record<string, string>> = {
    'outage-opened': t`that it has begun`,
    'outage-interim': t`a word in between`,
    'outage-all-clear': t`that it is over`,
    'outage-correction': t`what the audit a day later found`,
  };
  return html`<ul>${counts.map(({ kind, sent, refused, left }) => html`<li>${t`${names[kind] ?? kind}: ${sent} sent, ${refused} refused, ${left} to go`}</li>`)}</ul>
${mails.length === 0 ? nothing : html`<ul class="mails">${mails.map(mailItem)}</ul>`}`;
}
