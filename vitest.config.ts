import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';

// Tests make much that is short-lived; in a larger nursery most of it dies before anybody has to move it.
setFlagsFromString('--max-semi-space-size=64');

/** Programs that a test started are as slow as the machine is busy: only what hangs takes longer than this. */
const onlyHangsMs = 900_000;

interface TierOptions {
  readonly timeoutMs: number;
  /** One file at a time: what it starts needs the whole machine. */
  readonly alone?: boolean;
  /** Its files share a thread and what is loaded there: each puts back what it changed (`afterAll`). */
  readonly sharesThreads?: boolean;
}

/** One project a tier, so that each can be run alone: `npm test -- unit`. */
const tier = (name: string, options: TierOptions) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    fileParallelism: !options.alone,
    // On the two cores of a small machine Vitest would use one, and leave the other to itself.
    ...(options.sharesThreads
      ? { pool: 'threads' as const, isolate: false, maxWorkers: '100%', sequence: { groupOrder: 1 } }
      : {}),
  },
});

export default defineConfig({
  test: {
    projects: [
      // Loading the same modules for each of its files anew would take three times as long as its tests.
      tier('unit', { timeoutMs: 10_000, sharesThreads: true }),
      tier('runs', { timeoutMs: 30_000, sharesThreads: true }),
      tier('repo', { timeoutMs: 30_000 }),
      tier('simulation', { timeoutMs: 120_000, sharesThreads: true }),
      tier('drills', { timeoutMs: 120_000, sharesThreads: true }),
      tier('contract', { timeoutMs: 60_000, sharesThreads: true }),
      tier('infra', { timeoutMs: 120_000, sharesThreads: true }),
      tier('alarms', { timeoutMs: 60_000, sharesThreads: true }),
      tier('local', { timeoutMs: onlyHangsMs, alone: true }),
      tier('desk', { timeoutMs: onlyHangsMs, alone: true }),
      tier('upgrade', { timeoutMs: 120_000 }),
      tier('restore', { timeoutMs: 120_000 }),
      tier('cloud', { timeoutMs: 60_000, alone: true }),
    ],
  },
});
