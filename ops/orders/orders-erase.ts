import { type FoundOrder, ordersOfSameBuyer } from '../../core/import/index.ts';
import { type RemovedBuyer, removeBuyer } from '../../core/jobs/index.ts';
import type { EpochMs } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { BuyerMark, Ports } from '../../core/ports/index.ts';
import { counted, jstTextOr, t } from '../../language/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { refuse, shopOption } from '../arguments/meant.ts';
import { byOption, flag, optional, whoDoes } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { placesOf, shopsToSearch } from '../pushes/places.ts';
import { ordersArgument } from '../pushes/push-asks.ts';
import { type Block, flexible, isAgreed, tableOf } from '../terminal/index.ts';

export interface OrderOfBuyer {
  readonly shop: Shop;
  readonly orderNumber: string;
  /** Undefined where nothing readable is stored. */
  readonly orderedAt: EpochMs | undefined;
  readonly because: 'named' | 'same-buyer';
  readonly foundBy?: Pick<FoundOrder, 'mark' | 'sameAs'>;
}

type SearchPorts = Pick<Ports, 'orders' | 'shops' | 'merchants' | 'malls'>;

/** The orders that were named, and with `sameBuyer` the others of the same people in the same shops. Notes every problem. */
async function buyersOrders(
  ports: SearchPorts,
  wanted: { readonly orderNumbers: readonly string[]; readonly shop: string | undefined; readonly sameBuyer: boolean },
  problems: string[],
  onProgress: (shop: string, rows: number) => void,
): Promise<OrderOfBuyer[]> {
  const scope = await shopsToSearch(ports, { shop: wanted.shop, merchant: undefined }, problems);
  if (scope === null) return [];
  const places = await placesOf(ports, { ...scope, orderNumbers: wanted.orderNumbers });
  const named: { readonly shop: Shop; readonly orderNumber: string }[] = [];
  for (const [orderNumber, { shop, problem, warning }] of places) {
    const trouble = problem ?? warning;
    if (trouble !== null) problems.push(`${orderNumber} ${trouble}`);
    else if (shop !== null) named.push({ shop, orderNumber });
  }
  const found: OrderOfBuyer[] = [];
  for (const [shop, orders] of Map.groupBy(named, (one) => one.shop)) {
    const numbers = orders.map(({ orderNumber }) => orderNumber);
    const rows = await ports.orders.rows(shop.key, numbers);
    for (const orderNumber of numbers) {
      const row = rows.get(orderNumber);
      const orderedAt = row?.kind === 'stored' ? row.orderedAt : undefined;
      found.push({ shop, orderNumber, orderedAt, because: 'named' });
    }
    if (!wanted.sameBuyer) continue;
    const reading = { orders: ports.orders, traits: ports.malls.traits(shop.mall) };
    const others = await ordersOfSameBuyer(reading, shop.key, numbers, (count) => onProgress(shop.key, count));
    found.push(
      ...others.map(({ orderNumber, orderedAt, mark, sameAs }) => {
        const foundBy = { mark, sameAs };
        return { shop, orderNumber, orderedAt, because: 'same-buyer' as const, foundBy };
      }),
    );
  }
  return found;
}

function foundBy({ foundBy: found }: OrderOfBuyer): string {
  return found === undefined ? t`by its number` : t`${markText(found.mark)}, as ${found.sameAs}`;
}

/** Shows just enough of a mark to distinguish a buyer's from the shop's own or an invented one. */
const markText = ({ kind, value }: BuyerMark): string =>
  ({
    mail: t`same mail address ${value.slice(0, 2)}…${value.slice(value.lastIndexOf('@'))}`,
    'name-and-phone': t`same name and telephone ${value.slice(0, 1)}… …${value.slice(-4)}`,
  })[kind];

function foundLines(found: readonly OrderOfBuyer[]): Block[] {
  return tableOf(found, (one) => ({
    order: one.orderNumber,
    shop: one.shop.key,
    placed: jstTextOr(one.orderedAt, t`unknown`),
    found: flexible(foundBy(one)),
  }));
}

function resultLines(removed: readonly RemovedBuyer[]): string[] {
  const of = (outcome: RemovedBuyer['outcome']): number => removed.filter((one) => one.outcome === outcome).length;
  const pushes = removed.reduce((sum, { forgotten }) => sum + forgotten, 0);
  const earlier = of('already') > 0 ? [t`Removed from ${counted(of('already'), 'order')} before.`] : [];
  const left = removed.flatMap(({ orderNumber, outcome, underWay }) => [
    ...(outcome === 'unknown' ? [t`${orderNumber}: nothing is stored any more.`] : []),
    ...(outcome === 'changing' ? [t`${orderNumber}: others keep writing it. Run this again.`] : []),
    ...(underWay > 0
      ? [t`${orderNumber}: ${counted(underWay, 'change')} not done yet (ops push list). Run this again once done.`]
      : []),
  ]);
  return [
    t`Removed from ${counted(of('redacted'), 'order')}, and from ${counted(pushes, 'requested change')}.`,
    ...earlier,
    ...left,
  ];
}

const stillElsewhere = (): string[] => [
  t`Not reached by this: the mall itself, exported files, mails, systems that took the`,
  t`orders over from the tables, journals of runs, and for 35 days the tables’ own`,
  t`backups: after a restore, run this again.`,
];

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
