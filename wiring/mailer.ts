import { SESv2Client } from '@aws-sdk/client-sesv2';
import { sesMailer } from '../aws/mailer.ts';
import type { Mailer } from '../core/ports/index.ts';

/** The mailer of commands, with this sender and the person's credentials. */
export function openMailer(sender: string): Mailer {
  return sesMailer(new SESv2Client({ maxAttempts: 1 }), { sender });
}
