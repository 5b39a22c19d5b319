import { minuteMs } from '../../../core/kernel/time.ts';
import type { Fault } from '../../../simulator/rms/index.ts';
import type { Script } from '../scripts.ts';

/**
 * Faults of single calls that write orders while the mall goes down, half answers and comes back: it makes the change and does not
 * answer, makes it minutes after the caller has given up, or breaks off its answer. A caller that then sends again has it twice.
 * Reading goes on as the script says; a script in which statuses go on has none of it.
 */
export function writeFaults({ from, to, greyFrom, out }: Script): Fault[] {
  if (!out.includes('status')) return [];
  const spans: [number, number][] = [
    [from - 5 * minuteMs, from + 2 * minuteMs],
    [greyFrom ?? to - 20 * minuteMs, to],
  ];
  return spans.flatMap(([since, until]): Fault[] => {
    const span = { api: 'order', writesOnly: true, from: since, until } as const;
    return [
      { kind: 'timeout-after', probability: 0.1, ...span },
      { kind: 'reset', probability: 0.07, ...span },
      { kind: 'apply-later', probability: 0.05, applyAfterMs: 3 * minuteMs, ...span },
      // Later than any caller waits before it sends again: the row that the call adds then is one too many, and has to be removed.
      { kind: 'apply-later', probability: 0.02, applyAfterMs: 8 * minuteMs, ...span },
    ];
  });
}
