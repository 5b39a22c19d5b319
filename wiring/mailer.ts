import { SESv2Client } from '@aws-sdk/client-sesv2';
import { sesMailer } from '../aws/mailer.ts';
import type { Mailer } from '../core/ports/index.ts';

/** The way by which a person's command sends mails, from this address: by the SDK, which knows as whom. */
export function openMailer(sender: string): Mailer {
  return sesMailer(new SESv2Client({ maxAttempts: 1 }), { sender });
}
