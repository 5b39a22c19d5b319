/** One part of `npm test`, in the order they run: what fails fastest comes first. */
export interface Tier {
  readonly name: string;
  readonly what: string;
  /** What is run, by Node's own binary or by a tool of node_modules/.bin. */
  readonly command: readonly string[];
  /** How its passed and failed tests are counted: by vitest's report, or as one test by the exit code. */
  readonly counted: 'by-report' | 'as-one';
}

const vitest = (name: string, what: string): Tier => ({
  name,
  what,
  command: ['vitest', 'run', '--project', name],
  counted: 'by-report',
});

/** Seeds of the simulation that every run of the tests plays. */
export const simulatedSeeds = 100;

export const tiers: readonly Tier[] = [
  { name: 'types', what: 'TypeScript', command: ['tsc', '-p', '.'], counted: 'as-one' },
  { name: 'style', what: 'lint and format', command: ['biome', 'check', '--error-on-warnings'], counted: 'as-one' },
  vitest('unit', 'rules, clients and simulators, in one process'),
  vitest('runs', 'whole runs over simulated malls, broken and killed at every step, in one process'),
  vitest('repo', 'the layout, the import rule, the documents'),
  vitest('contract', 'one suite a port: memory, dynalite, Amazon DynamoDB Local (Java)'),
  vitest('infra', 'the synthesised stacks'),
  vitest('alarms', 'every alarm goes off and is over again, on the figures that the code writes'),
  vitest('local', 'the cloud on this machine, and programs as a person starts them'),
  vitest('upgrade', 'the release before and this one on the same rows'),
  vitest('restore', 'each table lost, restored from a copy, and brought up to the mall again'),
  vitest('cloud', 'a real deployment to an emulated AWS account, through a break of the mall of two minutes'),
  {
    name: 'bench',
    what: 'calls, writes, log lines and bundles, counted and compared with their budgets',
    command: ['node', 'bin/bench.ts', '--counted'],
    counted: 'as-one',
  },
  vitest('simulation', 'the simulation itself, and the seeds that once failed'),
  {
    name: 'seeds',
    what: `${simulatedSeeds} simulated worlds, and every planted bug must be caught`,
    command: ['node', 'bin/simulate.ts', '--seeds', String(simulatedSeeds), '--mutants'],
    counted: 'as-one',
  },
];
