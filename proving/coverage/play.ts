import { runSeeds } from '../worlds/seed-pool.ts';
import { type CellCounts, type Coverage, coverageOf } from './cells.ts';

/** Plays worlds and counts which fault met which call or write; `onBroken` hears of worlds in which something does not hold. */
export async function playCoverage(options: {
  readonly seeds: readonly number[];
  readonly threads: number;
  readonly onBroken: (seed: number, broken: readonly string[]) => void;
  readonly onProgress: (done: number) => void;
}): Promise<Coverage> {
  const worlds = new Map<number, CellCounts>();
  await runSeeds(options.seeds, {
    threads: options.threads,
    coverage: true,
    onReport: ({ seed, broken, cells }) => {
      worlds.set(seed, cells ?? {});
      if (broken.length > 0) options.onBroken(seed, broken);
      options.onProgress(worlds.size);
      return 'go-on';
    },
  });
  return coverageOf(worlds);
}
