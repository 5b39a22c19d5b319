import type { Cloud } from '../cloud.ts';
import type { FunctionView } from '../view/state.ts';
import { shortName } from './happenings.ts';

/** Runs that the median is taken of. */
const lately = 50;

/** Counts the runs of each function. */
export function countRuns(cloud: Cloud, speed: number): () => FunctionView[] {
  const counts = new Map<string, { runs: number; failed: number; durations: number[] }>();
  cloud.onInvocation(({ functionName, startedAtMs, endedAtMs, outcome }) => {
    const name = shortName(functionName);
    const count = counts.get(name) ?? { runs: 0, failed: 0, durations: [] };
    counts.set(name, count);
    count.runs += 1;
    if (outcome.kind !== 'returned') count.failed += 1;
    count.durations = [...count.durations.slice(1 - lately), (endedAtMs - startedAtMs) / speed];
  });
  return () =>
    [...counts].map(([name, { runs, failed, durations }]) => ({ name, runs, failed, medianMs: median(durations) }));
}

function median(values: readonly number[]): number | null {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;
}
