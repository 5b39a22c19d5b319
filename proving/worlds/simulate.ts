import { existsSync, readFileSync } from 'node:fs';
import { eachLimited } from '../../core/kernel/concurrency.ts';
import { plantableSources } from './anchors.ts';
import type { Edition } from './edition.ts';
import { addFaults, type FaultCounts, noFaults } from './fault-kinds.ts';
import { type Mutant, plantedFiles } from './mutant.ts';
import { type Hint, mutantHints } from './mutant-hints.ts';
import { mutants } from './mutants.ts';
import { naiveWay } from './naive-way.ts';
import { hasOutages } from './outages.ts';
import { runSeeds, type SeedReport } from './seed-pool.ts';
import { hasStatuses } from './statuses.ts';
import { isCompared, type StockCounts, type StockFigures, stockFigures } from './stock-figures.ts';
import { hasAllMalls, hasStocks } from './stocks.ts';

/** The figures of a simulation, as `simulate --json` prints them. */
export interface SimulationFigures {
  readonly seeds: number;
  readonly failed: readonly number[];
  readonly faults: FaultCounts;
  readonly virtualHours: number;
  readonly wallSeconds: number;
  readonly stock: StockFigures;
  readonly mutants?: Readonly<Record<string, number | null>>;
  /** Planted bugs that the seed of their hint does not catch, though another one does. */
  readonly staleHints?: readonly string[];
}

/**
 * So many worlds are a long run. It has to show every kind of fault, of which the rarest comes in one of forty: a kind that never comes
 * tests nothing. And it plays some worlds with stock in the naive way, too.
 */
export const longRun = 500;

/** The kinds of faults that were never applied, where the worlds were enough for all of them. */
export function neverApplied({ seeds, faults }: Pick<SimulationFigures, 'seeds' | 'faults'>): string[] {
  if (seeds < longRun) return [];
  return Object.entries(faults).flatMap(([kind, times]) => (times === 0 ? [kind] : []));
}

/** A mutant counts as caught only within this many seeds. */
export const mutantSeeds = 100;

/** A scene takes a hundredth of the time of a world, so more of them judge. */
const mutantScenes = 3_000;
/** A scene of stock has several malls, and takes several times as long. */
const mutantStockScenes = 1_000;

/** The seeds that judge a mutant: the first hundred that can show it, or more of scenes. */
export function seedsJudging({ judgedBy }: Pick<Mutant, 'judgedBy'>): number[] {
  switch (judgedBy) {
    case 'worlds-of-all-malls':
      return seedsFrom(1, mutantSeeds, hasAllMalls);
    case 'worlds-of-changes':
      return seedsFrom(1, mutantSeeds, hasStatuses);
    case 'scenes-of-one-order':
    case 'scenes-of-outages':
      return seedsFrom(1, mutantScenes);
    case 'scenes-of-stock':
      return seedsFrom(1, mutantStockScenes);
    default:
      return seedsFrom(1, mutantSeeds);
  }
}

/** Runs many seeds and sums up; `onFailure` hears what is broken, `onProgress` how far it is. */
export async function simulate(options: {
  readonly seeds: readonly number[];
  readonly threads: number;
  /** Where every world is written down. */
  readonly journal?: string | undefined;
  /** Whether the laws alone judge. */
  readonly laws?: boolean;
  readonly wallSeconds: () => number;
  readonly onFailure: (seed: number, broken: readonly string[]) => void;
  readonly onProgress: (done: number) => void;
}): Promise<SimulationFigures> {
  const faults = noFaults();
  const failed: number[] = [];
  const stocks = new Map<number, StockCounts>();
  let virtualMs = 0;
  let done = 0;
  const ways = {
    journal: options.journal,
    laws: options.laws === true,
    onReport: (report: SeedReport): 'go-on' => {
      addFaults(faults, report.counts);
      virtualMs += report.virtualMs;
      if (report.stock !== null) stocks.set(report.seed, report.stock);
      if (report.broken.length > 0) {
        failed.push(report.seed);
        options.onFailure(report.seed, report.broken);
      }
      options.onProgress(++done);
      return 'go-on';
    },
  };
  const waiting = dearestFirst(options.seeds).values();
  // One thread begins with the naive way, which reads sources of its own, while the others play.
  const [naive] = await Promise.all([
    playedNaively(options.seeds).then(async (played) => {
      await runSeeds(waiting, { threads: 1, ...ways });
      return played;
    }),
    runSeeds(waiting, { threads: options.threads - 1, ...ways }),
  ]);
  failed.sort((a, b) => a - b);
  const virtualHours = Math.round(virtualMs / 3_600_000);
  const ours = [...naive.keys()].flatMap((seed) => stocks.get(seed) ?? []);
  const stock = stockFigures([...stocks.values()], { ours, naive: [...naive.values()] });
  return { seeds: options.seeds.length, failed, faults, virtualHours, wallSeconds: options.wallSeconds(), stock };
}

/** The first so many seeds, from one on, of those that are wanted. */
export function seedsFrom(from: number, count: number, isWanted: (seed: number) => boolean = () => true): number[] {
  const seeds: number[] = [];
  for (let seed = from; seeds.length < count; seed++) if (isWanted(seed)) seeds.push(seed);
  return seeds;
}

