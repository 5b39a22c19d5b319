import { html } from 'hono/html';
import { jstText } from '../../core/kernel/index.ts';
import { mailMoment, type SentMail } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { cutText, jstTextOr, t } from '../../language/index.ts';
import { aboutText, endOfText, endText } from '../../ops/mail/mail-history.ts';
import { endsOf, newestMails } from '../../views/mail/index.ts';
import { jstIso } from '../../views/plain.ts';
import { cardsPart, type Markup, nothing } from '../page.ts';
import { agoPart } from '../parts.ts';
import { answer, type View } from '../view.ts';

const shown = 200;
const daysMax = 60;

export const mails: View = {
  path: '/mails',
  title: () => t`Mails`,
  mount(app, { instance: { ports } }) {
    app.get('/mails', async (c) => {
      const merchant = c.req.query('merchant')?.trim() ?? '';
      const days = Math.min(daysMax, Math.max(1, Number(c.req.query('days')) || 7));
      const before = c.req.query('before');
      const { mails: found, hasMore } = await newestMails(ports, {
        merchant: merchant === '' ? undefined : merchant,
        ...{ days, last: shown },
        ...(before !== undefined && { before }),
      });
      const body = html`<form method="get" action="/mails" role="search" class="filters">
<label>${t`Merchant`} <input name="merchant" value="${merchant}"></label>
<label>${t`Days back`} <input name="days" type="number" min="1" max="${daysMax}" value="${days}"></label><button>${t`Show`}</button></form>
${found.length === 0 ? html`<p>${t`No mail was found.`}</p>` : mailTable(found)}
${hasMore ? nextPart(found, { merchant, days: String(days) }) : nothing}`;
      return answer(c, t`Mails`, body);
    });
    app.get('/mails/:id', async (c) => {
      const id = c.req.param('id');
      const found = mailMoment(id) === null ? null : await ports.notices.sent(id);
      if (found === null) return answer(c, t`Mails`, html`<p>${t`There is no such mail`}</p>`, 404);
      return answer(c, found.record?.subject ?? t`Mails`, wholeMail(found));
    });
  },
};

/** The mails of these days that are about an incident, the oldest first. */
export async function mailsOfOccasion(
  notices: Ports['notices'],
  days: readonly string[],
  incident: string,
): Promise<SentMail[]> {
  const all = (await Promise.all(days.map((day) => notices.sentOn(day)))).flat();
  return all.filter(({ record }) => record?.occasion === incident || record?.occasion.startsWith(`${incident}~`));
}

const nextPart = (found: readonly SentMail[], query: Readonly<Record<string, string>>): Markup =>
  html`<p class="pages">${cutText(found.length, null)} <a href="/mails?${new URLSearchParams({ ...query, before: found.at(-1)?.id ?? '' })}">${t`Older ones`}</a></p>`;

const momentOf = ({ id }: SentMail): string => jstText(mailMoment(id) ?? 0);

const mailTable = (found: readonly SentMail[]): Markup =>
  cardsPart(
    t`Mails`,
    [t`sent`, t`merchant`, t`subject`, t`what became of it`],
    found.map(
      (mail) =>
        html`<tr><td data-label="${t`sent`}">${agoPart(jstIso(mailMoment(mail.id) ?? 0), momentOf(mail))}</td><td>${mail.record?.merchant ?? ''}</td><th scope="row"><a href="/mails/${encodeURIComponent(mail.id)}">${mail.record?.subject ?? t`unknown`}</a></th><td class="${isBad(mail) ? 'bad' : 'none'}">${endText(mail)}</td></tr>`,
    ),
  );

const isBad = (mail: SentMail): boolean =>
  mail.record?.outcome.kind === 'refused' || endsOf(mail).some(({ end }) => end !== 'delivered' && end !== 'unknown');

function wholeMail(mail: SentMail): Markup {
  const { record } = mail;
  const ends = endsOf(mail).map(
    ({ to, at, ...end }) =>
      html`<tr><th scope="row">${to}</th><td>${endOfText(mail, end)}</td><td data-label="${t`reported`}">${jstTextOr(at, '-')}</td></tr>`,
  );
  return html`<dl class="head"><dt>${t`sent`}</dt><dd>${momentOf(mail)}</dd><dt>${t`merchant`}</dt><dd>${record?.merchant ?? t`unknown`}</dd>
<dt>${t`about`}</dt><dd>${record === null ? t`unknown` : aboutText(record)}</dd><dt>${t`what became of it`}</dt><dd>${endText(mail)}</dd></dl>
${cardsPart(t`what became of it`, [t`recipient`, t`end`, t`reported`], ends)}
${record === null ? html`<p>${t`Its run died before it was written down: only the reports of the mail service are here.`}</p>` : html`<pre lang="ja" class="letter">${record.text}</pre>`}`;
}
