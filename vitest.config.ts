import { defineConfig } from 'vitest/config';

/** One project a tier, so that each can be run alone: `npm test -- unit`. */
const tier = (name: string, options: { timeoutMs: number; alone?: boolean }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    fileParallelism: !options.alone,
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', { timeoutMs: 10_000 }),
      tier('repo', { timeoutMs: 30_000 }),
      tier('simulation', { timeoutMs: 120_000 }),
      tier('contract', { timeoutMs: 60_000 }),
      tier('infra', { timeoutMs: 120_000 }),
      tier('local', { timeoutMs: 120_000, alone: true }),
      tier('upgrade', { timeoutMs: 120_000 }),
      tier('restore', { timeoutMs: 120_000 }),
      tier('cloud', { timeoutMs: 60_000, alone: true }),
    ],
  },
});
