import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { Script } from '../scripts.ts';

/** People ask for changes until this long after the end. */
export const askedUntil = 2 * hourMs;

/**
 * When a warehouse hands in its ship reports: some in each part of the day, of which one is being worked on when the outage
 * begins and one when it ends.
 */
export function batchMoments({ from, to, greyFrom }: Script, chance: Prng): number[] {
  const spans: [number, number][] = [
    [from - hourMs, from - 10 * minuteMs],
    [from - 30 * secondMs, from + 2 * minuteMs],
    [from + 10 * minuteMs, (greyFrom ?? to) - 10 * minuteMs],
    [to - 5 * minuteMs, to + 5 * minuteMs],
    [to + 10 * minuteMs, to + askedUntil],
  ];
  if (greyFrom !== undefined) spans.push([greyFrom, to - 5 * minuteMs], [greyFrom, to - 5 * minuteMs]);
  return spans.map(([earliest, latest]) => chance.int(earliest, latest));
}
