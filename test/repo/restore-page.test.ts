import { describe, expect, it } from 'vitest';
import { mallNames } from '../../malls/registry.ts';
import { sourceFiles, textOf } from '../../proving/layout/sources.ts';

const page = textOf('docs/how-to/restore.md');

/** The words of each `for … in …` of the page, sorted, by the variable that runs through them. */
const loops = [...page.matchAll(/^for (\w+) in ([a-z\- ]+);/gm)].map(([, variable = '', words = '']) => ({
  variable,
  words: words.split(' ').sort(),
}));
const loopsOf = (variable: string) => loops.filter((loop) => loop.variable === variable).map(({ words }) => words);

describe('the page on restoring', () => {
  it('the page on restoring holds every mall, and lets every one go on', () => {
    expect(loopsOf('mall')).toEqual([[...mallNames].sort(), [...mallNames].sort()]);
  });

  it('the page on restoring stops every function that uses a table', () => {
    const functions = sourceFiles()
      .flatMap((path) => /^functions\/([^/]+)\/handler\.ts$/.exec(path)?.[1] ?? [])
      .filter(
        // It posts alarms, and has no table to use.
        (name) => name !== 'relay-alarms',
      );
    expect(functions.length).toBeGreaterThan(4);
    expect(loopsOf('name').flat().sort()).toEqual(functions.sort());
  });
});
