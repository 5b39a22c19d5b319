import { sesMailer } from '../aws/mailer.ts';
import type { Mailer } from '../core/ports/mailer.ts';

/** The way by which mails go out, from this address. */
export function openMailer(sender: string): Mailer {
  return sesMailer({ sender });
}
