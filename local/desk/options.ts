import { parseArgs } from 'node:util';
import type { MallName } from '../../core/model/index.ts';
import type { Site } from '../../malls/mall.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { siteOptions } from '../folder/site-options.ts';
import { playedMalls } from './played-malls.ts';

const playedNames = playedMalls.map(({ name }) => name);

/** A line for the addresses of each mall. */
const siteHelp = [...Map.groupBy(siteOptions, ({ mall }) => mall)]
  .map(([mall, [first, ...others]]) => {
    const along = others.map(({ option }) => `, with --${option} URL`).join('');
    return `  --${`${first?.option} URL`.padEnd(17)}import from this ${mallDesks.of(mall).name} instead of simulated malls${along}`;
  })
  .join('\n');

export const help = `npm start -- [options]

Runs the whole of Tsunagi on this machine: the functions, tables, queues and schedules of the CDK templates, and simulated malls
to import from and to keep in stock. Data stay in .tsunagi/, through kill -9 too. Ctrl-C stops.
Shops of real malls are added with: npm run ops -- shops add

  --shops N          shops of the simulated malls, some of one merchant at several (default 8)
  --malls NAMES      those of the simulated malls to play, with commas between them, of ${playedNames.join(', ')} (default all);
                     one that was played in the folder before is there again
  --per-hour N       new orders an hour in each shop, in the mall's time (default 60; of more than 8 shops, 480 in all)
  --seed N           decides everything that looks like chance at the mall (default 1)
  --speed N          how many times faster time runs, for mall and functions alike (default 10; 1 with a real mall)
${siteHelp}
  --data DIR         where everything is kept (default .tsunagi): a new or empty folder, or one of an earlier start
  --fresh            start over: removes what an earlier run kept there; asks first where orders and keys of real shops lie
  --erase-real       with --fresh where no terminal can ask: removes orders and keys of real shops, too
  --clock-was-ahead  with a real mall: the clock of this machine was ahead and is right now; what it put off is done now
  --exit-after TIME  stop after so long, such as 60s, 2m; figures are printed at the end
  --json             print one line of figures at the end, and progress to standard error
  --journal FILE     write down every request to the mall, every event and the final tables; see npm run recount
  --inspect NAME     run this function, such as poll-orders, under a debugger on port 9229, one run at a time; every
                     user of this machine can attach to it
  --alone            only you change orders; otherwise buyers and shops do now and then, and every three minutes a
                     warehouse requests status changes by an event
  --port N           port of the first simulated mall (default: any free one)
  --tour             tells an outage by itself: broken, held, mailed, mended, caught up, audited; in two to three minutes
  --plain            print lines instead of redrawing the screen; so it is wherever the output is no terminal
  --help             this text
`;

/** What `npm start` was asked for. */
export interface Options {
  readonly speed: number;
  readonly folder: string;
  readonly fresh: boolean;
  /** The command line allows removing the data of real shops, too. */
  readonly eraseReal: boolean;
  /** A person said that the machine's clock was ahead when it last ran on this folder, and is right now. */
  readonly clockWasAhead: boolean;
  readonly exitAfterMs: number | null;
  readonly json: boolean;
  readonly plain: boolean;
  readonly journal: string | null;
  readonly inspect: string | null;
  /** Play and narrate an outage, then end. */
  readonly tour: boolean;
  /** No simulated person edits or cancels orders at the mall, and no warehouse requests status changes. */
  readonly alone: boolean;
  readonly mall:
    | {
        readonly kind: 'simulated';
        /** Null where nothing was said: then a mall that is there already stays as it is. */
        readonly malls: readonly MallName[];
        readonly shops: number | null;
        readonly perHour: number | null;
        readonly seed: number | null;
        readonly port: number;
      }
    | { readonly kind: 'real'; readonly sites: Readonly<Record<MallName, Site>> };
}

