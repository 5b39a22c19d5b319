import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { TsunagiError } from '../core/errors.ts';
import type { Mailer, MailOutcome, OutgoingMail } from '../core/ports/mailer.ts';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const recipientsMax = 50;

/** What SES refuses because of the mail itself; it would refuse it again. */
const refusals = new Set(['MessageRejected', 'BadRequestException']);

/** What a sender of mails is given. */
export interface MailerSettings {
  /** The address mails come from. */
  readonly sender: string;
}

/**
 * Mails through SES. One client a process, made when the first mail goes; the SDK does not try again by itself, because a mail
 * whose answer was lost may be on its way: the notice's row decides when it is tried again.
 */
export function sesMailer({ sender }: MailerSettings): Mailer {
  let client: SESv2Client | undefined;
  return {
    async send(mail) {
      client ??= new SESv2Client({ maxAttempts: 1 });
      try {
        const reply = await client.send(commandOf(sender, mail));
        return { kind: 'accepted', messageId: reply.MessageId ?? '' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function commandOf(sender: string, mail: OutgoingMail): SendEmailCommand {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: `${encodedWord(mail.fromName)} <${sender}>`,
    ...(mail.replyTo === undefined ? {} : { ReplyToAddresses: [mail.replyTo] }),
    Destination: { ToAddresses: mail.to.slice(0, recipientsMax) },
    Content: {
      Simple: {
        // SES folds and encodes the subject; a line break in it would begin another header.
        Subject: utf8(mail.subject.replaceAll(/[\r\n]+/g, ' ')),
        Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
      },
    },
  });
}

/**
 * A name for a header, as encoded words (RFC 2047): SES takes the address line as it is, so nothing of the name may be read as an
 * address or as another header. Each word holds at most 45 bytes, whole characters only.
 */
export function encodedWord(name: string): string {
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
  const name = error instanceof Error ? error.name : 'unknown';
  if (refusals.has(name)) return { kind: 'refused', reason: name };
  throw new TsunagiError(
    'mail.failing',
    'later',
    `The mail service did not take a mail (${name}); it is sent again later.`,
  );
}
