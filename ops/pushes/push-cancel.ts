import { cancelReasons } from '../../core/model/index.ts';
import { choice, flag } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { counted } from '../terminal/text.ts';
import { askOptions, ordersArgument, problemsOfAsking } from './ask-options.ts';
import { askAndTell, wishesFor } from './ask-orders.ts';

/** `ops push cancel`: orders are to be cancelled at the mall. It never takes a request back: that is `ops push withdraw`. */
export const pushCancel = defineCommand({
  name: 'push cancel',
  summary: 'Requests the cancelling of orders at the mall',
  help: `The buyer's order is cancelled. This cannot be undone, so you are asked. To take back
a change that was requested and is not at the mall yet: ops push withdraw.

The mall refuses it while a 発送日 is set, and after the order was shipped. The pieces
go back into stock once: by the stock ledger where the merchant has the feature stock,
else as the mall's item says.

Reasons: ${cancelReasons.slice(0, 4).join(', ')},
${cancelReasons.slice(4).join(', ')}`,
  examples: [
    ['push cancel 370001-20261124-0203456789 --reason out-of-stock', 'asks, then requests it'],
    ['push cancel 370001-20261124-0203456789 --reason buyer-cancelled --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: {
    // Nine long words would leave no room for the help of the others.
    reason: { ...choice(cancelReasons, 'the reason for the mall: one of the words below'), takes: '<reason>' },
    ...askOptions,
    yes: flag('do not ask'),
  },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, reason, yes, ...asking }) {
    const { terminal } = context;
    const wishes = await wishesFor(context, orderNumbers, { kind: 'cancel', reason }, asking);
    if (!asking.dryRun && !yes) {
      const shops = [...new Set(wishes.map(({ shop }) => shop.key))].join(', ');
      terminal.say(...orderNumbers.slice(0, 20), ...(orderNumbers.length > 20 ? ['…'] : []));
      const question = `Cancel ${counted(wishes.length, 'order')} of ${shops} at the mall (${reason})? Type yes: `;
      if ((await terminal.answer(question))?.trim() !== 'yes') {
        terminal.say('Nothing was requested. Without a terminal, say so with --yes.');
        return exit.failed;
      }
    }
    return askAndTell(context, wishes, asking);
  },
});
