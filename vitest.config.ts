import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';

// Tests make much that is short-lived; in a larger nursery most of it dies before anybody has to move it.
setFlagsFromString('--max-semi-space-size=64');

/** A test is as slow as the machine is busy: only what hangs takes longer than this. */
const onlyHangsMs = 900_000;

interface TierOptions {
  /** One file at a time: what it starts needs the whole machine. */
  readonly alone?: boolean;
  /** Its files share a thread and what is loaded there: each puts back what it changed (`afterAll`). */
  readonly sharesThreads?: boolean;
  /** It synthesises again and again; what CloudFormation refuses is looked for once, by `synth.test.ts`. */
  readonly synthesises?: boolean;
}

/** One project a tier, so that each can be run alone: `npm test -- unit`. */
const tier = (name: string, options: TierOptions = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: onlyHangsMs,
    hookTimeout: onlyHangsMs,
    fileParallelism: !options.alone,
    // They read English, whatever the locale of the machine; programs that they start inherit it.
    env: { OPS_LANG: 'en', ...(options.synthesises ? { CDK_VALIDATION: 'false' } : {}) },
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
      tier('unit', { sharesThreads: true }),
      tier('runs', { sharesThreads: true }),
      tier('repo'),
      tier('simulation', { sharesThreads: true }),
      tier('drift'),
      tier('drills', { sharesThreads: true }),
      tier('contract', { sharesThreads: true }),
      tier('infra', { sharesThreads: true, synthesises: true }),
      tier('alarms', { sharesThreads: true, synthesises: true }),
      tier('local', { alone: true }),
      tier('desk', { alone: true }),
      tier('api', { alone: true }),
      tier('browser', { alone: true }),
      tier('upgrade'),
      tier('restore'),
      tier('cloud', { alone: true }),
    ],
  },
});
