import { jstText, printable } from '../../core/kernel/index.ts';
import { mailMoment, type SentMail } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, countOf, cutLine, t } from '../../language/index.ts';
import { endsOf, type MailFacts, mailFacts, newestMails } from '../../views/mail/index.ts';
import { merchantMeant, orRefuse, refuse } from '../arguments/meant.ts';
import { optional, required, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/index.ts';

const wideFrom = 130;

const whatIsKnown = `accepted: the mail service took it. delivered: the server of the address took it;
whether it was read is not known. bounced, rejected: it was not delivered.
complained: its reader reported it as spam. For these three see
docs/runbook/mail-bounced.md. unknown: nothing was reported, or not yet.
A name that ends with -chat is a notice in a chat (docs/how-to/chat.md).
Mails are kept for 400 days, with the addresses masked.`;

const mailPlace = required({
  takes: '<mail>',
  help: 'go on where a list ended: only what was sent before this mail',
  read: (typed: string) =>
    mailMoment(typed) === null
      ? { problem: t`got ${JSON.stringify(typed)}, expected the name of a mail, as ops mail list shows it.` }
      : { value: typed },
});

export const mailList = defineCommand({
  name: 'mail list',
  summary: 'Lists the mails to merchants, the newest first, and what became of them',
  help: whatIsKnown,
  examples: [
    ['mail list', 'the last twenty of a week'],
    ['mail list --merchant kado --days 60', 'those to kado, of two months'],
    ['mail list --before 1795820400000-kado-outage-opened', 'the twenty before this one'],
    ['mail list --days 1 --last 1000 --json', 'as one line of JSON'],
  ],
  options: {
    merchant: optional(text('<merchant>', 'only those to this merchant')),
    days: withDefault(wholeNumber('<count>', 'so many days back; each is one query', { from: 1, to: 400 }), '7'),
    last: withDefault(wholeNumber('<count>', 'how many', { from: 1, to: 10_000 }), '20'),
    before: optional(mailPlace),
  },
  async run({ ports, terminal }, { merchant, days, last, before, json }) {
    if (merchant !== undefined) {
      await orRefuse(t`Nothing was listed`, (problems) => merchantMeant(ports, merchant, problems));
    }
    const { mails: found, hasMore } = await newestMails(ports, { merchant, days, last, before });
    if (json) terminal.printJson({ mails: found.map(mailFacts), hasMore });
    else if (found.length > 0) {
      const way = t`--last ${2 * last}, or --before ${found.at(-1)?.id ?? ''}`;
      const page = before === undefined ? 0 : 1;
      terminal.print(...mailTable(found), ...(hasMore ? [cutLine(found.length, null, way, page)] : []));
    } else if (before === undefined) terminal.print(t`No mail was sent in the last ${counted(days, 'day')}.`);
    else terminal.print(t`No mail was sent before it in the last ${counted(days, 'day')}.`);
  },
});

export const mailShow = defineCommand({
  name: 'mail show',
  summary: 'Shows a mail as it was sent: to whom, when, its text, what became of it',
  help: whatIsKnown,
  examples: [
    ['mail show 1795820400000-kado-outage-opened', 'its name stands in ops mail list'],
    ['mail show latest', 'the newest of a week'],
  ],
  arguments: { mail: text('<mail>', 'its name, of ops mail list; or latest') },
  async run({ ports, terminal }, { mail, json }) {
    const found = await mailMeant(ports, mail);
    if (found === null) refuse(t`There is no such mail`, [t`${printable(mail)}: is not in ops mail list.`]);
    if (json) {
      terminal.printJson({ ...mailFacts(found), text: found.record?.text ?? null });
      return;
    }
    const { record } = found;
    terminal.print(
      `${found.id}: ${endText(found)}`,
      ...(record === null
        ? ['', t`Its run died before it was written down: only the reports of the mail service are here.`]
        : ['', t`Sent:     ${jstText(record.at)}`, t`Merchant: ${record.merchant}`, t`About:    ${aboutText(record)}`]),
      '',
      ...tableOf(endsOf(found), ({ to, end, at, detail }) => ({
        recipient: to,
        end: endOfText(found, { end, detail }),
        reported: at === null ? '-' : jstText(at),
      })),
      ...(record === null
        ? []
        : ['', ...[`件名: ${record.subject}`, '', ...record.text.split('\n')].map((line) => printable(line))]),
    );
  },
});

/** What a mail is about, whichever way it went. */
export const aboutText = ({ occasion }: Pick<NonNullable<SentMail['record']>, 'occasion'>): string =>
  occasion.replace(/^chat~/, '');

/** What became of a mail at one recipient; of what a chat takes nobody reports. */
export const endOfText = (mail: SentMail, end: Pick<MailFacts['addresses'][number], 'end' | 'detail'>): string =>
  mail.record?.way === 'chat' ? endText(mail) : detailedEnd(end);

const detailedEnd = ({ end, detail }: Pick<MailFacts['addresses'][number], 'end' | 'detail'>): string =>
  detail === '' ? endWord(end) : `${endWord(end)} (${printable(detail)})`;

async function mailMeant(ports: Pick<Ports, 'notices' | 'clock'>, mail: string): Promise<SentMail | null> {
  if (mail === 'latest') return (await newestMails(ports, { merchant: undefined, days: 7, last: 1 })).mails[0] ?? null;
  return mailMoment(mail) === null ? null : ports.notices.sent(mail);
}

function mailTable(found: readonly SentMail[]): Block[] {
  return tableOf(found, (mail, width) => ({
    mail: mail.id,
    sent: jstText(mailMoment(mail.id) ?? 0).slice(5, 16),
    ...((width === null || width >= wideFrom) && {
      recipient: flexible(mail.record?.to.join(' ') ?? t`unknown`),
      subject: flexible(printable(mail.record?.subject ?? t`unknown`)),
    }),
    end: flexible(endText(mail)),
  }));
}

const endWord = (end: MailFacts['addresses'][number]['end']): string =>
  ({
    delivered: t`delivered`,
    bounced: t`bounced`,
    complained: t`complained`,
    rejected: t`rejected`,
    unknown: t`unknown`,
  })[end];

/** What became of a mail, in a word or two: `delivered`, `bounced (Permanent General)`, `2 delivered, 1 unknown`, `accepted, then unknown`, `refused (MessageRejected)` */
export function endText(mail: SentMail): string {
  const { record } = mail;
  if (record?.outcome.kind === 'refused') return t`refused (${printable(record.outcome.reason)})`;
  // A chat that took a message reports nothing more of it.
  if (record?.way === 'chat') return t`accepted by the chat`;
  const ends = endsOf(mail);
  const kinds = Map.groupBy(ends, ({ end }) => end);
  const [only] = ends;
  if (kinds.size > 1) return [...kinds].map(([end, all]) => countOf(all.length, endWord(end))).join(t`, `);
  if (only === undefined || only.end === 'unknown') return t`accepted, then unknown`;
  return detailedEnd(only);
}
