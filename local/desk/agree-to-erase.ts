import { resolve } from 'node:path';
import { askAnswer } from '../../ops/terminal/ask.ts';
import type { Input, Output } from '../../ops/terminal/streams.ts';
import { kindOf } from '../folder/folder-kind.ts';
import { erasesReal, eraseWord } from '../folder/kind-refusal.ts';
import { refuseForeign } from '../folder/recognise.ts';
import type { Options } from './options.ts';

/**
 * Asks the person at the terminal for a second word if `--fresh` would remove orders and keys of real shops. Returns the options
 * unchanged if there is nothing to ask, no terminal to ask at, or another word was typed: the folder is then refused.
 *
 * @throws FolderError when the folder is not empty and no data folder
 */
export async function agreedOptions(
  options: Options,
  { stdin, stderr }: { readonly stdin: Input; readonly stderr: Output },
): Promise<Options> {
  const path = resolve(options.folder);
  refuseForeign(path);
  if (options.eraseReal || options.tour || !erasesReal(kindOf(path), options)) return options;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return options;
  const question =
    `${path} holds the orders and keys of real shops. --fresh removes them permanently.\n` +
    `Type ${eraseWord} to remove them, anything else to keep them: `;
  const answer = await askAnswer(stdin, stderr, question);
  return answer.trim() === eraseWord ? { ...options, eraseReal: true } : options;
}