/** Worlds with stock and with outages take twice as long as others: begun last, they would keep one thread alone. */
function dearestFirst(seeds: readonly number[]): number[] {
  const isDear = (seed: number): boolean => hasStocks(seed) || hasOutages(seed);
  return [...seeds.filter(isDear), ...seeds.filter((seed) => !isDear(seed))];
}

/** Plays some of the worlds with stock once more, in the naive way, so that what is oversold by it stands beside what is by ours. */
async function playedNaively(seeds: readonly number[]): Promise<ReadonlyMap<number, StockCounts>> {
  const compared = seeds.length < longRun ? [] : seeds.filter(isCompared).slice(0, Math.ceil(seeds.length / 20));
  const naive = new Map<number, StockCounts>();
  await runSeeds(compared, {
    threads: 1,
    mutant: naiveWay,
    onReport: ({ seed, stock }) => {
      if (stock !== null) naive.set(seed, stock);
      return 'go-on';
    },
  });
  return naive;
}

/** How a planted bug was judged. */
export interface JudgedMutant {
  readonly name: string;
  /** The seeds that caught it, the first one only unless all were asked for; none when it was not caught. */
  readonly seeds: readonly number[];
  /** What the first of them says. */
  readonly broken: readonly string[];
  /** Whether its hint names a seed that did not catch it: the hint says nothing any more. */
  readonly isHintStale: boolean;
}

type WhichMutants = 'all' | { readonly name: string } | { readonly inFiles: ReadonlySet<string> };

/**
 * Which seed caught each planted bug; null for one that none of its hundred caught. Bugs are judged side by side, a
 * thread each, and each first by the seed that caught it last.
 */
export async function judgeMutants(options: {
  readonly threads: number;
  /** Whether the laws alone judge. */
  readonly laws?: boolean;
  /** Which planted bugs: each is played until a seed catches it. One that is given by name is played by every seed. */
  readonly which: WhichMutants;
  readonly onMutant: (judged: JudgedMutant) => void;
}): Promise<Record<string, number | null>> {
  const { threads, which, onMutant, laws = false } = options;
  const name = which !== 'all' && 'name' in which ? which.name : undefined;
  const wanted = mutantsOf(which);
  if (name !== undefined && wanted.length === 0)
    throw new Error(`No planted bug is named ${name}: look into proving/worlds/mutants.ts.`);
  const caught = new Map<string, number | null>();
  await eachLimited(wanted, name === undefined ? threads : 1, async (mutant) => {
    const judged = await judgeMutant(mutant, mutantHints[mutant.name], {
      laws,
      ...(name === undefined ? { threads: 1 } : { threads, bySeeds: 'all' as const }),
    });
    caught.set(mutant.name, judged.seeds[0] ?? null);
    onMutant(judged);
  });
  return Object.fromEntries(wanted.map((mutant) => [mutant.name, caught.get(mutant.name) ?? null]));
}

function mutantsOf(which: WhichMutants): readonly Mutant[] {
  if (which === 'all') return mutants;
  if ('name' in which) return mutants.filter(({ name }) => name === which.name);
  const sources = plantableSources();
  // A planted bug is new where the list of planted bugs changed; a file that is gone changed, too.
  const lists = [...which.inFiles].filter((file) => /^proving\/worlds\/.*mutants\.ts$/.test(file) && existsSync(file));
  const described = lists.map((file) => readFileSync(file, 'utf8')).join('\n');
  return mutants.filter(
    (mutant) =>
      described.includes(`name: '${mutant.name}'`) ||
      [...plantedFiles(mutant, sources).keys()].some((file) => which.inFiles.has(file)),
  );
}

/** Which seed catches a planted bug, its hint first; with `bySeeds: 'all'`, every seed that does. */
export async function judgeMutant(
  mutant: Mutant,
  hint: Hint | undefined,
  {
    threads,
    bySeeds = 'first',
    laws = false,
  }: { readonly threads: number; readonly bySeeds?: 'first' | 'all'; readonly laws?: boolean },
): Promise<JudgedMutant> {
  const [hinted, edition] = typeof hint === 'object' ? hint : [hint];
  const reports = new Map<number, readonly string[]>();
  const play = (seeds: readonly number[], ofEdition?: Edition): Promise<void> =>
    runSeeds(seeds, {
      threads,
      mutant,
      laws,
      edition: ofEdition,
      onReport: ({ seed, broken }) => {
        if (broken.length === 0) return 'go-on';
        reports.set(seed, broken);
        return bySeeds === 'first' ? 'stop' : 'go-on';
      },
    });
  if (hinted !== undefined) await play([hinted], edition);
  // Hints of an edition before are to be found anew, and fail nothing until then.
  const isHintStale = hinted !== undefined && edition === undefined && reports.size === 0;
  const others = seedsJudging(mutant).filter((seed) => seed !== hinted || edition !== undefined);
  if (reports.size === 0 || bySeeds === 'all') await play(others);
  // What the newest edition does not bring is judged by the one of the hint.
  if (reports.size === 0 && edition !== undefined) await play(seedsJudging(mutant), edition);
  const caughtBy = [...reports.keys()].sort((a, b) => a - b);
  return { name: mutant.name, seeds: caughtBy, broken: reports.get(caughtBy[0] ?? 0) ?? [], isHintStale };
}
