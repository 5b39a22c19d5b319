import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defaultImportSettings } from '../core/session/index.ts';
import { openJournal } from '../journal/index.ts';
import { worldsCounted } from '../proving/coverage/cells.ts';
import { newestEdition } from '../proving/worlds/edition.ts';
import { mutants } from '../proving/worlds/mutants.ts';
import type { SeedResult } from '../proving/worlds/run-seed.ts';
import { shopsPerShard } from '../proving/worlds/scale/shops-per-shard.ts';
import {
  judgeMutants,
  longRun,
  mutantSeeds,
  neverApplied,
  type SimulationFigures,
  simulate,
} from '../proving/worlds/simulate.ts';
import { changedFiles } from './simulate/changed-files.ts';
import { readSimulateOptions, type SimulateOptions, sceneNames } from './simulate/options.ts';
import { playPrograms, writeStory } from './simulate/programs.ts';

const help = `npm run simulate -- [options]

Lets seeded worlds happen: shops, orders, crashes, outages, wrong clocks, all in virtual time; and checks each against
the mall's own books.

  --seeds N       how many worlds (default 100)
  --from N        the first seed (default 1)
  --stock         of the worlds that come, only those with stock: two of ten have it
  --all-malls     of the worlds that come, only those with shops and stock at all four malls: one of ten
  --seed N        one world only; with --trace prints what happened in it
  --edition N     that world as edition N makes it: proving/worlds/once-wrong.ts says which one showed a bug (default ${newestEdition}, the newest)
  --scene KIND    with --seed: no world, but one scene, with all that happens in it, of one order at a mall, of outages,
                  or of stock: ${sceneNames.join(', ')}
  --write FILE    with --seed: writes the world or scene down, compressed where the name ends with .br: what people and malls do,
                  and what befalls our runs and their writes, with its times
  --program PATH  plays what was written down: one file, or all of a folder (test/simulation/programs has those that are kept)
  --from-seeds    with --program: draws each from its seed, too, and says in what the ends differ
  --before DIR    with --program: plays each with the product of another checkout, too, and says in what the ends differ, and
                  which laws are broken there
  --mutants       plants bugs one by one; each must be caught within ${mutantSeeds} seeds
  --changed-mutants
                  of those only the ones in files that changed: since origin/HEAD (origin/main), or the commit before
  --journal FILE  writes every world down; npm run recount -- FILE counts it again
  --mutant NAME   plants this one only, and says every seed that catches it
  --coverage      counts which fault met which call or write in which state of a row, in ${worldsCounted} worlds unless --seeds says how many, and names what was met
                  often in docs/reference/coverage.md and is met no more
  --record        keeps that count, and writes the page anew
  --laws          only the laws of proving/laws judge, by what can be seen from outside: worlds, and planted bugs, too
  --threads N     default: one per core
  --json          one line of figures at the end

  --shops N       no worlds, but so many shops at a mall that costs nothing: what polling and scanning them takes
  --shards N      over so many shards (default: one for every ${shopsPerShard} shops)
  --glances       and instead how soon orders are stored, with and without glances at shops that sell, where a tenth of the shops
                  has 80 % of the orders, and where each has as many
  --reports       and instead what it takes to report a day's shipments of theirs within three hours, with the runs at once of one shard and of all

Ends with 0 when every world holds, every planted bug was caught and no hint was stale, and ${longRun} worlds or more, unless chosen, had every kind of fault;
with 1 when not, with 2 when it could not begin.
`;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const print = (figures: object): void => void process.stdout.write(`${JSON.stringify(figures)}\n`);
const started = performance.now();
const wallSeconds = (): number => Math.round((performance.now() - started) / 100) / 10;

