import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { plantableSources } from '../../proving/worlds/anchors.ts';
import { plantedFiles } from '../../proving/worlds/mutant.ts';
import { mutantHints } from '../../proving/worlds/mutant-hints.ts';
import { mutants } from '../../proving/worlds/mutants.ts';
import { naiveWay } from '../../proving/worlds/naive-way.ts';
import { leaks } from '../../proving/worlds/privacy/leaks.ts';
import { judgeMutant, seedsJudging } from '../../proving/worlds/simulate.ts';

const sources = plantableSources();

describe('the planted bugs', () => {
  it('there are more than a dozen planted bugs, each with a name of its own', () => {
    expect(mutants.length).toBeGreaterThan(12);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it('hints are given for planted bugs that there are', () => {
    const names = new Set(mutants.map(({ name }) => name));
    expect(Object.keys(mutantHints).filter((name) => !names.has(name))).toEqual([]);
    for (const mutant of mutants) {
      const hint = mutantHints[mutant.name];
      // One of an earlier edition is played as that edition has it.
      if (typeof hint === 'number') expect(seedsJudging(mutant), mutant.name).toContain(hint);
    }
  });

  it.each(mutants)('the planted bug $name has a seed that was seen to catch it', ({ name }) => {
    expect(mutantHints[name]).toBeDefined();
  });

  it('a planted bug whose hint catches it no more is caught by another seed, and the hint is stale', async () => {
    const mutant = mutants.find(({ name }) => name === 'round-shown-late');
    if (mutant === undefined) throw new Error('There is no such planted bug.');
    const hint = mutantHints[mutant.name];
    expect(await judgeMutant(mutant, hint, { threads: 1 })).toMatchObject({ seeds: [hint], isHintStale: false });
    const judged = await judgeMutant(mutant, 1, { threads: 1 });
    expect(judged.isHintStale).toBe(true);
    expect(judged.seeds).not.toEqual([]);
  });

  it.each([...mutants, naiveWay, leaks])('the planted bug $name fits the source it is planted in', (mutant) => {
    const planted = plantedFiles(mutant, sources);
    expect(planted.size).toBeGreaterThan(0);
    for (const [path, source] of planted) {
      expect(source).not.toBe(sources.get(path));
      // What does not parse would end the judgement of all bugs after it.
      expect(() => stripTypeScriptTypes(source), path).not.toThrow();
    }
  });

  it('planted bugs fit wherever a refactoring moves and breaks their lines, and say so where they fit twice or nowhere', () => {
    const anchor = { in: 'add', find: 'return sum + one;' };
    const call = 'export async function* add() {\n  yield call(\n    first,\n    [second],\n  );\n}\n';
    const called = { in: 'add', find: 'yield call(first, [second]);', replace: 'return;' };
    expect(plantedFiles({ name: 'x', edits: [called] }, new Map([['core/c.ts', call]])).get('core/c.ts')).toBe(
      'export async function* add() {\n  return;\n}\n',
    );
    const text = 'export function add(sum: number, one: number): number {\n  return sum + one;\n}\n';
    const moved =
      'const before = 1;\n\nconst add = () => {\n    return sum +\n      one;\n};\n\nfunction other() {\n  return sum + one;\n}\n';
    for (const [path, source] of [
      ['core/a.ts', text],
      ['core/moved/b.ts', moved],
    ] as const) {
      const replaced = plantedFiles(
        { name: 'x', edits: [{ ...anchor, replace: 'return 0;' }] },
        new Map([[path, source]]),
      );
      expect(replaced.get(path)).toMatch(/add[^}]*return 0;/);
      expect(replaced.get(path)?.split('return 0;')).toHaveLength(2);
    }
    const both = new Map([
      ['core/a.ts', text],
      ['core/moved/b.ts', moved],
    ]);
    const refusal = (sources: ReadonlyMap<string, string>) => () =>
      plantedFiles({ name: 'x', edits: [{ ...anchor, replace: '' }] }, sources);
    expect(refusal(both)).toThrow(
      'planted bug x does not fit any more: "return sum + one;" stands 2 times in what is named add',
    );
    expect(refusal(new Map())).toThrow('stands 0 times');
  });
});
