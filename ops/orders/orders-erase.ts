import { type RemovedBuyer, removeBuyer } from '../../core/jobs/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { refuse, shopOption } from '../arguments/meant.ts';
import { byOption, flag, optional, whoDoes } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { ordersArgument } from '../pushes/push-asks.ts';
import { isAgreed } from '../terminal/agreement.ts';
import { buyersOrders, foundLines, type OrderOfBuyer, resultLines, stillElsewhere } from './buyers-orders.ts';

export const ordersErase = defineCommand({
  name: 'orders erase',
  summary: 'Removes one buyer from their orders, because they asked',
  help: `Names, addresses, telephone numbers, mail addresses and whatever people wrote
(備考, メモ, 項目・選択肢, のし) leave the orders, their history and the changes that
were requested; numbers of parcels, too. What bookkeeping needs stays: number,
moments, progress, lines, amounts, and what is claimed of the stock.

An order that is under way goes on: it is read again and shipped as before, but
from now on stored without its buyer. A system that ships from our tables no
longer finds the address there, only in the mall's own pages.

A buyer is found by order number. With --same-buyer the other orders of the
shop with the same mail address, or the same name and telephone number, are
found, too: every order of the shop is read for it, and all found are listed
with what they were found by, with --yes as well. Orders of social gifts that
hold the shop's name instead of a buyer's are not found so. There is no search
by name: what is typed stays in the shell's history.

It may be interrupted and run again. Ends with 1 while anything is left: an
order that is not known, or a change that is still under way.`,
  examples: [
    ['orders erase 370001-20261124-0203456789 --same-buyer --dry-run', 'lists the buyer’s orders'],
    ['orders erase 370001-20261124-0203456789 --same-buyer', 'asks, then removes'],
  ],
  arguments: ordersArgument,
  options: {
    shop: optional(shopOption('the shop the orders belong to; found by their rows when absent')),
    sameBuyer: flag('the other orders of the same buyer in that shop, too'),
    by: byOption('who does it'),
    dryRun: flag('list the orders, change nothing'),
    yes: flag('do not ask'),
  },
  async run({ ports, terminal }, { orderNumbers, shop, sameBuyer, by, dryRun, yes, json }) {
    const problems: string[] = [];
    const found = await buyersOrders(ports, { orderNumbers, shop, sameBuyer }, problems, (key, rows) =>
      terminal.progress(t`${key}: looked at ${counted(rows, 'order')}`),
    );
    terminal.endProgress();
    if (problems.length > 0) return refuse(t`Nothing was removed`, problems);
    if (dryRun) {
      if (json) terminal.printJson({ dryRun, orders: found.map(orderJson) });
      else terminal.print(...foundLines(found), t`Nothing was removed: this was a dry run.`);
      return exit.ok;
    }
    if (!yes || found.some(({ foundBy }) => foundBy !== undefined)) terminal.say(...foundLines(found));
    const question = t`Remove the buyer from ${counted(found.length, 'order')}? This cannot be undone.`;
    if (!(await isAgreed(terminal, { yes, question, nothing: t`Nothing was removed.` }))) return exit.failed;

    const removed: RemovedBuyer[] = [];
    const doing = { by: whoDoes(by), runId: ports.random.id() };
    for (const { shop: where, orderNumber } of found) {
      removed.push(await removeBuyer(ports, { shop: where.key, orderNumber }, doing));
      terminal.progress(t`${removed.length} of ${counted(found.length, 'order')}`);
    }
    terminal.endProgress();
    if (json)
      terminal.printJson({ dryRun, orders: found.map((one, index) => ({ ...orderJson(one), ...removed[index] })) });
    else terminal.print(...resultLines(removed), ...stillElsewhere());
    return removed.every(isWhole) ? exit.ok : exit.failed;
  },
});

function isWhole({ outcome, underWay }: RemovedBuyer): boolean {
  return (outcome === 'redacted' || outcome === 'already') && underWay === 0;
}

function orderJson({ shop, orderNumber, orderedAt, because, foundBy }: OrderOfBuyer & { readonly shop: Shop }): object {
  const found = foundBy === undefined ? {} : { mark: foundBy.mark.kind, sameAs: foundBy.sameAs };
  return { shop: shop.key, orderNumber, orderedAt: jstIsoOrNull(orderedAt), because, ...found };
}
