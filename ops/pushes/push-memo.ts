import { InputError } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import { optional, text } from '../arguments/parameter.ts';
import { decodeText } from '../files/decode.ts';
import { bytesOfFile } from '../files/read-file.ts';
import { defineCommand } from '../frame/command.ts';
import type { Terminal } from '../terminal/index.ts';
import { askAndTell, askOptions, problemsOfAsking, wishesFor } from './push-asks.ts';

export const pushMemo = defineCommand({
  name: 'push memo',
  summary: 'Requests the memo of an order: ひとことメモ, at Yahoo 社内メモ',
  help: `The whole memo becomes this text. It is never an argument, because it may hold a
buyer's words: what is typed on a command line stays in the shell's history and is
seen by everybody on the machine. It lies in one row until it is at the mall and
some weeks after, and is in no event, log or message.`,
  examples: [
    ['push memo 370001-20261124-0203456789', 'asks for one line'],
    ['push memo 370001-20261124-0203456789 --text-file memo.txt', 'several lines; UTF-8 or Shift_JIS'],
    ['push memo 370001-20261124-0203456789 --text-file -', 'from standard input'],
  ],
  arguments: { orderNumber: text('<受注番号>', 'the order number, as the mall gives it') },
  options: {
    textFile: optional(text('<file>', 'the file that holds the text, - for stdin; asked for when absent')),
    ...askOptions,
  },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumber, textFile, ...asking }) {
    const memo = await memoText(context.terminal, textFile);
    const content = { kind: 'memo' as const, text: memo };
    return askAndTell(context, await wishesFor(context, [orderNumber], content, asking), asking);
  },
});

async function memoText(terminal: Terminal, file: string | undefined): Promise<string> {
  const given = file === undefined ? await terminal.answer(t`Memo, one line: `) : await textOf(terminal, file);
  if (given === null)
    throw new InputError(t`There is no memo`, [t`--text-file: name one; there is no terminal to ask.`]);
  const memo = given.replaceAll('\r\n', '\n').trimEnd();
  if (memo === '')
    throw new InputError(t`There is no memo`, [t`The text is empty. To empty a memo, use the mall’s own pages.`]);
  return memo;
}

async function textOf(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') return terminal.input();
  const decoded = await decodeText(await bytesOfFile('--text-file', file), undefined);
  if (decoded.kind === 'unreadable')
    throw new InputError(t`The memo cannot be read`, [t`--text-file: ${decoded.problem}`]);
  return decoded.text.replace(/^\ufeff/, '');
}
