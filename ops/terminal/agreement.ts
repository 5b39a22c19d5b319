import { t } from '../../language/index.ts';
import type { Terminal } from './terminal.ts';

/** What a person types to agree. */
const agreed = /^(?:y|yes|はい)$/i;

/** Whether the operator agrees to what was shown before: `yes` says so on the command line, else the terminal asks. Says what to do otherwise. */
export async function isAgreed(
  terminal: Pick<Terminal, 'answer' | 'say'>,
  { yes, question, nothing }: { readonly yes: boolean; readonly question: string; readonly nothing: string },
): Promise<boolean> {
  if (yes) return true;
  return isYes(terminal, t`${question} Type yes to go on: `, nothing, agreed);
}

/** The same of what cannot be undone: nothing but `yes` is taken for it. */
export async function saysYes(
  terminal: Pick<Terminal, 'answer' | 'say'>,
  question: string,
  nothing: string,
): Promise<boolean> {
  return isYes(terminal, t`${question} Type yes: `, nothing, /^yes$/);
}

/** Where there is no terminal to ask at, the way to agree is said; a person who answers otherwise needs no such advice. */
async function isYes(
  terminal: Pick<Terminal, 'answer' | 'say'>,
  question: string,
  nothing: string,
  meansYes: RegExp,
): Promise<boolean> {
  const answer = await terminal.answer(question);
  if (answer !== null && meansYes.test(answer.trim())) return true;
  terminal.say(answer === null ? t`${nothing} Without a terminal, say so with --yes.` : nothing);
  return false;
}
