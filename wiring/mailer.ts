import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { type Ses, sesMailer } from '../aws/mailer.ts';
import type { Mailer } from '../core/ports/mailer.ts';

/** The way by which a person's command sends mails, from this address: by the SDK, which knows as whom. */
export function openMailer(sender: string): Mailer {
  const client = new SESv2Client({ maxAttempts: 1 });
  const ses: Ses = { call: (_, input) => client.send(new SendEmailCommand(input as SendEmailCommandInput)) };
  return sesMailer(() => ses, { sender });
}
