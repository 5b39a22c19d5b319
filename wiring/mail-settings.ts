import { InputError } from '../core/kernel/index.ts';
import { identityOf, type MailIdentity } from '../core/mail/index.ts';

/** How mails are sent; null if the deployment has no sender. */
export interface MailSettings {
  readonly sender: string;
  readonly identity: MailIdentity;
  /** Mails a second the account may send. */
  readonly perSecond: number;
}

/** Reads how mails are sent. Throws an `InputError` that names every variable that is missing or wrong. */
export function readMailSettings(environment: Readonly<Record<string, string | undefined>>): MailSettings | null {
  const { SENDER: sender = '', MAILS_PER_SECOND: rate = '1', MAIL_FROM_NAME: fromName = '' } = environment;
  if (sender === '') return null;
  const problems: string[] = [];
  const perSecond = Number(rate);
  if (!(perSecond > 0)) problems.push(`MAILS_PER_SECOND is "${rate}", expected a number above 0.`);
  if (fromName === '') problems.push('MAIL_FROM_NAME is not set: mails need the name they come from.');
  if (problems.length > 0) throw new InputError('The environment of this process cannot send mails', problems);
  const identity = identityOf({
    fromName,
    replyTo: environment.MAIL_REPLY_TO ?? '',
    telephone: environment.MAIL_TELEPHONE ?? '',
    signature: environment.MAIL_SIGNATURE ?? '',
  });
  return { sender, identity, perSecond };
}
