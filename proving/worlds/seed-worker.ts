import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Edition } from './edition.ts';
import { noFaults } from './fault-kinds.ts';
import type { Mutant } from './mutant.ts';
import { packLoosely } from './pack-loosely.ts';
import { plant } from './plant.ts';
import type { SeedReport } from './seed-pool.ts';
import { signLoosely } from './sign-loosely.ts';

const { mutant, journal, edition, laws, coverage } = workerData as {
  mutant: Mutant | null;
  journal: string | undefined;
  edition: Edition | undefined;
  laws: boolean;
  coverage: boolean;
};
if (mutant) plant(mutant);
packLoosely();
// The days of Yahoo and the scenes check the signatures.
if (mutant?.judgedBy !== 'days-at-yahoo' && mutant?.judgedBy !== 'scenes-of-one-order') signLoosely();
// Every thread of every run reads the same sources; what is kept of them is found by their content, so a planted bug is read anew.
enableCompileCache();
const play = await playOf(mutant);
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
  const { broken, counts, virtualMs, orders, stock, cells } = await play(seed, {
    ...{ laws, coverage },
    ...(journal === undefined ? {} : { journal }),
    ...(edition === undefined ? {} : { edition }),
  }).catch((error: unknown) => ({
    broken: [`the world ended with an error: ${wordsOf(error)}`],
    counts: noFaults(),
    virtualMs: 0,
    orders: 0,
    stock: null,
    cells: null,
  }));
  // Unhandled rejections are reported at the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  const report: SeedReport = { seed, broken: [...broken, ...unattended], counts, virtualMs, orders, stock, cells };
  port.postMessage(report);
});

/** Loaded only now, since the bug is planted in what it imports. */
async function playOf(planted: Mutant | null) {
  switch (planted?.judgedBy) {
    case 'days-at-yahoo': {
      const { playYahooStatuses } = await import('./yahoo-statuses.ts');
      return asWorld((seed) => playYahooStatuses(seed, { laws }));
    }
    case 'scenes-of-one-order': {
      const { brokenInScenes } = await import('../scenes/order/play.ts');
      return asWorld((seed) => brokenInScenes(seed, { laws, edition }));
    }
    case 'scenes-of-outages': {
      const { playOutageScene } = await import('../scenes/outages/play.ts');
      return asWorld(async (seed) => {
        const { broken, unlawful } = await playOutageScene(seed);
        return laws ? unlawful.map(({ law, words }) => `${law}: ${words}`) : broken;
      });
    }
    case 'scenes-of-stock': {
      const { playStockScene } = await import('../scenes/stock/play.ts');
      return asWorld(async (seed) => {
        const { broken, unlawful } = await playStockScene(seed);
        return laws ? unlawful.map(({ law, words }) => `${law}: ${words}`) : broken;
      });
    }
    default:
      return (await import('./run-seed.ts')).runSeed;
  }
}

/** What is no world, played as worlds are: only what is broken in it is counted. */
function asWorld(brokenIn: (seed: number) => Promise<readonly string[]>) {
  return async (seed: number) => ({
    ...{ broken: await brokenIn(seed), counts: noFaults(), virtualMs: 0, orders: 0, stock: null, cells: null },
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
