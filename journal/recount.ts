import { createReadStream } from 'node:fs';
import type { JournalEntry } from './entry.ts';
import { type GrowingDay, growDay } from './recount/drill/day.ts';
import { type DrillFigures, drillFigures } from './recount/drill/figures.ts';
import { findingsOf, type SimulateFigures, type StartFigures, startFigures } from './recount/figures.ts';
import { levelFigures } from './recount/levels.ts';
import { parseEntry } from './recount/parse-entry.ts';
import { createSeedSum } from './recount/seed-sum.ts';
import { type GrowingWorld, growWorld } from './recount/world.ts';

export type { DrillFigures } from './recount/drill/figures.ts';
export type { SimulateFigures, StartFigures } from './recount/figures.ts';

/** What a journal says, recomputed from nothing but itself. */
export type Recount = {
  /** What is missing or double, one by one. */
  readonly findings: readonly string[];
  /** What could not be told, and what is worth knowing beside the figures. */
  readonly notes: readonly string[];
} & (
  | { readonly of: 'start'; readonly figures: StartFigures }
  | { readonly of: 'simulate'; readonly figures: SimulateFigures }
  | { readonly of: 'drill'; readonly figures: DrillFigures }
);

/** How many wrong lines an error names; of a file that is no journal, every line is wrong. */
const namedLines = 200;

/**
 * Recounts a journal of any size. Throws when it cannot be read, when lines are wrong (all of them are named), when it
 * holds no run, and when its `npm start` or drill was killed before the final tables were written.
 */
export async function recount(path: string): Promise<Recount> {
  const problems: string[] = [];
  const notes: string[] = [];
  const worlds = new Map<number | undefined, GrowingWorld>();
  const sum = createSeedSum();
  let of: Recount['of'] | null = null;
  let day: GrowingDay | null = null;

  const take = (entry: JournalEntry): readonly string[] => {
    if (entry.kind === 'run') {
      if (of !== null && entry.of !== of)
        return [`a run of "${entry.of}" in a journal of "${of}"; use one file for each`];
      of = entry.of;
      if (of === 'drill' && day === null) {
        const begun = growDay(entry);
        if (!('take' in begun)) return begun;
        day = begun;
        return [];
      }
      if (of === 'simulate' && entry.world === undefined) return ['a run of "simulate" without its world'];
      if (of === 'start' && worlds.size > 0 && !worlds.has(entry.world)) return ['a second world of "start"'];
      if (!worlds.has(entry.world) || of === 'simulate') {
        worlds.set(entry.world, growWorld(entry));
        return [];
      }
    }
    if (day !== null) return day.take(entry);
    const world = worlds.get(entry.world);
    if (!world) {
      if (entry.world !== undefined && sum.has(entry.world)) return [];
      return [`a ${entry.kind} of ${entry.world === undefined ? 'a world' : `world ${entry.world}`} before its run`];
    }
    const wrong = world.take(entry);
    if (of === 'simulate' && entry.kind === 'run-end' && entry.world !== undefined) {
      sum.add(entry.world, world.now);
      worlds.delete(entry.world);
    }
    return wrong;
  };

  for await (const line of linesOf(path)) {
    const parsed = parseEntry(line.text);
    if (parsed.kind === 'wrong' && !line.isWhole) {
      notes.push(`Line ${line.number}, the last one, is torn: its writer was killed. It was left out.`);
      continue;
    }
    const wrong = parsed.kind === 'wrong' ? parsed.problems : take(parsed.entry);
    for (const problem of wrong) problems.push(`line ${line.number}: ${problem}`);
  }
  if (problems.length > 0) throw new Error(inWords(path, problems));
  switch (of as Recount['of'] | null) {
    case null:
      throw new Error(`${path} holds no run. Give the file that a command wrote with --journal.`);
    case 'start':
      return startRecount(path, worlds, notes);
    case 'drill':
      return drillRecount(path, day, notes);
    case 'simulate':
      for (const [seed, world] of worlds) if (seed !== undefined) sum.add(seed, world.now);
      return { of: 'simulate', ...sum.total(), notes };
  }
}

function startRecount(path: string, worlds: ReadonlyMap<number | undefined, GrowingWorld>, notes: string[]): Recount {
  const [world] = [...worlds.values()].map(({ now }) => now);
  if (!world || world.endedAt === null) {
    throw new Error(
      `The last run in ${path} has no end: it was killed before it wrote its final tables. Run npm start again on the same data with the same --journal, and let it end.`,
    );
  }
  const findings = findingsOf(world);
  return {
    of: 'start',
    figures: startFigures(world, findings),
    findings: [...findings.missing, ...findings.duplicates, ...levelFigures(world).findings],
    notes: [...notes, ...findings.notes],
  };
}

function drillRecount(path: string, day: GrowingDay | null, notes: string[]): Recount {
  if (day === null || day.now.endedAt === null) {
    throw new Error(`The drill in ${path} has no end: it was killed before the day was over. Run it again.`);
  }
  return { of: 'drill', ...drillFigures(day.now), notes };
}

function inWords(path: string, problems: readonly string[]): string {
  const named = problems.slice(0, namedLines).map((problem) => `  ${problem}`);
  const more = problems.length - named.length;
  if (more > 0) named.push(`  and ${more} more`);
  return `${path} cannot be recounted; these entries are wrong:\n${named.join('\n')}\nWhat each entry must have stands in docs/reference/journal.md.`;
}

/** A line of a file, without its end. */
interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line without an end: what a killed process was writing. */
  readonly isWhole: boolean;
}

const newline = 0x0a;

/** The lines of a file, one after the other, whatever its size. Throws when it cannot be read. */
async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  const take = (isWhole: boolean): Line => {
    const text = Buffer.concat(parts).toString('utf8');
    parts = [];
    number += 1;
    return { number, text, isWhole };
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      yield take(true);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield take(false);
}
