import { existsSync, readFileSync } from 'node:fs';
import { type Coverage, cellNamed, type Met } from './cells.ts';

/** A count that was kept: over seeds 1 to `seeds`, with what it took. */
export interface KeptCoverage {
  readonly seeds: number;
  readonly cpuSeconds: number;
  readonly coverage: Coverage;
}

/** Where the count is kept. */
export const keptPath = 'proving/coverage/kept.tsv';

const never = '-';

/** The text of a kept count: a line for the whole, and one for each cell: how often it was met, in how many worlds, by which seed often. */
export function keptText({ seeds, cpuSeconds, coverage }: KeptCoverage): string {
  const rows = [...coverage].map(([name, { times, worlds, oftenBy }]) => [times, worlds, oftenBy ?? never, name]);
  return `${[[seeds, cpuSeconds], ...rows].map((fields) => fields.join('\t')).join('\n')}\n`;
}

/** Reads such a text. Throws an Error where a line names no cell. */
export function keptIn(text: string): KeptCoverage {
  const [[seeds, cpuSeconds] = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const cells = rows.map(([times, worlds, oftenBy, name = '']): [string, Met] => {
    cellNamed(name);
    const by = oftenBy === never ? null : Number(oftenBy);
    return [name, { times: Number(times), worlds: Number(worlds), oftenBy: by }];
  });
  return { seeds: Number(seeds), cpuSeconds: Number(cpuSeconds), coverage: new Map(cells) };
}

/** The kept count; null where there is none. */
export function readKept(): KeptCoverage | null {
  return existsSync(keptPath) ? keptIn(readFileSync(keptPath, 'utf8')) : null;
}
