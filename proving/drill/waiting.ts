import { jstText, minuteMs } from '../../core/kernel/time.ts';
import { type DrillDay, storedMoments } from '../../journal/index.ts';
import type { Script } from './scripts.ts';

/** How many of a day's orders, or of some, the buyers had placed and the tables did not hold yet, at each of these moments. */
export function waitingAt(day: DrillDay, moments: readonly number[], orders = [...day.books.values()]): number[] {
  const storedAt = storedMoments(day);
  const spans = orders.map(({ id, orderedAt }) => [orderedAt, storedAt.get(id) ?? Number.POSITIVE_INFINITY] as const);
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
  { from, to }: Pick<Script, 'from' | 'to'>,
  designs: readonly { readonly name: string; readonly day: DrillDay }[],
  columns: number,
): string[] {
  const [start, end] = [from - 30 * minuteMs, to + 60 * minuteMs];
  const label = 16;
  const room = Math.max(20, columns - label - 1);
  const step = (steps.find((minutes) => (end - start) / (minutes * minuteMs) <= room) ?? 240) * minuteMs;
  const moments = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
  const drawn = designs.map(({ name, day }) => ({ name, counts: waitingAt(day, moments) }));
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
