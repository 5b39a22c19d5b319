import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { OrderProgram } from '../scenes/order/scene.ts';
import { type Edition, editions, isNamed } from '../worlds/edition.ts';
import type { Said, Value } from '../worlds/kept-draws.ts';
import { readOrderProgram, wrong } from './order-program.ts';

/**
 * A world or a scene, written down: the same file gives the same story, whatever draws stories by then. Scenes of one order have their acts; of
 * all others, what chance said is kept by name.
 */
export type Program = OrderProgram | DrawnProgram;

/** What was drawn, and what befell whom. */
export interface DrawnProgram {
  readonly kind: DrawnKind;
  /** What simulated malls put into orders is drawn from it, and how long calls and writes take. */
  readonly seed: number;
  /** Of a world. */
  readonly edition: Edition;
  readonly said: Said;
}

export const drawnKinds = ['world', 'scene-of-outages', 'scene-of-stock'] as const;
export type DrawnKind = (typeof drawnKinds)[number];

/** Whether its seed still draws it: of scenes of one order, those that were drawn from one stream are known by their files alone. */
export const isDrawn = (program: Program): boolean =>
  program.kind !== 'scene-of-one-order' || program.latencies === undefined;

/** A program as its file has it: text, or the same compressed. One line has one thing. */
export function writeProgram(program: Program, { isCompressed }: { readonly isCompressed: boolean }): Buffer {
  const text = program.kind === 'scene-of-one-order' ? JSON.stringify(program, null, 2) : drawnText(program);
  const bytes = Buffer.from(`${text}\n`);
  if (!isCompressed) return bytes;
  // The last step of quality takes four times as long, and saves three of a hundred bytes.
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window } = constants;
  return brotliCompressSync(bytes, { params: { [quality]: 10, [window]: 24 } });
}

/** Reads a program from its file. Throws an Error that names everything that is wrong with it. */
export function readProgram(file: Uint8Array): Program {
  const program = parsed(file);
  const { kind } = program;
  if (kind === 'scene-of-one-order') return readOrderProgram(program);
  const known = drawnKinds.find((one) => one === kind);
  const { seed, edition, befell, drawn, runs, times } = program;
  const isTable = (table: unknown): boolean => typeof table === 'object' && table !== null && !Array.isArray(table);
  const problems = [
    ...wrong('kind', kind, known !== undefined, `one of scene-of-one-order, ${drawnKinds.join(', ')}`),
    ...wrong('seed', seed, Number.isInteger(seed), 'a whole number'),
    ...wrong('edition', edition, editions.includes(edition as Edition), `a whole number from 1 to ${editions.length}`),
    ...wrong('befell', befell, Array.isArray(befell), 'a list of names'),
    ...wrong('drawn', drawn, isTable(drawn), 'values by name'),
    ...wrong('runs', runs, isTable(runs), 'names of calls and writes by run'),
    ...wrong('times', times, Array.isArray(times), 'a list of times'),
  ];
  if (known !== undefined && problems.length === 0)
    return {
      kind: known,
      seed: Number(seed),
      edition: edition as Edition,
      said: saidIn(program as unknown as Written),
    };
  throw new Error(`The program cannot be played:\n  ${problems.join('\n  ')}`);
}

function parsed(file: Uint8Array): Record<string, unknown> {
  try {
    const isText = file[0] === '{'.charCodeAt(0);
    return JSON.parse(Buffer.from(isText ? file : brotliDecompressSync(file)).toString());
  } catch (error) {
    const what = 'Write one with --seed and --write, for a scene with --scene, too.';
    throw new Error(`The program is no JSON, plain or compressed (${(error as Error).message}). ${what}`);
  }
}

/** What was said, as a file has it. Names of calls and writes, and their times, are beside each other: they compress better so. */
interface Written {
  readonly befell: readonly string[];
  readonly drawn: Readonly<Record<string, Value | readonly Value[]>>;
  readonly runs: Readonly<Record<string, readonly string[]>>;
  /** Of every run, where a name does not say it: by commas each name's, and these by spaces. */
  readonly times: readonly string[];
}

function drawnText({ kind, seed, edition, said }: DrawnProgram): string {
  const { befell, drawn, times } = said;
  const values = [...drawn].map(([name, all]) => [name, all.length === 1 ? all[0] : all] as const);
  const runs = [...times].map(([run, all]) => [run, [...all.keys()]] as const);
  const spans = isNamed(edition) ? [] : [...times.values()].map((all) => [...all.values()].map(String).join(' '));
  const rows = (all: readonly (readonly [string, unknown])[]): string =>
    block(
      '{',
      all.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
      '}',
    );
  const list = (all: readonly string[]): string =>
    block(
      '[',
      all.map((one) => JSON.stringify(one)),
      ']',
    );
  const head = JSON.stringify({ kind, seed, edition }).slice(0, -1);
  return `${head},\n"befell":${list([...befell])},\n"drawn":${rows(values)},\n"runs":${rows(runs)},\n"times":${list(spans)}}`;
}

const block = (open: string, lines: readonly string[], close: string): string =>
  lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${close}`;

function saidIn({ befell, drawn, runs, times }: Written): Said {
  const spans = times.map((all) => all.split(' ').map((one) => one.split(',').map(Number)));
  return {
    befell: new Set(befell),
    drawn: new Map(Object.entries(drawn).map(([name, value]) => [name, [value].flat()])),
    times: new Map(
      Object.entries(runs).map(([run, names], place) => [
        run,
        new Map(names.map((name, nth) => [name, spans[place]?.[nth] ?? []])),
      ]),
    ),
  };
}
