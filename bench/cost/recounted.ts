import type { Counts } from './counts.ts';

/**
 * The recorded counts with what is counted of a stage without shops replaced: its parts, and what its idle runs read, write and call. CPU
 * stays as an idle machine measured it.
 */
export function recounted(stored: Counts, { parts, runs }: Pick<Counts, 'parts' | 'runs'>): Counts {
  const kept = Object.entries(runs).map(
    ([name, run]) => [name, { ...run, cpuMs: stored.runs[name]?.cpuMs ?? run.cpuMs }] as const,
  );
  return { ...stored, parts, runs: Object.fromEntries(kept) };
}
