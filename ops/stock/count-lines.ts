import { jstText } from '../../core/kernel/index.ts';
import type { FirstCount, LeftOut } from '../../core/stock/index.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';
import type { CountPlan, PlannedCount } from './first-count.ts';

type Left = Extract<FirstCount, { kind: 'left-out' }>;

/** SKUs of one kind that are shown; a program gets all. */
const shownMax = 20;

/** What was counted, or would be, and what is left out and why. */
export function countPlanLines({ counts, leftOut }: CountPlan, width: number | null): string[] {
  const left = leftOut.filter(({ why }) => why.kind !== 'counted' && why.kind !== 'set');
  const skipped = leftOut.length - left.length;
  return [
    ...(counts.length === 0 ? [] : countTable(counts, width)),
    ...(left.length === 0 ? [] : ['', 'Left out:', ...leftTable(left, width)]),
    ...(skipped === 0 ? [] : [`${counted(skipped, 'SKU')} counted already, or made of others: left as they are`]),
  ];
}

function countTable(counts: readonly PlannedCount[], width: number | null): string[] {
  const columns = [
    { title: 'SKU', flexible: true, of: ({ sku }: PlannedCount) => sku },
    { title: 'pieces', side: 'right' as const, of: ({ quantity }: PlannedCount) => String(quantity) },
    { title: 'at (the mall’s clock)', of: ({ movement }: PlannedCount) => jstText(movement.at) },
    { title: 'listings', flexible: true, of: ({ items }: PlannedCount) => items.join(', ') },
  ];
  return [...tableLines(counts.slice(0, shownMax), columns, width), ...moreOf(counts.length)];
}

function leftTable(left: readonly Left[], width: number | null): string[] {
  const columns = [
    { title: 'SKU', flexible: true, of: ({ sku }: Left) => sku },
    { title: 'why, and what to do', flexible: true, of: ({ why }: Left) => whyText(why) },
  ];
  return [...tableLines(left.slice(0, shownMax), columns, width), ...moreOf(left.length)];
}

const moreOf = (count: number): string[] =>
  count > shownMax ? [`and ${count - shownMax} more (--json lists them all)`] : [];

function whyText(why: LeftOut): string {
  switch (why.kind) {
    case 'counted':
      return 'has a count already';
    case 'set':
      return 'is a set: its parts are counted';
    case 'unlimited':
      return `${why.items.join(', ')}: sold without limit (無限大). Count it: ops stock set`;
    case 'absent':
      return `${why.items.join(', ')}: the mall has no such item. Correct the listing: ops listings import`;
    case 'unequal':
      return `its listings show ${why.levels.map(({ item, level }) => `${level} (${item})`).join(' and ')}. It is unknown which is right; count it: ops stock set`;
    case 'unread':
      return `${why.items.join(', ')}: the mall did not answer for it. Run this again`;
  }
}

/** The same for programs. */
export function countPlanJson({ counts, leftOut }: CountPlan): object {
  return {
    counts: counts.map(({ sku, quantity, items, movement }) => ({ sku, quantity, items, at: jstIso(movement.at) })),
    leftOut: leftOut.map(({ sku, why: { kind, ...more } }) => ({ sku, why: kind, ...more })),
  };
}
