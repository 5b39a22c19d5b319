import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Incident, type IncidentEvent, type SentMail, whyUnnoticed } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted, enumerated, jstTextOr } from '../../../language/phrases.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import type { IncidentAudit } from '../../../ops/import/shop-finds.ts';
import { catchUpLines } from '../../../ops/outages/catch-up.ts';
import { outageLength, outForText, stageLooks, stageText, untilOf } from '../../../ops/outages/incident-words.ts';
import { auditSummary, type IncidentFacts } from '../../../ops/outages/incidents-show.ts';
import { asOfPart, failurePart, type Markup, nothing, page } from '../../page.ts';
import { livePart, liveStream } from '../../stream.ts';
import type { ConsoleContext, Env } from '../../view.ts';
import { mailItem } from '../mails.ts';
import { bands, spanTable } from './bands.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import { createIncidentLooks, type IncidentLook, type IncidentSeen, readSeen } from './incident-looks.ts';
import { mailWords } from './marks.ts';
import { merchantReport } from './merchant-report.ts';
import { mountNotes, noteForms, whyNoForm } from './notes.ts';
import { createCurveReader } from './read-curve.ts';

/** One outage, at an address that stays: live while it lasts, and a report on paper. */
export function mountIncident(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, mayChange } = context;
  const { ports } = instance;
  const looks = createIncidentLooks(instance);
  const part = ({ seen, failure }: IncidentLook): Markup =>
    html`${failurePart(failure)}${seen === null ? nothing : livingPart(seen, mayChange)}`;
  const stream = liveStream(part);
  app.get('/incidents/:id', async (c) => {
    const frame = c.get('frame');
    const none = (why: string) => c.html(page(frame, t`Outages`, html`<p>${why}</p>`), 404);
    const found = await ports.incidents.get(c.req.param('id'));
    if (found === null) return none(t`There is no such incident.`);
    const title = titleOf(found);
    const id = c.req.query('merchant');
    if (id !== undefined) {
      const merchant = await ports.merchants.get(id);
      if (merchant === null) return none(t`There is no such merchant.`);
      const seen = await readSeen(instance, found.id, createCurveReader(instance), id);
      return c.html(page(frame, title, merchantReport(seen, merchant, heading)));
    }
    const look = await looks.of(found.id).take();
    const body = html`${livePart(frame, `/incidents/${found.id}/live`, part(look))}
${look.seen === null ? nothing : mailPart(look.seen)}
${mayChange ? noteForms(frame, found) : nothing}`;
    return c.html(page(frame, title, body));
  });
  app.get('/incidents/:id/live', async (c) => {
    const found = await ports.incidents.get(c.req.param('id'));
    return found === null ? c.notFound() : stream(c, looks.of(found.id));
  });
  mountNotes(app, context);
}

/** What stays the same while it lasts. */
const titleOf = ({ mall, openedAt }: Incident): string =>
  t`Outage of ${mallDesks.of(mall).shortName}, ${jstText(openedAt).slice(0, 16)}`;

/** Everything that changes while one looks at it. */
function livingPart({ facts, axis, curve, marks }: IncidentSeen, mayChange: boolean): Markup {
  const { incident, now, timeline, audits, parts } = facts;
  return html`${asOfPart(now)}
${heading(facts, catchUpLines(parts, now))}
<h2>${t`What was out`}</h2>${bands(incident, timeline, axis, now, marks)}${spanTable(incident, now)}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(curve, axis)}
<h2>${t`Timeline`}</h2><ol class="timeline">${timeline.map(eventItem)}</ol>
<h2>${t`Audits`}</h2>${audits.length === 0 ? html`<p>${t`none`}</p>` : html`<ul>${audits.map(auditItem)}</ul>`}
<h2 id="mails">${t`Mails`}</h2>${mailCounts(facts)}
${mayChange ? whyNoForm(incident) : nothing}`;
}

function heading({ incident, now }: Pick<IncidentFacts, 'incident' | 'now'>, lines: readonly string[] = []): Markup {
  const until = untilOf(incident);
  const length = outageLength(incident.openedAt, until ?? now);
  const lasts = until === null ? t`lasts for ${length}` : t`${length} long`;
  return html`<section class="banner ${stageLooks[incident.stage.kind]}">
<p><strong>${stageText(incident)}</strong>: ${jstText(incident.openedAt)} 〜 ${jstTextOr(until, t`lasts`)} (${enumerated([lasts, outForText(incident, now)])})</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
</section><p><small>${incident.id}</small></p>`;
}

/** A line of the timeline. What people noted for colleagues is on no paper. */
const eventItem = ({ at, text, words, by }: IncidentEvent): Markup =>
  by === 'health-probe'
    ? html`<li><time>${jstText(at)}</time> ${translated(words ?? text)}</li>`
    : html`<li class="noprint"><time>${jstText(at)}</time> <strong>${by}</strong>: ${translated(words ?? text)}</li>`;

const auditItem = (audit: IncidentAudit): Markup =>
  html`<li>${audit.at === null ? nothing : html`<time>${jstText(audit.at)}</time> `}${auditSummary(audit)}${audit.finds.length === 0 ? nothing : html` (${counted(audit.finds.length, 'shop')})`}</li>`;

function mailCounts({ incident, now, mails }: IncidentFacts): Markup {
  if (mails.length === 0) {
    const why = whyUnnoticed(incident, now);
    return html`<p>${t`No mail was sent. ${why === null ? t`No merchant with a contact uses what was out.` : translated(why)}`}</p>`;
  }
  return html`<ul>${mails.map(({ kind, sent, refused, left }) => html`<li>${t`${mailWords(kind)}: ${sent} sent, ${refused} refused, ${left} to go`}</li>`)}</ul>`;
}

/** The mails with their texts, merchant by merchant. They stay as they were loaded: one that is read would close under the reader. */
function mailPart({ facts: { incident, now }, mails }: IncidentSeen): Markup {
  if (mails.length === 0) return nothing;
  const known = mails.filter(({ record }) => record !== null);
  const ofMerchant = ([merchant, sent]: readonly [string, readonly SentMail[]]): Markup =>
    html`<h3>${merchant} <small><a href="/incidents/${incident.id}?merchant=${encodeURIComponent(merchant)}">${t`Report for this merchant`}</a></small></h3>
<ul class="mails">${sent.map(mailItem)}</ul>`;
  return html`<section class="noprint"><p class="asof">${t`The mails as of ${jstText(now)}.`} <a href="/incidents/${incident.id}">${t`Load them again`}</a></p>
${[...Map.groupBy(known, ({ record }) => record?.merchant ?? '')].map(ofMerchant)}</section>`;
}
