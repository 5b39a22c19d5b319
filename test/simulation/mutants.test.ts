import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutantHints } from './mutant-hints.ts';
import { mutants, plantedFiles } from './mutants.ts';
import { mutantSeeds } from './simulate.ts';
import { stockMutants } from './stock-mutants.ts';

describe('the planted bugs', () => {
  it('are more than a dozen, each with a name of its own', () => {
    expect(mutants.length).toBeGreaterThan(12);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it('are those that hints are given for', () => {
    const names = new Set(mutants.map(({ name }) => name));
    expect(Object.keys(mutantHints).filter((name) => !names.has(name))).toEqual([]);
    for (const seed of Object.values(mutantHints)) expect(seed).toBeLessThanOrEqual(mutantSeeds);
  });

  it.each(stockMutants)('$name has a seed that was seen to catch it', ({ name }) => {
    expect(mutantHints[name]).toBeDefined();
  });

  it.each(mutants)('$name fits the source it is planted in', (mutant) => {
    const read = (path: string): string =>
      readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
    const planted = plantedFiles(mutant, read);
    expect(planted.size).toBeGreaterThan(0);
    for (const [path, source] of planted) {
      expect(source).not.toBe(read(path));
      // What does not parse would end the judgement of all bugs after it.
      expect(() => stripTypeScriptTypes(source), path).not.toThrow();
    }
  });
});
