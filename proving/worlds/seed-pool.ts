import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { CellCounts } from '../coverage/cells.ts';
import type { Edition } from './edition.ts';
import type { FaultCounts } from './fault-kinds.ts';
import type { Mutant } from './mutant.ts';
import type { StockCounts } from './stock-figures.ts';

/** What a worker says of one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly counts: FaultCounts;
  readonly virtualMs: number;
  readonly orders: number;
  readonly stock: StockCounts | null;
  /** Which fault met which call or write; null where that was not counted. */
  readonly cells: CellCounts | null;
}

/** What is alive of a world fits into a nursery of three times this, in MB, many times over; so it is not made in ever larger steps. */
const halfNurseryMb = 128;

/**
 * Runs seeds on several threads and hands over each report as it comes. `onReport` may return `stop` to end early: no new
 * seed is started then. Several callers may take from one iterator.
 */
export async function runSeeds(
  seeds: Iterable<number>,
  options: {
    threads: number;
    mutant?: Mutant;
    /** In which worlds are made; the newest when absent. */
    edition?: Edition | undefined;
    journal?: string | undefined;
    /** Whether the laws alone judge. */
    laws?: boolean;
    /** Whether it is counted which fault met which call or write. */
    coverage?: boolean;
    onReport: (report: SeedReport) => 'stop' | 'go-on';
  },
): Promise<void> {
  setFlagsFromString(`--min-semi-space-size=${halfNurseryMb}`);
  const waiting = seeds[Symbol.iterator]();
  let stopped = false;
  const thread = async (): Promise<void> => {
    let next = waiting.next();
    if (next.done) return;
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
      workerData: {
        ...{ mutant: options.mutant ?? null, journal: options.journal, edition: options.edition },
        ...{ laws: options.laws === true, coverage: options.coverage === true },
      },
      // A world allocates many short-lived objects; in a larger nursery most of them die before they are moved.
      resourceLimits: { maxYoungGenerationSizeMb: 3 * halfNurseryMb },
    });
    try {
      while (!stopped && !next.done) {
        if (options.onReport(await ask(worker, next.value)) === 'stop') stopped = true;
        else next = waiting.next();
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: options.threads }, thread));
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
