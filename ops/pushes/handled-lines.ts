import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import type { Handled } from './one-by-one.ts';
import { pushKindText, pushStateText } from './push-words.ts';

/** Maximum number of lines of the table. */
const shownMax = 50;

/** The number of pushes by outcome, then one by one. */
export function handledLines(
  handled: readonly Handled[],
  words: Readonly<Record<string, string>>,
  width: number | null,
): string[] {
  const counts = handledCounts(handled);
  const summary = Object.entries(counts).map(([outcome, count]) => `${count} ${words[outcome] ?? outcome}`);
  const columns = [
    { title: 'shop', of: ({ push }: Handled) => push.shop },
    { title: 'order', of: ({ push }: Handled) => push.orderNumber },
    { title: 'what', of: ({ push }: Handled) => pushKindText(push.content.kind) },
    { title: 'was', of: ({ push }: Handled) => pushStateText(push.state.kind) },
    { title: 'result', flexible: true, of: ({ outcome }: Handled) => words[outcome] ?? outcome },
  ];
  const more = handled.length - shownMax;
  return [
    `${counted(handled.length, 'change')}: ${summary.join(', ')}`,
    ...tableLines(handled.slice(0, shownMax), columns, width),
    ...(more > 0 ? [`and ${more} more (--json lists them all)`] : []),
  ];
}

/** The number of pushes by outcome. */
export function handledCounts(handled: readonly Handled[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of handled) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The same for programs. */
export function handledJson(handled: readonly Handled[], dryRun: boolean): object {
  return {
    dryRun,
    counts: handledCounts(handled),
    changes: handled.map(({ push, outcome }) => ({
      shop: push.shop,
      orderNumber: push.orderNumber,
      push: push.id,
      kind: push.content.kind,
      was: push.state.kind,
      outcome,
    })),
  };
}
