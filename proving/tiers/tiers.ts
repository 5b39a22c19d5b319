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
  /** What limits it. A tier that takes `time` runs in parallel with all others; those that take the `cores` run one after the other, and yield to it. */
  readonly takes: 'cores' | 'time';
}

type Place = Pick<Tier, 'runs' | 'takes'>;
const always: Place = { runs: 'always', takes: 'cores' };
const withAll: Place = { runs: 'with --all', takes: 'cores' };
const waiting: Place = { runs: 'with --all', takes: 'time' };

const vitest = (name: string, place: Place, what: string): Tier => ({
  ...{ name, what, ...place },
  command: ['vitest', 'run', '--project', name],
  counted: 'by-report',
});
const tool = (name: string, place: Place, what: string, command: string): Tier => ({
  ...{ name, what, ...place },
  command: command.split(' '),
  counted: 'as-one',
});

/** In the order in which they run: what fails fastest comes first. */
export const tiers: readonly Tier[] = [
  tool('types', always, 'TypeScript', 'tsc -p .'),
  tool('style', always, 'lint and format', 'biome check --error-on-warnings'),
  vitest('unit', always, 'rules, clients and simulators, in one process'),
  vitest('runs', always, 'whole runs over simulated malls, broken and killed at every step, in one process'),
  vitest('repo', always, 'the layout, the import rule, the documents'),
  vitest('contract', always, 'one suite a port: memory, dynalite, Amazon DynamoDB Local (Java)'),
  vitest('infra', always, 'the synthesised stacks'),
  vitest('alarms', always, 'every alarm goes off and is over again, on the figures that the code writes'),
  vitest('simulation', always, 'the simulation itself, and worlds and scenes that once failed'),
  tool(
    'seeds',
    always,
    'the first 30 simulated worlds; planted bugs in files that changed must be caught',
    'node bin/simulate.ts --seeds 30 --changed-mutants',
  ),
  vitest('local', { ...always, takes: 'time' }, 'the cloud on this machine, and programs as a person starts them'),
  vitest('drift', withAll, "the client and the simulators, judged by the malls' own models"),
  vitest(
    'drills',
    withAll,
    'days of outages, counted twice; personal data searched for in all that was written; worlds that are kept, from their files and their seeds',
  ),
  vitest('upgrade', withAll, 'the release before and this one on the same rows'),
  vitest('restore', withAll, 'each table lost, restored from a copy, and brought up to the mall again'),
  tool(
    'bench',
    withAll,
    'calls, writes, log lines and bundles, counted and compared with their budgets',
    'node bin/bench.ts --counted',
  ),
  tool(
    'mutants',
    withAll,
    'worlds 31 to 100 of the simulation, and every planted bug must be caught',
    'node bin/simulate.ts --seeds 70 --from 31 --mutants',
  ),
  vitest(
    'desk',
    waiting,
    'hours of a running npm start: outages, kills, pauses, shipments, stock, the tour, a clock that is set (apt-get install faketime)',
  ),
  vitest('api', waiting, 'the API of a running npm start, by Schemathesis (Python 3.11) and by its own client'),
  vitest(
    'browser',
    waiting,
    'the console in Chromium: every view, an outage watched live, the keyboard alone (apt-get install chromium)',
  ),
  vitest('cloud', waiting, 'a real deployment to an emulated AWS account, through a break of the mall of two minutes'),
];
