import { parseArgs } from 'node:util';
import { worldsCounted } from '../../proving/coverage/cells.ts';
import type { Drawn } from '../../proving/programs/play.ts';
import { drawnKinds } from '../../proving/programs/program.ts';
import { type SceneMallName, sceneMalls } from '../../proving/scenes/order/malls.ts';
import { type Edition, newestEdition } from '../../proving/worlds/edition.ts';
import { seedsFrom } from '../../proving/worlds/simulate.ts';
import { hasAllMalls, hasStocks } from '../../proving/worlds/stocks.ts';

/** What `npm run simulate` was asked for. */
export type SimulateOptions =
  | { readonly kind: 'help' }
  /** No worlds, but what so many shops take. */
  | {
      readonly kind: 'scale';
      readonly shops: number;
      readonly shards: number | null;
      /** What reporting takes them, and not what polling and scanning does. */
      readonly reports: boolean;
      readonly glances: boolean;
      readonly json: boolean;
    }
  | {
      readonly kind: 'one-world';
      readonly seed: number;
      readonly edition: Edition;
      readonly trace: boolean;
      readonly journal: string | null;
      readonly laws: boolean;
      readonly json: boolean;
    }
  /** Draws one world or scene from a seed, and writes it down where a file is given. */
  | { readonly kind: 'story'; readonly story: Drawn; readonly write: string | null }
  /** Plays what a file, or each file of a folder, holds, and compares how it ends elsewhere. */
  | {
      readonly kind: 'programs';
      readonly path: string;
      readonly fromSeeds: boolean;
      readonly before: string | null;
      readonly threads: number;
    }
  /** Worlds in which it is counted which fault met which call or write. */
  | {
      readonly kind: 'coverage';
      readonly seeds: readonly number[];
      readonly threads: number;
      /** True: keeps the count, and writes its page. */
      readonly record: boolean;
      readonly json: boolean;
    }
  | {
      readonly kind: 'worlds';
      readonly seeds: readonly number[];
      /** True where they were chosen, so that some kinds of faults can be in none of them. */
      readonly areChosen: boolean;
      /** Planted bugs to be judged: none, all of them, those in files that changed, or the one of this name. */
      readonly plant: 'none' | 'all' | 'changed' | { readonly name: string };
      readonly threads: number;
      readonly journal: string | null;
      /** Whether the laws alone judge, on what can be seen from outside. */
      readonly laws: boolean;
      readonly json: boolean;
    };

const isSceneMall = (name: string): name is SceneMallName => Object.hasOwn(sceneMalls, name);

/** Names the kinds of scenes; one of one order has the name of its mall. */
export const sceneNames: readonly string[] = [...Object.keys(sceneMalls), 'outages', 'stock'];

function sceneNamed(name: string, seed: number): Drawn | null {
  if (isSceneMall(name)) return { kind: 'scene-of-one-order', mall: name, seed };
  const kind = drawnKinds.find((one) => one === `scene-of-${name}`);
  return kind === undefined ? null : { kind, seed, edition: newestEdition };
}

const whichWorlds = ['from', 'stock', 'all-malls', 'mutants', 'changed-mutants', 'mutant'] as const;
const ofManyWorlds = ['seeds', ...whichWorlds, 'threads', 'coverage', 'record'] as const;
/** Options that --coverage refuses. Each count begins at seed 1, so that it can be compared with the kept one. */
const notOfCoverage = [...whichWorlds, 'journal', 'laws'] as const;
const aboutWorlds = [
  ...ofManyWorlds,
  'trace',
  'edition',
  'journal',
  'laws',
  'json',
  'shops',
  'shards',
  'reports',
  'glances',
] as const;

/** Limits of the options that the caller supplies. */
export interface Known {
  readonly mutants: readonly string[];
  readonly cores: number;
}

