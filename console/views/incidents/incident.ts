import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { type Merchant, mailMoment, noticeKinds, type SentMail } from '../../../core/model/index.ts';
import { counted, enumerated, t } from '../../../language/index.ts';
import { endText } from '../../../ops/mail/mail-history.ts';
import { whyNoMail } from '../../../ops/outages/incidents.ts';
import {
  type AuditFacts,
  auditText,
  catchUpLines,
  datedTitle,
  type EventFacts,
  eventText,
  findColumns,
  type IncidentFacts,
  incidentFacts,
  lengthTexts,
  mailColumns,
  mailWords,
  spanColumns,
  stageLooks,
  stageText,
} from '../../../views/incident/index.ts';
import { type Column, label, type Said, timeText } from '../../../views/words.ts';
import { asOfPart, failurePart, type Markup, nothing, tablePart } from '../../page.ts';
import { chip, partTable } from '../../parts.ts';
import { under } from '../../paths.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { bands } from './bands.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import { createIncidentLooks, type IncidentLook, type IncidentSeen, readSeen } from './incident-looks.ts';
import { laneOf, mailMarks } from './marks.ts';
import { mountNotes, noteForms, whyNoForm } from './notes.ts';
import { createCurveReader } from './read-curve.ts';

function outPart({ now, facts, axis, marks }: Pick<IncidentSeen, 'now' | 'facts' | 'axis' | 'marks'>): Markup {
  const title = t`What was out`;
  const spans = facts.spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return html`<h2>${title}</h2>${bands(facts, facts.timeline, axis, now, marks)}${partTable(title, spanColumns(now), spans)}`;
}

function heading(facts: IncidentFacts, now: EpochMs, lines: readonly string[] = []): Markup {
  const { incident, stage, since, until } = facts;
  return html`<section class="banner ${stageLooks[stage]}">
<p>${chip(stageLooks[stage], stageText(facts))} ${timeText(since)} 〜 ${timeText(until) || label.lasts()} (${enumerated(lengthTexts(facts, now))})</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
</section><p><small>${incident}</small></p>`;
}

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
<h2 id="mails">${t`Mails`}</h2>${mails.length === 0 ? html`<p>${whyNoMail(incident, now)}</p>` : partTable(t`Mails`, mailColumns(), mails)}
${mayChange ? whyNoForm(incident) : nothing}`;
}

/** A line of the timeline. What people noted for colleagues is on no paper. */
const eventItem = (event: EventFacts): Markup =>
  html`<li${event.by === 'health-probe' ? nothing : html` class="noprint"`}><time>${timeText(event.at)}</time> ${eventText(event)}</li>`;

const auditPart = (audit: AuditFacts): Markup =>
  html`<p>${audit.at === null ? nothing : html`<time>${timeText(audit.at)}</time> `}${auditText(audit)}</p>
${audit.finds.length === 0 ? nothing : html`<details><summary>${counted(audit.finds.length, 'shop')}</summary>${partTable(t`Audits`, findColumns(), audit.finds)}</details>`}`;

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
${partTable(t`What each merchant was sent`, columns, sent)}</details>`;
}

const mailsSaid = (mails: readonly SentMail[], kind: string): Said =>
  mails
    .filter(({ record }) => record?.kind === kind)
    .map((mail) => ({
      text: `${jstText(mailMoment(mail.id) ?? 0).slice(5, 16)} ${endText(mail)}`,
      to: ['mails', mail.id],
    }));

/** An outage as one merchant may have it, on paper: their shops, orders and mails, and nothing of others or of what colleagues noted. */
function mountReport(app: Hono<Env>, { instance }: ConsoleContext): void {
  app.get('/incidents/:id/merchants/:merchant', async (c) => {
    const { id, merchant: name } = c.req.param();
    const [found, merchant] = await Promise.all([instance.ports.incidents.get(id), instance.ports.merchants.get(name)]);
    const none = (why: string) => answer(c, t`Outages`, html`<p>${why}</p>`, 404);
    if (found === null) return none(t`There is no such incident.`);
    if (merchant === null) return none(t`There is no such merchant.`);
    const seen = await readSeen(instance, id, createCurveReader(instance), name);
    return answer(c, datedTitle(incidentFacts(found)), merchantReport(seen, merchant));
  });
}

function merchantReport(
  { now, facts: ofAll, axis, curve, marks, mails, shops }: IncidentSeen,
  merchant: Merchant,
): Markup {
  // What they do not use was not out for them. The figures of the audit are of all shops.
  const spans = ofAll.spans.filter(({ capability }) => merchant.features.includes(capability));
  const ends = spans.map(({ to }) => to);
  const facts = { ...ofAll, spans, until: ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null) };
  if (spans.length === 0) return html`<p>${t`Nothing that ${merchant.name} uses was out.`}</p>`;
  const known = html`${t`Stored here: ${counted(curve.stored.length, 'order')}, placed from ${jstText(axis.from)} to ${jstText(axis.to)}, as the picture shows. The mail of the all-clear counts those of the outage alone.`}`;
  const course = marks.filter(({ kind }) => laneOf(kind) === 'course');
  return html`<p><strong>${t`For ${merchant.name}`}</strong></p>${heading(facts, now)}
<p class="noprint"><a href="/incidents/${facts.incident}">${t`Back to the outage`}</a></p>
${tablePart(
  t`Shops`,
  [t`shop`, t`imported until`],
  shops.map(({ name, cursor }) => html`<tr><th scope="row">${name}</th><td>${jstText(cursor)}</td></tr>`),
)}
${outPart({ now, facts, axis, marks: [...course, ...mailMarks(mails)] })}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(curve, axis, known)}
<h2>${t`Mails`}</h2>${mails.length === 0 ? html`<p>${t`No mail was found.`}</p>` : html`<ul class="mails">${mails.map(letterItem)}</ul>`}`;
}

const letterItem = (mail: SentMail): Markup =>
  html`<li><p>${jstText(mailMoment(mail.id) ?? 0)} <strong lang="ja">${mail.record?.subject ?? ''}</strong> (${endText(mail)})</p><pre lang="ja" class="letter">${mail.record?.text ?? ''}</pre></li>`;
