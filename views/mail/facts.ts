import {
  anyList,
  byKind,
  dayMs,
  exactly,
  jstDay,
  object,
  oneOf,
  orNull,
  type Static,
  text,
} from '../../core/kernel/index.ts';
import { type MailReport, mailMoment, type NoticeKind, type SentMail } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';

const ways = ['mail', 'chat'] as const;
const ends = ['delivered', 'bounced', 'complained', 'rejected', 'unknown'] as const satisfies readonly (
  | MailReport['kind']
  | 'unknown'
)[];

/** A mail to a merchant, or a notice in a chat, and what became of it; null where its run died before it was written down. */
export const mailShape = object({
  ...{ mail: text(), sentAt: moment, merchant: orNull(text()), kind: orNull(text<NoticeKind>()) },
  ...{ way: orNull(oneOf(ways)), occasion: orNull(text()), subject: orNull(text()) },
  outcome: orNull(
    byKind({
      accepted: object({ kind: exactly('accepted'), messageId: text() }),
      refused: object({ kind: exactly('refused'), reason: text() }),
    }),
  ),
  /** Masked. */
  addresses: anyList(object({ to: text(), end: oneOf(ends), detail: text(), at: orNull(moment) })),
});
export type MailFacts = Static<typeof mailShape>;

export function mailFacts(mail: SentMail): MailFacts {
  const { id, record } = mail;
  return {
    ...{
      mail: id,
      sentAt: jstIso(mailMoment(id) ?? 0),
      merchant: record?.merchant ?? null,
      kind: record?.kind ?? null,
    },
    way: record === null ? null : (record.way ?? 'mail'),
    ...{ occasion: record?.occasion ?? null, subject: record?.subject ?? null, outcome: record?.outcome ?? null },
    addresses: endsOf(mail).map(({ at, ...end }) => ({ ...end, at: jstIsoOrNull(at) })),
  };
}

interface Wanted {
  readonly merchant: string | undefined;
  readonly days: number;
  readonly last: number;
  readonly before?: string | undefined;
}

/** The newest mails that are wanted, the newest first, and whether there are more of these days. */
export async function newestMails(
  { notices, clock }: Pick<Ports, 'notices' | 'clock'>,
  { merchant, days, last, before }: Wanted,
): Promise<{ readonly mails: readonly SentMail[]; readonly hasMore: boolean }> {
  const found: SentMail[] = [];
  for (let back = 0; back < days && found.length <= last; back++) {
    const ofDay = await notices.sentOn(jstDay(clock.now() - back * dayMs));
    const wanted = ofDay.filter(
      ({ id, record }) =>
        (merchant === undefined || record?.merchant === merchant) && (before === undefined || id < before),
    );
    found.push(...wanted.toReversed());
  }
  return { mails: found.slice(0, last), hasMore: found.length > last };
}

interface AddressEnd {
  readonly to: string;
  readonly end: (typeof ends)[number];
  readonly at: number | null;
  readonly detail: string;
}

/** Two addresses that look the same once masked are told apart only where the same was reported of both. */
export function endsOf({ record, reports }: SentMail): AddressEnd[] {
  const addresses = record?.to ?? [...new Set(reports.map(({ to }) => to))];
  return addresses.map((to) => {
    const of = reports.filter((report) => report.to === to);
    const alike = addresses.filter((other) => other === to).length;
    const isClear = alike === 1 || (of.length >= alike && new Set(of.map(({ kind }) => kind)).size === 1);
    const newest = of.at(-1);
    if (newest === undefined || !isClear) return { to, end: 'unknown', at: null, detail: '' };
    return { to, end: newest.kind, at: newest.at, detail: newest.detail };
  });
}
