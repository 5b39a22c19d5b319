import type { RemovedBuyer } from '../../core/jobs/index.ts';
import type { BuyerMark } from '../../core/ports/index.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import { jstTextOr } from '../terminal/time.ts';
import type { OrderOfBuyer } from './buyers-orders.ts';

const columns = [
  { title: 'order', of: ({ orderNumber }: OrderOfBuyer) => orderNumber },
  { title: 'shop', of: ({ shop }: OrderOfBuyer) => shop.key },
  { title: 'placed', of: ({ orderedAt }: OrderOfBuyer) => jstTextOr(orderedAt, 'unknown') },
  { title: 'found', flexible: true, of: foundBy },
];

function foundBy({ foundBy: found }: OrderOfBuyer): string {
  return found === undefined ? 'by its number' : `${markText(found.mark)}, as ${found.sameAs}`;
}

/** Shows just enough of a mark to distinguish a buyer's from the shop's own or an invented one. */
function markText({ kind, value }: BuyerMark): string {
  switch (kind) {
    case 'mail':
      return `same mail address ${value.slice(0, 2)}…${value.slice(value.lastIndexOf('@'))}`;
    case 'name-and-phone':
      return `same name and telephone ${value.slice(0, 1)}… …${value.slice(-4)}`;
  }
}

/** The orders that are a buyer's, each with what it was found by. */
export function foundLines(found: readonly OrderOfBuyer[], width: number | null): string[] {
  return tableLines(found, columns, width);
}

/** What was done, and each thing that is left with what to do about it. */
export function resultLines(removed: readonly RemovedBuyer[]): string[] {
  const of = (outcome: RemovedBuyer['outcome']): number => removed.filter((one) => one.outcome === outcome).length;
  const pushes = removed.reduce((sum, { forgotten }) => sum + forgotten, 0);
  const earlier = of('already') > 0 ? [`Removed from ${counted(of('already'), 'order')} before.`] : [];
  const left = removed.flatMap(({ orderNumber, outcome, underWay }) => [
    ...(outcome === 'unknown' ? [`${orderNumber}: nothing is stored any more.`] : []),
    ...(outcome === 'changing' ? [`${orderNumber}: others keep writing it. Run this again.`] : []),
    ...(underWay > 0
      ? [`${orderNumber}: ${counted(underWay, 'change')} not done yet (ops push list). Run this again once done.`]
      : []),
  ]);
  return [
    `Removed from ${counted(of('redacted'), 'order')}, and from ${counted(pushes, 'requested change')}.`,
    ...earlier,
    ...left,
  ];
}

/** Where the buyer may still be, which no command of ours reaches. */
export const stillElsewhere = [
  'Not reached by this: the mall itself, exported files, mails, systems that took the',
  'orders over from the tables, journals of runs, and for 35 days the tables’ own',
  'backups: after a restore, run this again.',
];
