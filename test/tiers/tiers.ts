/** One part of the tests. */
export interface Tier {
  readonly name: string;
  readonly what: string;
  /** What is run, by Node's own binary or by a tool of node_modules/.bin. */
  readonly command: readonly string[];
  /** How its passed and failed tests are counted: by vitest's report, or as one test by the exit code. */
  readonly counted: 'by-report' | 'as-one';
  /** Whether `npm test` runs it, or `npm test -- --all` alone. */
  readonly runs: 'always' | 'with --all';
  /** What it takes: all of the machine's cores, or time that programs of its own need. One of each runs at a time, beside the other. */
  readonly takes: 'cores' | 'time';
}

const vitest = (name: string, what: string): Omit<Tier, 'runs' | 'takes'> => ({
  name,
  what,
  command: ['vitest', 'run', '--project', name],
  counted: 'by-report',
});
const inSimulation = (name: string, what: string, ...options: string[]): Omit<Tier, 'runs' | 'takes'> => ({
  name,
  what,
  command: ['node', 'bin/simulate.ts', ...options],
  counted: 'as-one',
});

/** In the order in which they run: what fails fastest comes first. */
export const tiers: readonly Tier[] = [
  ...[
    { ...vitest('types', 'TypeScript'), command: ['tsc', '-p', '.'], counted: 'as-one' as const },
    {
      ...vitest('style', 'lint and format'),
      command: ['biome', 'check', '--error-on-warnings'],
      counted: 'as-one' as const,
    },
    vitest('unit', 'rules, clients and simulators, in one process'),
    vitest('runs', 'whole runs over simulated malls, broken and killed at every step, in one process'),
    vitest('repo', 'the layout, the import rule, the documents'),
    vitest('contract', 'one suite a port: memory, dynalite, Amazon DynamoDB Local (Java)'),
    vitest('infra', 'the synthesised stacks'),
    vitest('alarms', 'every alarm goes off and is over again, on the figures that the code writes'),
    vitest('simulation', 'the simulation itself, and the seeds that once failed'),
    inSimulation(
      'seeds',
      '40 simulated worlds; planted bugs in files that changed must be caught',
      ...['--seeds', '40', '--changed-mutants'],
    ),
  ].map((tier) => ({ ...tier, runs: 'always' as const, takes: 'cores' as const })),
  {
    ...vitest('local', 'the cloud on this machine, and programs as a person starts them'),
    runs: 'always',
    takes: 'time',
  },
  ...[
    vitest('drills', 'days of outages, played and counted twice; personal data searched for in all that was written'),
    vitest('upgrade', 'the release before and this one on the same rows'),
    vitest('restore', 'each table lost, restored from a copy, and brought up to the mall again'),
    {
      ...vitest('bench', 'calls, writes, log lines and bundles, counted and compared with their budgets'),
      command: ['node', 'bin/bench.ts', '--counted'],
      counted: 'as-one' as const,
    },
    inSimulation(
      'mutants',
      '100 simulated worlds, and every planted bug must be caught',
      ...['--seeds', '100', '--mutants'],
    ),
  ].map((tier) => ({ ...tier, runs: 'with --all' as const, takes: 'cores' as const })),
  ...[
    vitest('desk', 'days on a running npm start: outages, kills, pauses, shipments, stock, the tour'),
    vitest('cloud', 'a real deployment to an emulated AWS account, through a break of the mall of two minutes'),
  ].map((tier) => ({ ...tier, runs: 'with --all' as const, takes: 'time' as const })),
];
