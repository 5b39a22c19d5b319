import { text } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { askOptions, ordersArgument, problemsOfAsking } from './ask-options.ts';
import { askAndTell, wishesFor } from './ask-orders.ts';

/** What takes the sub-status away. */
const none = 'none';

/** `ops push sub-status`: orders are to have a sub-status at the mall. */
export const pushSubStatus = defineCommand({
  name: 'push sub-status',
  summary: 'Requests a サブステータス of orders',
  help: `The id is the mall's own of a sub-status that the shop has made there. Of two
requests for one order the later one is meant.`,
  examples: [
    ['push sub-status 370001-20261124-0203456789 --id 1203', 'sets it'],
    ['push sub-status 370001-20261124-0203456789 --id none', 'takes it away'],
  ],
  arguments: ordersArgument,
  options: { id: text('<id>', `the sub-status’s id, or ${none}`), ...askOptions },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, id, ...asking }) {
    const content = { kind: 'sub-status' as const, subStatusId: id === none ? null : id };
    return askAndTell(context, await wishesFor(context, orderNumbers, content, asking), asking);
  },
});
