import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { noFaults } from './fault-kinds.ts';
import type { Mutant } from './mutant.ts';
import { packLoosely } from './pack-loosely.ts';
import { plant } from './plant.ts';
import type { SeedReport } from './seed-pool.ts';
import { signLoosely } from './sign-loosely.ts';

const { mutant, journal } = workerData as { mutant: Mutant | null; journal: string | undefined };
if (mutant) plant(mutant);
packLoosely();
// The days of Yahoo check the signatures.
const isOfYahoo = mutant?.judgedBy === 'days-at-yahoo';
if (!isOfYahoo) signLoosely();
// Every thread of every run reads the same sources; what is kept of them is found by their content, so a planted bug is read anew.
enableCompileCache();
const play = isOfYahoo ? await daysAtYahoo() : (await import('./run-seed.ts')).runSeed;
flushCompileCache();

// Processes die by the thousand, and each death is an error; a replay of the one seed shows where it happened.
Error.stackTraceLimit = 0;

const port = parentPort;
if (!port) throw new Error('seed-worker runs in a worker thread only.');
// An unhandled rejection normally ends the process; here it breaks the world in which it happened, and the others go on.
let unattended: string[] = [];
process.on('unhandledRejection', (error) => unattended.push(`an unhandled rejection: ${wordsOf(error)}`));
port.on('message', async (seed: number) => {
  unattended = [];
  const { broken, counts, virtualMs, orders, stock } = await play(seed, journal === undefined ? {} : { journal }).catch(
    (error: unknown) => ({
      broken: [`the world ended with an error: ${wordsOf(error)}`],
      counts: noFaults(),
      virtualMs: 0,
      orders: 0,
      stock: null,
    }),
  );
  // Unhandled rejections are reported at the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  const report: SeedReport = { seed, broken: [...broken, ...unattended], counts, virtualMs, orders, stock };
  port.postMessage(report);
});

/** The days of status changes at Yahoo!ショッピング alone, played as worlds are: only what is broken in them is counted. */
async function daysAtYahoo() {
  const { playYahooStatuses } = await import('./yahoo-statuses.ts');
  return async (seed: number) => ({
    ...{ broken: await playYahooStatuses(seed), counts: noFaults(), virtualMs: 0, orders: 0, stock: null },
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
