import type { Terminal } from './terminal.ts';

/** What a person types to agree. */
const agreed = /^(?:y|yes|はい)$/i;

/**
 * Whether the operator agrees to what was shown before: `yes` says so on the command line, else the terminal asks. Says what to
 * do where the operator does not agree.
 */
export async function isAgreed(
  terminal: Pick<Terminal, 'answer' | 'say'>,
  { yes, question, nothing }: { readonly yes: boolean; readonly question: string; readonly nothing: string },
): Promise<boolean> {
  if (yes) return true;
  const answer = await terminal.answer(`${question} Type yes to go on: `);
  if (answer !== null && agreed.test(answer.trim())) return true;
  terminal.say(answer === null ? `${nothing} Without a terminal, say so with --yes.` : nothing);
  return false;
}
