import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { judgesOf, mutableFiles } from '../../proving/mutation/judges.ts';
import { mutantTable } from '../../proving/mutation/mutant-table.ts';
import { cpuSecondsIn } from '../../proving/mutation/run-mutants.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('every file that can be mutated has tests that judge it', () => {
  const files = mutableFiles(root);
  expect(files.length).toBeGreaterThan(400);
  expect(files.filter((path) => judgesOf(root, path).length === 0)).toEqual([]);
});

it('a file is judged by the tests of its folder, its simulated runs, and the scenes and laws of what it is about', () => {
  expect(judgesOf(root, 'core/status/decide.ts')).toEqual([
    'test/unit/core/status/**/*.test.ts',
    'test/runs/core/status/**/*.test.ts',
    'test/simulation/laws-of-statuses.test.ts',
    'test/simulation/scenes-of-one-order.test.ts',
  ]);
});

it('survivors are listed with their line, what stood there, and what took its place', () => {
  const survivors = [
    { line: 7, kind: 'EqualityOperator', was: 'a > b', became: 'a >= b', isCovered: true },
    { line: 9, kind: 'BlockStatement', was: '{ … }', became: '', isCovered: false },
  ];
  expect(mutantTable([{ path: 'core/a/b.ts', caught: 6, survivors, cpuSeconds: 61 }])).toBe(
    [
      ' 75 %      6 of 8 core/a/b.ts (61 CPU s)',
      '  core/a/b.ts:7  a > b → a >= b',
      '  core/a/b.ts:9  { … } → (nothing)  (no test runs it)',
    ].join('\n'),
  );
});

it('what a file takes of the CPU is what the shell says of all that it waited for', () => {
  expect(cpuSecondsIn('INFO done\n0m0.00s 0m0.01s\n2m3.40s 0m7.80s\n')).toBe(131);
});
