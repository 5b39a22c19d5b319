import { InputError, jstDay } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { choice, optional, text, withDefault } from '../arguments/parameter.ts';
import { textOfFile } from '../files/decode.ts';
import { defineCommand } from '../frame/command.ts';
import { flexible, type Terminal, tableOf } from '../terminal/index.ts';
import {
  askAndTell,
  askOptions,
  dayMeant,
  dayOption,
  ordersArgument,
  problemsOfAsking,
  wishesFor,
} from './push-asks.ts';
import { mallsText, mallsWith } from './push-kinds.ts';

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

async function memoText(terminal: Terminal, path: string | undefined): Promise<string> {
  const given =
    path === undefined
      ? await terminal.answer(t`Memo, one line: `)
      : await textOfFile(terminal, { option: '--text-file', path, title: t`The memo cannot be read` });
  if (given === null)
    throw new InputError(t`There is no memo`, [t`--text-file: name one; there is no terminal to ask.`]);
  const memo = given.replaceAll('\r\n', '\n').trimEnd();
  if (memo === '')
    throw new InputError(t`There is no memo`, [t`The text is empty. To empty a memo, use the mall’s own pages.`]);
  return memo;
}

export const pushPay = defineCommand({
  name: 'push pay',
  summary: 'Requests 入金済み of orders',
  help: `For ways to pay of which the shop itself sees the money, such as 銀行振込. What the mall
collects it marks by itself. An order that is 入金済み stays as it is, its day, too.

The malls that have it:
${mallsText('pay')}`,
  examples: [
    ['push pay kado-no-mise-10000001 kado-no-mise-10000002', 'the money came today'],
    ['push pay kado-no-mise-10000001 --date 2026-11-20 --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: { date: optional(dayOption('入金日 in Japan; today when absent')), ...askOptions },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, date, ...asking }) {
    const now = context.ports.clock.now();
    const content = { kind: 'pay' as const, paidOn: dayMeant(date, now) ?? jstDay(now) };
    return askAndTell(context, await wishesFor(context, orderNumbers, content, asking), asking);
  },
});

export const pushComplete = defineCommand({
  name: 'push complete',
  summary: 'Requests 完了 of orders that were shipped',
  help: `It follows the shipment: asked for together with ops push ship, it waits until the
parcels are at the mall, and a few minutes more, because the mall refuses it right
after. An order that was not shipped is refused.

The malls that have it:
${mallsText('complete')}`,
  examples: [
    ['push complete kado-no-mise-10000001 kado-no-mise-10000002', 'two orders; their shop is looked up'],
    ['push complete kado-no-mise-10000001 --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: askOptions,
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, ...asking }) {
    return askAndTell(context, await wishesFor(context, orderNumbers, { kind: 'complete' }, asking), asking);
  },
});

export const pushCarriers = defineCommand({
  name: 'push carriers',
  summary: 'Lists the carriers of a mall, with the names that are understood',
  help: `The code, the mall’s name or any of the other names may stand in a file of
shipments or in --carrier. Width, spaces and capitals do not count.`,
  examples: [['push carriers', 'of 楽天市場']],
  options: { mall: withDefault(choice(mallsWith('ship'), 'whose carriers'), 'rms') },
  async run({ terminal }, { mall, json }) {
    const { carriers } = mallDesks.of(mall);
    if (json) terminal.printJson({ mall, carriers });
    else
      terminal.print(
        ...tableOf(carriers, ({ code, name, also }) => ({
          code,
          name,
          also: flexible(also.join(', ')),
        })),
      );
  },
});
