import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { sesMailer } from '../../../aws/mailer.ts';
import { clientAnswering, sdkException } from '../../../proving/sdk-client.ts';

const mail = {
  to: ['tencho@example.jp'],
  fromName: '角田システム',
  subject: '件名',
  text: '本文',
  html: '<p>本文</p>',
};

/** A mailer whose mail service gives this answer. */
function answering(name: string, message: string) {
  const ses = clientAnswering<SESv2Client>(() => Promise.reject(sdkException(name, message, 400)));
  return sesMailer(ses, { sender: 'info@example.jp' });
}

const unverified = 'Email address is not verified. The following identities failed the check in region AP-NORTHEAST-1:';

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html and the errors of SendEmail. */
const ofTheAccount = {
  'a sender that is not verified': ['MessageRejected', `${unverified} info@example.jp`],
  'a recipient in the sandbox': ['MessageRejected', `${unverified} tencho@example.jp`],
  'a recipient in the sandbox whose name is like a reason': [
    'MessageRejected',
    `${unverified} virus@blacklist.example`,
  ],
  'a paused account': [
    'MessageRejected',
    'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
  ],
  'a reason of its own that is not known': ['MessageRejected', 'Something else.'],
  'an account that was suspended': ['AccountSuspendedException', 'Account suspended.'],
  'sending that was paused': ['SendingPausedException', 'Sending paused for this account.'],
  'a MAIL FROM domain': ['MailFromDomainNotVerifiedException', 'MAIL FROM domain not verified.'],
  'the quota of the day': ['LimitExceededException', 'Daily message quota exceeded.'],
  'the rate of the second': ['TooManyRequestsException', 'Maximum sending rate exceeded.'],
  'a permission': ['AccessDeniedException', 'User is not authorized to perform ses:SendEmail.'],
  'a configuration set that is gone': ['NotFoundException', 'Configuration set <tsunagi-prod> does not exist.'],
  'a configuration set, said otherwise': ['BadRequestException', 'Configuration set <tsunagi-prod> does not exist.'],
  'a sender that is no address': ['BadRequestException', 'Invalid From address.'],
} as const;

const ofTheMail = {
  'an address that is none': ['BadRequestException', "Missing final '@domain'"],
  'a recipient on its own list': ['MessageRejected', 'Address blacklisted.'],
  'a virus': ['MessageRejected', 'The message contains a virus.'],
} as const;

describe('a mail that SES refuses', () => {
  it.each(Object.entries(ofTheAccount))('for %s is sent again later', async (_, [name, message]) => {
    const sending = answering(name, message).send(mail);
    await expect(sending).rejects.toMatchObject({ code: 'mail.failing', retry: 'later' });
    // The service's own words may name addresses.
    await expect(sending).rejects.toThrow(`The mail service did not take a mail (${name}); it is sent again later.`);
  });

  it.each(Object.entries(ofTheMail))('for %s is refused for good', async (_, [name, message]) => {
    expect(await answering(name, message).send(mail)).toEqual({ kind: 'refused', reason: name });
  });
});
