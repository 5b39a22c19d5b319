import { resolve } from 'node:path';
import { askAnswer } from '../../ops/terminal/ask.ts';
import type { Input, Output } from '../../ops/terminal/streams.ts';
import { refuseOtherUse } from '../folder/data-folder.ts';
import { kindOf } from '../folder/folder-kind.ts';
import { erasesReal, eraseWord, type FolderUse } from '../folder/kind-refusal.ts';
import { refuseForeign } from '../folder/recognise.ts';
import type { Options } from './options.ts';

/** What a start means to do with its data folder. */
export function folderUse({ fresh, eraseReal, mall }: Options): FolderUse {
  return { fresh, mayEraseReal: eraseReal, malls: mall.kind };
}

/** Where a second word is asked for. */
interface Asked {
  readonly stdin: Input;
  readonly stderr: Output;
}

/**
 * Asks the person at the terminal for a second word if `--fresh` would remove orders and keys of real shops. Changes nothing, and is
 * done before the journal is opened, which `--fresh` begins again.
 *
 * @throws FolderError when the folder may not be used so: without the word, say, or because it is no data folder
 */
export async function agreedOptions(asked: Options, streams: Asked): Promise<Options> {
  const options = await withSecondWord(asked, streams);
  // The tour starts over by itself, without permission to remove real orders.
  refuseOtherUse(options.folder, { ...folderUse(options), fresh: options.fresh && !options.tour });
  return options;
}

async function withSecondWord(options: Options, { stdin, stderr }: Asked): Promise<Options> {
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
