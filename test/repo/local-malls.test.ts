import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { simulatorFolder } from '../../local/folder/folder-kind.ts';
import { siteOptions } from '../../local/folder/site-options.ts';
import { mallNames } from '../../malls/registry.ts';
import * as simulators from '../../simulator/malls.ts';

/** What must go by name: the folder of RMS is that of 0.1.0. */
const mayName = ['local/folder/folder-kind.ts'];

it('"local/desk knows two malls by name": a further one appears in npm start by its package and its simulator', () => {
  const name = new RegExp(`\\b(${mallNames.join('|')})\\b`, 'i');
  const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const naming = globSync('local/**/*.ts').filter((path) => name.test(withoutComments(readFileSync(path, 'utf8'))));
  expect(naming.sort()).toEqual(mayName);
});

it('every mall is simulated, in a folder of its own, under keys of its own', () => {
  expect(Object.keys(simulators)).toEqual([...mallNames]);
  const keys = Object.values(simulators).flatMap(({ played }) => played.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(mallNames.map(simulatorFolder)).size).toBe(mallNames.length);
});

it('the options of npm start that stood in scripts before are those of the malls’ sites', () => {
  expect(siteOptions.map(({ option }) => option)).toEqual([
    'amazon-url',
    'amazon-auth-url',
    'rms-url',
    'shopify-url',
    'yahoo-url',
    'yahoo-auth-url',
  ]);
});
