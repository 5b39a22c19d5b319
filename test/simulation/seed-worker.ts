import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Mutant } from './mutants.ts';
import { packLoosely } from './pack-loosely.ts';
import type { SeedReport } from './seed-pool.ts';

const { mutant, journal } = workerData as { mutant: Mutant | null; journal: string | undefined };
if (mutant) plant(mutant);
packLoosely();
const { runSeed } = await import('./run-seed.ts');

// Processes die by the thousand, and each death is an error; where it happened is told by a replay of the one seed.
Error.stackTraceLimit = 0;

const port = parentPort;
if (!port) throw new Error('seed-worker runs in a worker thread only.');
port.on('message', (seed: number) => {
  void runSeed(seed, journal === undefined ? {} : { journal }).then(({ broken, counts, virtualMs, orders }) => {
    const report: SeedReport = { seed, broken, counts, virtualMs, orders };
    port.postMessage(report);
  });
});

/** Lets this thread read one file otherwise. The bug exists in memory only. */
function plant({ name, file, edits }: Mutant): void {
  const target = new URL(`../../${file}`, import.meta.url).href;
  let source = readFileSync(fileURLToPath(target), 'utf8');
  for (const { find, replace } of edits) {
    const found = source.split(find).length - 1;
    if (found !== 1) {
      throw new Error(
        `The mutant ${name} does not fit ${file} any more: its text stands there ${found} times, not once.`,
      );
    }
    source = source.replace(find, () => replace);
  }
  registerHooks({
    load(url, context, next) {
      if (url !== target) return next(url, context);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}
