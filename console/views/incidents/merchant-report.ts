import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { type Merchant, mailMoment, type SentMail } from '../../../core/model/index.ts';
import { t } from '../../../ops/language/language.ts';
import { endText } from '../../../ops/mail/mail-history.ts';
import { asOfPart, type Markup, tablePart } from '../../page.ts';
import { bands, spanTable } from './bands.ts';
import { catchUpCurve } from './catch-up-curve.ts';
import type { IncidentSeen } from './incident-looks.ts';
import { laneOf, mailMarks } from './marks.ts';

/** An outage as one merchant may have it, on paper: their shops, orders and mails, and nothing of others or of what colleagues noted. */
export function merchantReport(
  { facts: { incident, now }, axis, curve, marks, mails, shops }: IncidentSeen,
  merchant: Merchant,
  heading: Markup,
): Markup {
  // The figures of the audit are of all shops.
  const own = { ...curve, audit: null };
  const course = marks.filter(({ kind }) => laneOf(kind) === 'course');
  return html`<p><strong>${t`For ${merchant.name}`}</strong></p>${asOfPart(now)}${heading}
<p class="noprint"><a href="/incidents/${incident.id}">${t`Back to the outage`}</a></p>
${tablePart(
  t`Shops`,
  [t`shop`, t`imported until`],
  shops.map(({ name, cursor }) => html`<tr><th scope="row">${name}</th><td>${jstText(cursor)}</td></tr>`),
)}
<h2>${t`What was out`}</h2>${bands(incident, [], axis, now, [...course, ...mailMarks(mails)])}${spanTable(incident, now)}
<h2>${t`Orders at the mall and here`}</h2>${catchUpCurve(own, axis)}
<h2>${t`Mails`}</h2>${mails.length === 0 ? html`<p>${t`No mail was found.`}</p>` : html`<ul class="mails">${mails.map(letterItem)}</ul>`}`;
}

const letterItem = (mail: SentMail): Markup =>
  html`<li><p>${jstText(mailMoment(mail.id) ?? 0)} <strong lang="ja">${mail.record?.subject ?? ''}</strong> (${endText(mail)})</p><pre lang="ja" class="letter">${mail.record?.text ?? ''}</pre></li>`;
