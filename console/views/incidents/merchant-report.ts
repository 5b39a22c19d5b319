import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Merchant, mailMoment, type SentMail } from '../../../core/model/index.ts';
import { counted, t } from '../../../language/index.ts';
import { endText } from '../../../ops/mail/mail-history.ts';
import { datedTitle, incidentFacts } from '../../../views/incident/index.ts';
import { type Markup, tablePart } from '../../page.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import { type IncidentSeen, readSeen } from './incident-looks.ts';
import { laneOf, mailMarks } from './marks.ts';
import { heading, outPart } from './parts.ts';
import { createCurveReader } from './read-curve.ts';

/** An outage as one merchant may have it, on paper: their shops, orders and mails, and nothing of others or of what colleagues noted. */
export function mountReport(app: Hono<Env>, { instance }: ConsoleContext): void {
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
