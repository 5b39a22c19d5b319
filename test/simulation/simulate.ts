import { addFaults, type FaultCounts, noFaults } from './fault-kinds.ts';
import { mutants } from './mutants.ts';
import { runSeeds } from './seed-pool.ts';

/** The figures of a simulation, as `simulate --json` prints them. */
export interface SimulationFigures {
  readonly seeds: number;
  readonly failed: readonly number[];
  readonly faults: FaultCounts;
  readonly virtualHours: number;
  readonly wallSeconds: number;
  readonly mutants?: Readonly<Record<string, number | null>>;
}

/** A mutant counts as caught only within this many seeds. */
export const mutantSeeds = 100;

/** Runs many seeds and sums up; `onFailure` hears what is broken, `onProgress` how far it is. */
export async function simulate(options: {
  readonly seeds: readonly number[];
  readonly threads: number;
  /** Where every world is written down. */
  readonly journal?: string | undefined;
  readonly wallSeconds: () => number;
  readonly onFailure: (seed: number, broken: readonly string[]) => void;
  readonly onProgress: (done: number) => void;
}): Promise<SimulationFigures> {
  const faults = noFaults();
  const failed: number[] = [];
  let virtualMs = 0;
  let done = 0;
  await runSeeds(options.seeds, {
    threads: options.threads,
    journal: options.journal,
    onReport: (report) => {
      addFaults(faults, report.counts);
      virtualMs += report.virtualMs;
      if (report.broken.length > 0) {
        failed.push(report.seed);
        options.onFailure(report.seed, report.broken);
      }
      options.onProgress(++done);
      return 'go-on';
    },
  });
  failed.sort((a, b) => a - b);
  const virtualHours = Math.round(virtualMs / 3_600_000);
  return { seeds: options.seeds.length, failed, faults, virtualHours, wallSeconds: options.wallSeconds() };
}

/** Which seed caught each planted bug; null for one that none of the first hundred caught. */
export async function judgeMutants(options: {
  readonly threads: number;
  /** Only the planted bug of this name; all when absent. */
  readonly name?: string | undefined;
  readonly onMutant: (name: string, seed: number | null, broken: readonly string[]) => void;
}): Promise<Record<string, number | null>> {
  const caught: Record<string, number | null> = {};
  for (const mutant of mutants.filter(({ name }) => options.name === undefined || name === options.name)) {
    let by: { seed: number; broken: readonly string[] } | null = null;
    await runSeeds(
      Array.from({ length: mutantSeeds }, (_, index) => index + 1),
      {
        threads: options.threads,
        mutant,
        onReport: ({ seed, broken }) => {
          if (broken.length === 0) return 'go-on';
          if (by === null || seed < by.seed) by = { seed, broken };
          return 'stop';
        },
      },
    );
    const found = by as { seed: number; broken: readonly string[] } | null;
    caught[mutant.name] = found?.seed ?? null;
    options.onMutant(mutant.name, found?.seed ?? null, found?.broken ?? []);
  }
  return caught;
}