try {
  const known = { mutants: mutants.map(({ name }) => name), cores: availableParallelism() };
  process.exitCode = await run(readSimulateOptions(process.argv.slice(2), known));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function run(options: SimulateOptions): Promise<0 | 1> {
  switch (options.kind) {
    case 'help':
      process.stdout.write(help);
      return 0;
    case 'scale':
      return weighShops(options);
    case 'one-world':
      await startJournal(options.journal);
      return playOne(options);
    case 'story':
      return writeStory(options, say);
    case 'programs':
      return playPrograms(options, say);
    case 'coverage':
      return countCoverage(options);
    case 'worlds':
      await startJournal(options.journal);
      return playMany(options);
  }
}

/** Opens the journal to report an unusable path early, and empties it. The worlds append to it. */
async function startJournal(path: string | null): Promise<void> {
  if (path !== null) await openJournal(path, { startOver: true }).close();
}

/** Fails where a world is broken, and, unless the count is kept, where what was met often is met no more. */
async function countCoverage({ seeds, threads, record, json }: SimulateOptions & { kind: 'coverage' }): Promise<0 | 1> {
  const [{ playCoverage }, { missedCells }, { keptPath, keptText, readKept }, { coveragePage, pagePath }] =
    await Promise.all([
      import('../proving/coverage/play.ts'),
      import('../proving/coverage/cells.ts'),
      import('../proving/coverage/kept.ts'),
      import('../proving/coverage/page.ts'),
    ]);
  const before = readKept();
  const failed: number[] = [];
  const coverage = await playCoverage({
    seeds,
    threads,
    onBroken: (seed, broken) => {
      failed.push(seed);
      say(`seed ${seed}: ${broken[0]}`);
    },
    onProgress: (done) => {
      if (done % 50 === 0) say(`${done} of ${seeds.length} seeds, ${wallSeconds()} s`);
    },
  });
  const { user, system } = process.cpuUsage();
  const cpuSeconds = Math.round((user + system) / 1_000_000);
  const missed = before === null ? [] : missedCells(before.coverage, coverage, seeds.length);
  for (const { name, times, worlds } of missed) say(`MET NO MORE ${name}: ${times} times in ${worlds} worlds before`);
  if (record) {
    const kept = { seeds: seeds.length, cpuSeconds, coverage };
    writeFileSync(keptPath, keptText(kept));
    writeFileSync(pagePath, coveragePage(kept));
  }
  if (json) print({ seeds: seeds.length, failed, cells: Object.fromEntries(coverage), missed, cpuSeconds });
  else
    say(
      `${seeds.length} seeds, ${failed.length} failed, ${coverage.size} cells, ${missed.length} met no more, ${cpuSeconds} CPU s`,
    );
  return failed.length > 0 || (missed.length > 0 && !record) ? 1 : 0;
}

async function weighShops({
  shops,
  shards,
  reports,
  glances,
  json,
}: SimulateOptions & { kind: 'scale' }): Promise<0 | 1> {
  // Loaded here, so that the threads of the worlds do not wait for it.
  const { busyProgress, measureScale, measureScans, scaleLines } = await import('../proving/worlds/scale/measure.ts');
  const shared = shards ?? Math.ceil(shops / shopsPerShard);
  if (reports) return weighReports(shops, shared, json);
  if (glances) return weighGlances(shops, shared, json);
  const figures = await measureScale(shops, shared);
  const scans = await measureScans(Math.ceil(shops / shared), busyProgress);
  if (json) print({ ...figures, scans, wallSeconds: wallSeconds() });
  else for (const line of scaleLines(figures, scans)) say(line);
  const late = figures.minutes.some(({ notVisitedOnce, secondsMax }) => notVisitedOnce > 0 || secondsMax > 60);
  return late || scans.scannedInTime < scans.shops ? 1 : 0;
}

async function weighGlances(shops: number, shards: number, json: boolean): Promise<0> {
  const { glanceLine, measureGlances } = await import('../proving/worlds/scale/glances.ts');
  for (const law of ['pareto', 'even'] as const) {
    for (const warmPercent of [0, defaultImportSettings.warmPercent]) {
      const figures = await measureGlances({ law, shops, shards, warmPercent, minutes: 6 });
      if (json) print(figures);
      else say(glanceLine(figures));
    }
  }
  return 0;
}

async function weighReports(shops: number, shards: number, json: boolean): Promise<0 | 1> {
  const { isOverdue, measureReports, reportLine } = await import('../proving/worlds/scale/reports.ts');
  let isLate = false;
  for (const ofShards of new Set([1, shards])) {
    const figures = await measureReports({ shops, shards: ofShards });
    if (json) print({ ...figures, wallSeconds: wallSeconds() });
    else say(reportLine(figures));
    isLate = isOverdue(figures);
  }
  return isLate ? 1 : 0;
}

async function playOne({
  seed,
  edition,
  trace,
  journal,
  laws,
  json,
}: SimulateOptions & { kind: 'one-world' }): Promise<0 | 1> {
  const { runSeed } = await import('../proving/worlds/run-seed.ts');
  const result = await runSeed(seed, { trace, edition, laws, ...(journal === null ? {} : { journal }) });
  for (const line of result.trace) say(line);
  for (const line of result.broken) say(`seed ${seed}: ${line}`);
  say(`seed ${seed}: ${result.orders} orders, ${result.broken.length} broken, ${wallSeconds()} s`);
  const failed = result.broken.length > 0 ? [seed] : [];
  const virtualHours = Math.round(result.virtualMs / 3_600_000);
  const figures: SimulationFigures = {
    seeds: 1,
    failed,
    faults: result.counts,
    virtualHours,
    wallSeconds: wallSeconds(),
    stock: await figuresOf(result),
  };
  if (json) print(figures);
  return failed.length > 0 ? 1 : 0;
}

/** One world is compared with no other way. */
async function figuresOf({ stock }: SeedResult): Promise<SimulationFigures['stock']> {
  const { stockFigures } = await import('../proving/worlds/stock-figures.ts');
  return stockFigures(stock === null ? [] : [stock], { ours: [], naive: [] });
}

function filesThatChanged(): ReadonlySet<string> {
  const files = changedFiles();
  if (files !== null) return files;
  say('Git cannot tell which files changed: no planted bug is judged. npm run simulate -- --mutants judges all.');
  return new Set();
}

async function playMany(options: SimulateOptions & { kind: 'worlds' }): Promise<0 | 1> {
  const { seeds, threads, plant, laws, json } = options;
  let figures: SimulationFigures = await simulate({
    seeds,
    threads,
    laws,
    journal: options.journal ?? undefined,
    wallSeconds,
    onFailure: (seed, broken) => {
      for (const line of broken.slice(0, 5)) say(`seed ${seed}: ${line}`);
      say(`seed ${seed} failed; replay it with: npm run simulate -- --seed ${seed} --trace`);
    },
    onProgress: (done) => {
      if (done % 50 === 0) say(`${done} of ${seeds.length} seeds, ${wallSeconds()} s`);
    },
  });
  if (plant !== 'none') {
    const staleHints: string[] = [];
    const caught = await judgeMutants({
      threads,
      laws,
      which: plant === 'changed' ? { inFiles: filesThatChanged() } : plant,
      onMutant: ({ name, seeds: by, broken, isHintStale }) => {
        const bySeed = typeof plant === 'string' ? `seed ${by[0]}` : `by ${by.length} seeds: ${by.join(' ')}`;
        say(`${(by.length === 0 ? 'NOT CAUGHT' : bySeed).padEnd(10)} ${name}: ${broken[0] ?? ''}`);
        if (!isHintStale || by.length === 0) return;
        staleHints.push(name);
        say(`STALE HINT ${name}: the seed in proving/worlds/mutant-hints.ts does not catch it. Write ${by[0]} there.`);
      },
    });
    figures = { ...figures, mutants: caught, staleHints, wallSeconds: wallSeconds() };
  }
  const missed = Object.values(figures.mutants ?? {}).filter((seed) => seed === null).length;
  const never = options.areChosen ? [] : neverApplied(figures);
  if (never.length > 0)
    say(`${longRun} worlds and more must show every kind of fault; never applied: ${never.join(', ')}`);
  if (json) print(figures);
  else {
    const { ours, naive } = figures.stock.oversold.compared;
    if (naive.worlds > 0)
      say(
        `oversold by pushes, of 10,000 orders: ${ours.oversellsPer10000}, in the naive way ${naive.oversellsPer10000} (${naive.worlds} worlds)`,
      );
    say(
      `${figures.seeds} seeds, ${figures.failed.length} failed, ${figures.virtualHours} virtual hours, ${figures.wallSeconds} s`,
    );
  }
  const stale = figures.staleHints?.length ?? 0;
  return figures.failed.length + missed + stale + never.length > 0 ? 1 : 0;
}
