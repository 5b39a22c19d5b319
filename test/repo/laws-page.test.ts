import { expect, it } from 'vitest';
import { knownChoice } from '../../proving/laws/known.ts';
import { projectFiles, textOf } from '../../proving/layout/sources.ts';
import { mutants } from '../../proving/worlds/mutants.ts';

const page = textOf('docs/reference/laws.md');
const laws = projectFiles()
  .filter((file) => /^proving\/laws\/[a-z-]+\.ts$/.test(file))
  .flatMap((file) => [...textOf(file).matchAll(/\/\*\* (.+?)\.? \*\/\n\s+(?:\| )?'([a-z-]+)'(?:;|\n)/g)])
  .map(([, words = '', name = '']) => ({ name, words }));

it('the page of the laws has each law with its sentence', () => {
  expect(laws.length).toBeGreaterThan(30);
  expect(laws.filter(({ name, words }) => !page.includes(`| \`${name}\` | ${words} |`))).toEqual([]);
});

it('the page of the laws says of each planted bug which law catches it, or which check keeps it', () => {
  expect(mutants.filter(({ name }) => !page.includes(`| ${name} |`)).map(({ name }) => name)).toEqual([]);
});

it('the page of the laws names the class in which the product differs by choice', () => {
  expect(page).toContain(knownChoice);
});
