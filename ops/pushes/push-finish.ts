import { jstDay } from '../../core/kernel/index.ts';
import { optional } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import {
  askAndTell,
  askOptions,
  dayMeant,
  dayOption,
  ordersArgument,
  problemsOfAsking,
  wishesFor,
} from './push-asks.ts';
import { mallsText } from './push-kinds.ts';

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
