import { printable } from '../../core/kernel/text.ts';
import type { Letter, MailIdentity } from '../../core/mail/letter.ts';
import { renderText } from '../../core/mail/render.ts';

/** A mail as a terminal shows it. Names in it come from outside. */
export function letterLines(letter: Letter, identity: MailIdentity): string[] {
  return [`件名: ${letter.subject}`, '', ...renderText(letter, identity).split('\n')].map(printable);
}
