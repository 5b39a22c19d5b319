import { jstText, minuteMs } from '../../core/kernel/time.ts';
import type { DayFacts } from './facts.ts';
import { storedAtOf } from './figures/count-orders.ts';
import { idOf } from './figures/doubled.ts';

/** How many orders the buyers had placed and the tables did not hold yet, at each of these moments. */
export function waitingAt(facts: Pick<DayFacts, 'books' | 'rows'>, moments: readonly number[]): number[] {
  const storedAt = storedAtOf(facts);
  const spans = facts.books.map(
    (order) => [order.placedAt, storedAt.get(idOf(order)) ?? Number.POSITIVE_INFINITY] as const,
  );
  return moments.map((at) => spans.filter(([placed, stored]) => placed <= at && at < stored).length);
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar a moment, the highest full; a dot where there is nothing. */
export function bars(counts: readonly number[], most = Math.max(...counts)): string {
  return counts
    .map((count) =>
      count === 0 ? '·' : levels[Math.min(levels.length, Math.ceil((count / most) * levels.length)) - 1],
    )
    .join('');
}

/** Minutes that one bar may stand for. */
const steps = [5, 10, 15, 20, 30, 60, 120];

/**
 * The orders that waited, as a picture of one line with its hours beneath: from half an hour before the outage until an hour
 * after it, in as many columns as there are. Of two designs, the second is drawn to the same height.
 */
export function waitingPicture(
  { from, to }: DayFacts['script'],
  designs: readonly { readonly name: string; readonly facts: Pick<DayFacts, 'books' | 'rows'> }[],
  columns: number,
): string[] {
  const [start, end] = [from - 30 * minuteMs, to + 60 * minuteMs];
  const label = 16;
  const room = Math.max(20, columns - label - 1);
  const step = (steps.find((minutes) => (end - start) / (minutes * minuteMs) <= room) ?? 240) * minuteMs;
  const moments = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
  const drawn = designs.map(({ name, facts }) => ({ name, counts: waitingAt(facts, moments) }));
  const most = Math.max(1, ...drawn.flatMap(({ counts }) => counts));
  const clock = (at: number): string => jstText(at).slice(11, 16);
  const last = moments.at(-1) ?? start;
  const hours = clock(start).padEnd(Math.max(6, moments.length - 5)) + clock(last);
  return [
    ...drawn.map(({ name, counts }) => `${name.padEnd(label)} ${bars(counts, most)}`),
    `${''.padEnd(label)} ${hours}`,
    ...drawn.map(({ name, counts }) => `${name.padEnd(label)} ${peakText(counts, moments, clock)}`),
  ];
}

function peakText(counts: readonly number[], moments: readonly number[], clock: (at: number) => string): string {
  const most = Math.max(...counts);
  return most === 0 ? 'none ever waited' : `${most} at most, at ${clock(moments[counts.indexOf(most)] ?? 0)}`;
}