/** Reads the command line. Throws an Error that names everything that is wrong with it. */
export function readSimulateOptions(args: readonly string[], known: Known): SimulateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      edition: { type: 'string' },
      trace: { type: 'boolean', default: false },
      stock: { type: 'boolean', default: false },
      'all-malls': { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      'changed-mutants': { type: 'boolean', default: false },
      mutant: { type: 'string' },
      coverage: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      scene: { type: 'string' },
      write: { type: 'string' },
      program: { type: 'string' },
      before: { type: 'string' },
      'from-seeds': { type: 'boolean', default: false },
      journal: { type: 'string' },
      laws: { type: 'boolean', default: false },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
      shops: { type: 'string' },
      shards: { type: 'string' },
      reports: { type: 'boolean', default: false },
      glances: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  const problems: string[] = [];
  type Count = 'seeds' | 'from' | 'seed' | 'edition' | 'threads' | 'shops' | 'shards';
  const whole = (name: Count, min: number, max: number) => {
    const text = values[name];
    if (text === undefined) return null;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    problems.push(`--${name}: got "${text}", expected a whole number from ${min} to ${max}`);
    return null;
  };
  /** Options that are given but would be ignored. */
  const only = (names: readonly (keyof typeof values)[], where: string): void => {
    for (const name of names) {
      if (values[name] !== undefined && values[name] !== false) problems.push(`--${name}: ${where}; leave it out`);
    }
  };

  const shops = whole('shops', 1, 1_000_000);
  const shards = whole('shards', 1, 10_000);
  const seed = whole('seed', 0, 2 ** 31);
  const edition = (whole('edition', 1, newestEdition) ?? newestEdition) as Edition;
  const { coverage, record } = values;
  const count = whole('seeds', 1, 1_000_000) ?? (coverage ? worldsCounted : 100);
  const from = whole('from', 0, 2 ** 31) ?? 1;
  const threads = whole('threads', 1, 256) ?? known.cores;
  const { mutant, mutants, stock, trace, json, laws, journal = null } = values;
  if (mutant !== undefined && !known.mutants.includes(mutant)) {
    problems.push(`--mutant: got "${mutant}", expected a planted bug of proving/worlds/mutants.ts`);
  }
  const plants = [
    ...(mutants ? (['all'] as const) : []),
    ...(values['changed-mutants'] ? (['changed'] as const) : []),
    ...(mutant === undefined ? [] : [{ name: mutant }]),
  ];
  if (plants.length > 1) problems.push('--mutants, --changed-mutants, --mutant: give one of the three');
  const { scene, write = null, program, before = null } = values;
  if (scene !== undefined && !sceneNames.includes(scene))
    problems.push(`--scene: got "${scene}", expected one of ${sceneNames.join(', ')}`);
  if (scene !== undefined && seed === null) problems.push('--scene: give its --seed, too');
  if (seed === null) only(['write'], 'goes with --seed');
  if (write !== null) only(['trace', 'journal', 'laws', 'json'], 'about a world that is not written down');
  if (program === undefined) only(['before', 'from-seeds'], 'goes with --program');
  if (scene !== undefined) only([...aboutWorlds, 'program'], 'about worlds or programs, and --scene is one scene');
  else if (program !== undefined)
    only(
      [...aboutWorlds.filter((name) => name !== 'threads'), 'seed', 'write'],
      'about what is drawn, and --program is written down',
    );
  else if (values.shops !== undefined) {
    only([...ofManyWorlds, 'seed', 'edition', 'trace', 'journal', 'laws'], 'about worlds, and --shops has none');
  } else {
    only(['shards', 'reports', 'glances'], 'goes with --shops');
    if (values.seed === undefined) only(['trace', 'edition'], 'goes with --seed, for one world');
    else only(ofManyWorlds, 'about many worlds, and --seed is one');
    if (coverage) only(notOfCoverage, 'not with --coverage, which counts all worlds from seed 1 on');
    else only(['record'], 'goes with --coverage');
  }
  if (problems.length > 0) {
    throw new Error(`npm run simulate cannot begin:\n  ${problems.join('\n  ')}\nSee npm run simulate -- --help`);
  }
  if (program !== undefined)
    return { kind: 'programs', path: program, fromSeeds: values['from-seeds'], before, threads };
  const story = seed === null ? null : scene === undefined ? null : sceneNamed(scene, seed);
  if (story !== null) return { kind: 'story', story, write };
  if (seed !== null && write !== null) return { kind: 'story', story: { kind: 'world', seed, edition }, write };
  if (shops !== null) return { kind: 'scale', shops, shards, reports: values.reports, glances: values.glances, json };
  if (seed !== null) return { kind: 'one-world', seed, edition, trace, journal, laws, json };
  if (coverage) return { kind: 'coverage', seeds: seedsFrom(1, count), threads, record, json };
  const allMalls = values['all-malls'];
  return {
    kind: 'worlds',
    seeds: seedsFrom(from, count, (one) => (!stock || hasStocks(one)) && (!allMalls || hasAllMalls(one))),
    areChosen: stock || allMalls,
    plant: plants[0] ?? 'none',
    threads,
    journal,
    laws,
    json,
  };
}
