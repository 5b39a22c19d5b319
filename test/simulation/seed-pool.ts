import { Worker } from 'node:worker_threads';
import type { FaultCounts } from './fault-kinds.ts';
import type { Mutant } from './mutants.ts';
import type { StockCounts } from './stock-figures.ts';

/** What a worker says of one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly counts: FaultCounts;
  readonly virtualMs: number;
  readonly orders: number;
  readonly stock: StockCounts | null;
}

/**
 * Runs seeds on several threads and hands over each report as it comes. `onReport` may return `stop` to end early: no new
 * seed is started then.
 */
export async function runSeeds(
  seeds: readonly number[],
  options: {
    threads: number;
    mutant?: Mutant;
    journal?: string | undefined;
    onReport: (report: SeedReport) => 'stop' | 'go-on';
  },
): Promise<void> {
  let next = 0;
  let stopped = false;
  const thread = async (): Promise<void> => {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
      workerData: { mutant: options.mutant ?? null, journal: options.journal },
      // A world makes much that is short-lived; in a larger nursery most of it dies before anybody has to move it.
      resourceLimits: { maxYoungGenerationSizeMb: 192 },
    });
    try {
      while (!stopped && next < seeds.length) {
        const seed = seeds[next++] as number;
        const report = await ask(worker, seed);
        if (options.onReport(report) === 'stop') stopped = true;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.threads, seeds.length) }, thread));
}

function ask(worker: Worker, seed: number): Promise<SeedReport> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (report: SeedReport) => {
      worker.off('error', reject);
      resolve(report);
    });
    worker.postMessage(seed);
  });
}
