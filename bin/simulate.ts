import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openJournal } from '../journal/index.ts';
import { shopsPerShard } from '../test/simulation/scale/shops-per-shard.ts';
import { judgeMutants, mutantSeeds, type SimulationFigures, simulate } from '../test/simulation/simulate.ts';

const help = `npm run simulate -- [options]

Lets seeded worlds happen: shops, orders, crashes, outages, wrong clocks, all in virtual time; and checks each against
the mall's own books.

  --seeds N       how many worlds (default 100)
  --from N        the first seed (default 1)
  --seed N        one world only; with --trace prints what happened in it
  --mutants       plants bugs one by one; each must be caught within ${mutantSeeds} seeds
  --journal FILE  writes every world down; npm run recount -- FILE counts it again
  --mutant NAME   plants this one only, and says every seed that catches it
  --threads N     default: one per core
  --json          one line of figures at the end

  --shops N       no worlds, but so many shops at a mall that costs nothing: what polling and scanning them takes
  --shards N      over so many shards (default: one for every ${shopsPerShard} shops)
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    mutant: { type: 'string' },
    journal: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    shops: { type: 'string' },
    shards: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const started = performance.now();
const wallSeconds = (): number => Math.round((performance.now() - started) / 100) / 10;

if (values.help) {
  process.stdout.write(help);
} else if (values.shops !== undefined) {
  const shops = Number(values.shops);
  const shards = Number(values.shards ?? Math.ceil(shops / shopsPerShard));
  // Loaded here, so that the threads of the worlds do not wait for it.
  const { busyProgress, measureScale, measureScans, scaleLines } = await import('../test/simulation/scale/measure.ts');
  const figures = await measureScale(shops, shards);
  const scans = await measureScans(Math.ceil(shops / shards), busyProgress);
  if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, scans, wallSeconds: wallSeconds() })}\n`);
  else for (const line of scaleLines(figures, scans)) say(line);
  const late = figures.minutes.some(({ notVisitedOnce, secondsMax }) => notVisitedOnce > 0 || secondsMax > 60);
  process.exitCode = late || scans.scannedInTime < scans.shops ? 1 : 0;
} else if (values.seed !== undefined) {
  const { runSeed } = await import('../test/simulation/run-seed.ts');
  const result = await runSeed(Number(values.seed), { trace: values.trace });
  for (const line of result.trace) say(line);
  for (const line of result.broken) say(`seed ${result.seed}: ${line}`);
  say(`seed ${result.seed}: ${result.orders} orders, ${result.broken.length} broken, ${wallSeconds()} s`);
  process.exitCode = result.broken.length > 0 ? 1 : 0;
} else {
  // Opened here for what it refuses, and emptied; the threads add to it.
  if (values.journal !== undefined) await openJournal(values.journal, { startOver: true }).close();
  const from = Number(values.from);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => from + index);
  const threads = Number(values.threads);
  let figures: SimulationFigures = await simulate({
    seeds,
    threads,
    journal: values.journal,
    wallSeconds,
    onFailure: (seed, broken) => {
      for (const line of broken.slice(0, 5)) say(`seed ${seed}: ${line}`);
      say(`seed ${seed} failed; replay it with: npm run simulate -- --seed ${seed} --trace`);
    },
    onProgress: (done) => {
      if (done % 50 === 0) say(`${done} of ${seeds.length} seeds, ${wallSeconds()} s`);
    },
  });
  if (values.mutants || values.mutant !== undefined) {
    const caught = await judgeMutants({
      threads,
      name: values.mutant,
      onMutant: ({ name, seeds: by, broken }) => {
        const bySeed = values.mutant === undefined ? `seed ${by[0]}` : `by ${by.length} seeds: ${by.join(' ')}`;
        say(`${(by.length === 0 ? 'NOT CAUGHT' : bySeed).padEnd(10)} ${name}: ${broken[0] ?? ''}`);
      },
    });
    figures = { ...figures, mutants: caught, wallSeconds: wallSeconds() };
  }
  const missed = Object.values(figures.mutants ?? {}).filter((seed) => seed === null).length;
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    say(
      `${figures.seeds} seeds, ${figures.failed.length} failed, ${figures.virtualHours} virtual hours, ${figures.wallSeconds} s`,
    );
  }
  process.exitCode = figures.failed.length + missed > 0 ? 1 : 0;
}
