import { type SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { sentence, TsunagiError } from '../core/kernel/index.ts';
import type { Mailer, MailOutcome, OutgoingMail } from '../core/ports/index.ts';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const recipientsMax = 50;

/**
 * Messages of `MessageRejected` that are about the one mail: a recipient on SES's own list, a virus, too large a mail. SES answers
 * `MessageRejected` for a sender that is not verified, for recipients while the account is in the sandbox, and for a paused account, too:
 * https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
const aboutTheMail = /blacklist|suppression list|virus|message length/i;

/** Words of a message about what all mails share: the sender, its identity, a configuration set. */
const aboutAllMails = /configuration set|sending pool|identit|not verified|\bfrom\b|sender/i;

/** Settings of the mailer. */
export interface MailerSettings {
  /** The address mails come from. */
  readonly sender: string;
  /** The configuration set by which SES reports on sent mails; null for none. */
  readonly configurationSet?: string | null;
}

/** Mails through SES. */
export function sesMailer(ses: Pick<SESv2Client, 'send'>, settings: MailerSettings): Mailer {
  return {
    async send(mail) {
      try {
        const reply = await ses.send(new SendEmailCommand(inputOf(settings, mail)));
        return { kind: 'accepted', messageId: reply.MessageId ?? '' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function inputOf({ sender, configurationSet = null }: MailerSettings, mail: OutgoingMail): SendEmailCommandInput {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    FromEmailAddress: `${encodedWord(mail.fromName)} <${sender}>`,
    ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
    // Identify a mail without its address in what SES reports of it (lib/constructs/mail-feedback.ts).
    ...(mail.merchant === undefined ? {} : { EmailTags: tagsOf(mail.merchant, mail.id) }),
    ...(mail.replyTo === undefined ? {} : { ReplyToAddresses: [mail.replyTo] }),
    Destination: { ToAddresses: mail.to.slice(0, recipientsMax) },
    Content: {
      Simple: {
        // SES folds and encodes the subject; a line break in it would begin another header.
        Subject: utf8(mail.subject.replaceAll(/[\r\n]+/g, ' ')),
        Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
      },
    },
  };
}

function tagsOf(merchant: string, id: string | undefined): { Name: string; Value: string }[] {
  return [{ Name: 'merchant', Value: merchant }, ...(id === undefined ? [] : [{ Name: 'mail', Value: id }])];
}

/**
 * A name for a header, as encoded words (RFC 2047): SES uses the address line unchanged, so no part of the name may read as an
 * address or as another header. Each word holds at most 45 bytes, whole characters only.
 */
function encodedWord(name: string): string {
  const words: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) words.push(`=?UTF-8?B?${Buffer.from(bytes).toString('base64')}?=`);
    bytes = [];
  };
  for (const character of name) {
    const next = [...Buffer.from(character)];
    if (bytes.length + next.length > 45) flush();
    bytes.push(...next);
  }
  flush();
  return words.join(' ');
}

/** Never quotes the service's message: it may name an address. */
function outcomeOf(error: unknown): MailOutcome {
  if (error instanceof TsunagiError) throw error;
  const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  if (refusesOneMail(name, message)) return { kind: 'refused', reason: name };
  throw new TsunagiError(
    'mail.failing',
    'later',
    sentence`The mail service did not take a mail (${name}); it is sent again later.`,
  );
}

/**
 * True only for a refusal that is known to be about the one mail: SES would refuse it again. Everything else, known or not, is about the
 * sender, the account or the service, such as `AccountSuspendedException`, `SendingPausedException`, `LimitExceededException` and
 * `MailFromDomainNotVerifiedException`: once that is repaired, the same mail is accepted.
 */
function refusesOneMail(name: string, message: string): boolean {
  const isOfOne = name === 'BadRequestException' || (name === 'MessageRejected' && aboutTheMail.test(message));
  return isOfOne && !aboutAllMails.test(message);
}
