import { defineCommand } from '../frame/command.ts';
import { askOptions, ordersArgument, problemsOfAsking } from './ask-options.ts';
import { askAndTell, wishesFor } from './ask-orders.ts';

/** `ops push confirm`: orders are to be confirmed at the mall. */
export const pushConfirm = defineCommand({
  name: 'push confirm',
  summary: 'Requests 注文確認 of orders',
  help: `What is requested becomes true at the mall by itself, and is asked for once however
often it is requested. An order that the mall shows further on is confirmed already.`,
  examples: [
    ['push confirm 370001-20261124-0203456789 370001-20261124-0203456790', 'two orders; their shop is looked up'],
    ['push confirm 370001-20261124-0203456789 --shop kado-no-mise --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: askOptions,
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, ...asking }) {
    return askAndTell(context, await wishesFor(context, orderNumbers, { kind: 'confirm' }, asking), asking);
  },
});
