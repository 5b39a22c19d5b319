import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Merchant, mailMoment, noticeKinds, type SentMail } from '../../../core/model/index.ts';
import { counted, t } from '../../../language/index.ts';
import { endText } from '../../../ops/mail/mail-history.ts';
import { whyNoMail } from '../../../ops/outages/incidents-show.ts';
import {
  type AuditFacts,
  auditText,
  catchUpLines,
  datedTitle,
  type EventFacts,
  eventText,
  findColumns,
  incidentFacts,
  mailColumns,
  mailWords,
} from '../../../views/incident/index.ts';
import { type Column, label, type Said, table, timeText } from '../../../views/words.ts';
import { asOfPart, failurePart, type Markup, nothing } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { under } from '../../paths.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import { createIncidentLooks, type IncidentLook, type IncidentSeen } from './incident-looks.ts';
import { mountReport } from './merchant-report.ts';
import { mountNotes, noteForms, whyNoForm } from './notes.ts';
import { heading, outPart } from './parts.ts';

export function mountIncident(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, mayChange } = context;
  const { ports } = instance;
  const looks = createIncidentLooks(instance);
  const part = ({ seen, failure }: IncidentLook): Markup =>
    html`${failurePart(failure)}${seen === null ? nothing : livingPart(seen, mayChange)}`;
  const stream = liveStream(part);
  app.get('/incidents/:id', async (c) => {
    const frame = c.get('frame');
    const found = await ports.incidents.get(c.req.param('id'));
    if (found === null) return answer(c, t`Outages`, html`<p>${t`There is no such incident.`}</p>`, 404);
    const merchant = c.req.query('merchant');
    if (merchant !== undefined) return c.redirect(under('incidents', found.id, 'merchants', merchant), 301);
    const look = await looks.of(found.id).take();
    const body = html`${livePart(frame, `/incidents/${found.id}/live`, part(look))}
${mayChange ? noteForms(frame, found) : nothing}
${look.seen === null ? nothing : mailPart(look.seen, await ports.merchants.list())}`;
    return answer(c, datedTitle(incidentFacts(found)), body);
  });
  app.get('/incidents/:id/live', async (c) => {
    const found = await ports.incidents.get(c.req.param('id'));
    return found === null ? c.notFound() : stream(c, looks.of(found.id));
  });
  mountNotes(app, context);
  mountReport(app, context);
}

function livingPart({ now, incident, facts, axis, curve, marks }: IncidentSeen, mayChange: boolean): Markup {
  const { timeline, audits, catchUp, mails } = facts;
  return html`${asOfPart(now)}
${heading(facts, now, catchUpLines(catchUp, now))}
${outPart({ now, facts, axis, marks })}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(curve, axis)}
<h2>${t`Timeline`}</h2><ol class="timeline">${timeline.map(eventItem)}</ol>
<h2>${t`Audits`}</h2>${audits.length === 0 ? html`<p>${label.none()}</p>` : audits.map(auditPart)}
<h2 id="mails">${t`Mails`}</h2>${mails.length === 0 ? html`<p>${whyNoMail(incident, now)}</p>` : partTable(t`Mails`, table(mailColumns(), mails))}
${mayChange ? whyNoForm(incident) : nothing}`;
}

/** A line of the timeline. What people noted for colleagues is on no paper. */
const eventItem = (event: EventFacts): Markup =>
  html`<li${event.by === 'health-probe' ? nothing : html` class="noprint"`}><time>${timeText(event.at)}</time> ${eventText(event)}</li>`;

const auditPart = (audit: AuditFacts): Markup =>
  html`<p>${audit.at === null ? nothing : html`<time>${timeText(audit.at)}</time> `}${auditText(audit)}</p>
${audit.finds.length === 0 ? nothing : html`<details><summary>${counted(audit.finds.length, 'shop')}</summary>${partTable(t`Audits`, table(findColumns(), audit.finds))}</details>`}`;

const openMax = 20;

/** Which merchant was told what, a row each. It stays as it was loaded: what is read would move under the reader. */
function mailPart({ incident: { id }, now, mails }: IncidentSeen, merchants: readonly Merchant[]): Markup {
  const sent = [...Map.groupBy(mails, ({ record }) => record?.merchant ?? '')].filter(([merchant]) => merchant !== '');
  if (sent.length === 0) return nothing;
  const names = new Map(merchants.map(({ id: merchant, name }) => [merchant, name]));
  const kinds = noticeKinds.filter((kind) => mails.some(({ record }) => record?.kind === kind));
  const columns: Column<(typeof sent)[number]>[] = [
    { title: label.merchant(), long: true, of: ([merchant]) => [names.get(merchant) ?? merchant, merchant] },
    {
      title: t`report`,
      of: ([merchant]) => ({ text: t`Report for this merchant`, to: ['incidents', id, 'merchants', merchant] }),
    },
    ...kinds.map((kind) => ({ title: mailWords(kind), of: ([, own]: (typeof sent)[number]) => mailsSaid(own, kind) })),
  ];
  return html`<details class="noprint"${sent.length > openMax ? nothing : html` open`}><summary>${t`What each merchant was sent`} (${counted(sent.length, 'merchant')})</summary>
<p class="asof">${t`The mails as of ${jstText(now)}.`} <a href="/incidents/${id}">${t`Reload`}</a></p>
${partTable(t`What each merchant was sent`, table(columns, sent))}</details>`;
}

const mailsSaid = (mails: readonly SentMail[], kind: string): Said =>
  mails
    .filter(({ record }) => record?.kind === kind)
    .map((mail) => ({
      text: `${jstText(mailMoment(mail.id) ?? 0).slice(5, 16)} ${endText(mail)}`,
      to: ['mails', mail.id],
    }));
