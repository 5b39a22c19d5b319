import { type MailReport, mailMoment, maskedContact } from '../../core/model/index.ts';

/** What SES reported of one mail. */
export interface MailEvent {
  /** Of the mail (`MailRecord`); null for one that has none, such as a mail that an earlier release sent. */
  readonly id: string | null;
  readonly reports: readonly MailReport[];
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-eventbridge-examples.html, by `detail-type` */
const kinds: Readonly<Record<string, MailReport['kind']>> = {
  'Email Delivered': 'delivered',
  'Email Bounced': 'bounced',
  'Email Complaint Received': 'complained',
  'Email Rejected': 'rejected',
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event of SES (the record that it publishes is `detail`); null for an event of another source. Addresses leave this function
 * masked.
 */
export function mailEventOf(event: unknown): MailEvent | null {
  const { source, 'detail-type': type, time, detail } = fieldsOf(event);
  if (source !== 'aws.ses') return null;
  const kind = kinds[textOf(type)];
  const at = Date.parse(textOf(time));
  const { mail, delivery, bounce, complaint, reject } = fieldsOf(detail);
  const { tags, destination } = fieldsOf(mail);
  const [id] = listOf(fieldsOf(tags).mail).map(textOf);
  if (kind === undefined || Number.isNaN(at)) return { id: null, reports: [] };
  const { bounceType, bounceSubType, bouncedRecipients } = fieldsOf(bounce);
  const { complainedRecipients, complaintFeedbackType } = fieldsOf(complaint);
  const addresses = (all: unknown) => listOf(all).map((one) => fieldsOf(one).emailAddress);
  const [to, detailText] = {
    delivered: [listOf(fieldsOf(delivery).recipients), ''],
    bounced: [addresses(bouncedRecipients), `${textOf(bounceType)} ${textOf(bounceSubType)}`.trim()],
    complained: [addresses(complainedRecipients), textOf(complaintFeedbackType)],
    rejected: [listOf(destination), textOf(fieldsOf(reject).reason)],
  }[kind] as [unknown[], string];
  return {
    id: id === undefined || mailMoment(id) === null ? null : id,
    reports: to.map((address) => ({ kind, at, to: maskedContact(textOf(address)), detail: detailText.slice(0, 80) })),
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
