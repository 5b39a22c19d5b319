import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Merchant, mailMoment, type SentMail } from '../../../core/model/index.ts';
import { t } from '../../../language/language.ts';
import { counted } from '../../../language/phrases.ts';
import { endText } from '../../../ops/mail/mail-history.ts';
import type { IncidentFacts } from '../../../ops/outages/incidents-show.ts';
import { type Markup, tablePart } from '../../page.ts';
import { bands, spanTable } from './bands.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import type { IncidentSeen } from './incident-looks.ts';
import { laneOf, mailMarks } from './marks.ts';

/** An outage as one merchant may have it, on paper: their shops, orders and mails, and nothing of others or of what colleagues noted. */
export function merchantReport(
  { facts, axis, curve, marks, mails, shops }: IncidentSeen,
  merchant: Merchant,
  heading: (facts: Pick<IncidentFacts, 'incident' | 'now'>) => Markup,
): Markup {
  const { now, timeline } = facts;
  // What they do not use was not out for them. The figures of the audit are of all shops.
  const affected = facts.incident.affected.filter(({ capability }) => merchant.features.includes(capability));
  const incident = { ...facts.incident, affected };
  if (affected.length === 0) return html`<p>${t`Nothing that ${merchant.name} uses was out.`}</p>`;
  const known = html`${t`Stored here: ${counted(curve.stored.length, 'order')}, placed from ${jstText(axis.from)} to ${jstText(axis.to)}, as the picture shows. The mail of the all-clear counts those of the outage alone.`}`;
  const course = marks.filter(({ kind }) => laneOf(kind) === 'course');
  return html`<p><strong>${t`For ${merchant.name}`}</strong></p>${heading({ incident, now })}
<p class="noprint"><a href="/incidents/${incident.id}">${t`Back to the outage`}</a></p>
${tablePart(
  t`Shops`,
  [t`shop`, t`imported until`],
  shops.map(({ name, cursor }) => html`<tr><th scope="row">${name}</th><td>${jstText(cursor)}</td></tr>`),
)}
<h2>${t`What was out`}</h2>${bands(incident, timeline, axis, now, [...course, ...mailMarks(mails)])}${spanTable(incident, now)}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(curve, axis, known)}
<h2>${t`Mails`}</h2>${mails.length === 0 ? html`<p>${t`No mail was found.`}</p>` : html`<ul class="mails">${mails.map(letterItem)}</ul>`}`;
}

const letterItem = (mail: SentMail): Markup =>
  html`<li><p>${jstText(mailMoment(mail.id) ?? 0)} <strong lang="ja">${mail.record?.subject ?? ''}</strong> (${endText(mail)})</p><pre lang="ja" class="letter">${mail.record?.text ?? ''}</pre></li>`;