/** Reads the command line. Throws an Error that names everything that is wrong with it; null when help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shops: { type: 'string' },
      malls: { type: 'string' },
      'per-hour': { type: 'string' },
      seed: { type: 'string' },
      speed: { type: 'string' },
      ...Object.fromEntries(siteOptions.map(({ option }) => [option, { type: 'string' } as const])),
      data: { type: 'string', default: '.tsunagi' },
      fresh: { type: 'boolean', default: false },
      'erase-real': { type: 'boolean', default: false },
      'clock-was-ahead': { type: 'boolean', default: false },
      'exit-after': { type: 'string' },
      json: { type: 'boolean', default: false },
      journal: { type: 'string' },
      inspect: { type: 'string' },
      port: { type: 'string' },
      tour: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      plain: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const problems: string[] = [];
  const number = (name: 'shops' | 'per-hour' | 'seed' | 'speed' | 'port', from: number, to: number, whole: boolean) => {
    const text = values[name];
    if (text === undefined) return null;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
    problems.push(`--${name}: got "${text}", expected a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
    return null;
  };
  const speed = number('speed', 0.1, 100, false);
  const simulated = {
    kind: 'simulated',
    malls: readNames(values.malls, problems),
    shops: number('shops', 1, 500, true),
    perHour: number('per-hour', 0, 100_000, false) ?? (values.tour ? tourPerHour : null),
    seed: number('seed', 0, 2 ** 31, true),
    port: number('port', 0, 65_535, true) ?? 0,
  } as const;
  const sites = readSites(values, problems);
  if (sites !== null) {
    if (speed !== null && speed !== 1) problems.push(`--speed: got ${speed}; a real mall runs in real time, so only 1`);
    for (const name of ['malls', 'shops', 'per-hour', 'seed', 'port', 'alone'] as const) {
      if (values[name] !== undefined && values[name] !== false)
        problems.push(`--${name} is about the simulated mall; leave it out with the address of a real one`);
    }
  }
  if (values.tour && sites !== null)
    problems.push('--tour breaks the mall, so it needs the simulated one; leave out the address of a real one');
  if (values['erase-real'] && (!values.fresh || values.tour))
    problems.push('--erase-real says what --fresh may remove, so it goes with --fresh alone, and never with --tour');
  if (values['clock-was-ahead'] && sites === null)
    problems.push('--clock-was-ahead is about a real mall; the time of simulated ones never goes back');
  if (values.data === '') problems.push('--data: got "", expected the path of a folder');
  const exitAfterMs = readDuration(values['exit-after'], problems);
  if (problems.length > 0)
    throw new Error(`npm start cannot begin:\n  ${problems.join('\n  ')}\nSee npm start -- --help`);
  return {
    speed: speed ?? (values.tour ? tourSpeed : sites === null ? 10 : 1),
    folder: values.tour && values.data === '.tsunagi' ? '.tsunagi-tour' : values.data,
    fresh: values.fresh || values.tour,
    eraseReal: values['erase-real'],
    clockWasAhead: values['clock-was-ahead'],
    exitAfterMs,
    json: values.json,
    plain: values.plain || values.tour,
    tour: values.tour,
    alone: values.alone,
    journal: values.journal ?? null,
    inspect: values.inspect ?? null,
    mall: sites === null ? simulated : { kind: 'real', sites },
  };
}

/** An outage with its mail, ramp and audit takes half an hour. */
const tourSpeed = 15;
const tourPerHour = 30;

/** The malls to be played. The one that has the shops of all merchants is always among them. */
function readNames(text: string | undefined, problems: string[]): readonly MallName[] {
  if (text === undefined) return playedNames;
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.filter((name) => !playedNames.includes(name));
  const [first = ''] = playedNames;
  if (wrong.length > 0 || !names.includes(first))
    problems.push(
      `--malls: got "${text}", expected names with commas between them, ${first} among them; there are ${playedNames.join(', ')}`,
    );
  return names;
}

/** Where real malls are, each with all its addresses; null where none was given. */
function readSites(values: Readonly<Record<string, unknown>>, problems: string[]): Record<MallName, Site> | null {
  const given = siteOptions.filter(({ option }) => typeof values[option] === 'string');
  if (given.length === 0) return null;
  const sites: Record<MallName, Record<string, string>> = {};
  for (const { mall, name, option } of given) sites[mall] = { ...sites[mall], [name]: String(values[option]) };
  for (const { mall, name, option } of siteOptions) {
    if (sites[mall] === undefined || sites[mall][name] !== undefined) continue;
    const all = siteOptions.filter((one) => one.mall === mall).map((one) => `--${one.option}`);
    problems.push(
      `--${option} is missing: ${mallDesks.of(mall).name} is at several addresses, so give ${all.join(' and ')}`,
    );
  }
  return sites;
}

/** setTimeout counts in 31 bits, and takes what is longer for no time at all. */
const longestTimerMs = 2 ** 31 - 1;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function readDuration(text: string | undefined, problems: string[]): number | null {
  if (text === undefined) return null;
  const [, count, unit] = /^([1-9]\d*)([smh])$/.exec(text) ?? [];
  const milliseconds = unitMs[unit ?? ''];
  const ms = Number(count) * Number(milliseconds);
  if (ms <= longestTimerMs) return ms;
  problems.push(`--exit-after: got "${text}", expected a time such as 60s, 2m or 1h, at most 596h`);
  return null;
}
