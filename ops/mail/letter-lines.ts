import { printable } from '../../core/kernel/index.ts';
import { type Letter, type MailIdentity, renderText } from '../../core/mail/index.ts';

/** A mail as a terminal shows it. Names in it come from outside. */
export function letterLines(letter: Letter, identity: MailIdentity): string[] {
  return [`件名: ${letter.subject}`, '', ...renderText(letter, identity).split('\n')].map(printable);
}
