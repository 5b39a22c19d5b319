import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { digestOf, keptAssembly } from '../../bin/local/kept-assembly.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-kept-'));
const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it('is made again when a byte of a source or a word of the synthesis changes, and not for anything else', () => {
  for (const source of ['aws', 'core', 'functions', 'lib', 'malls', 'wiring', 'bin/synth.ts']) {
    cpSync(source, join(folder, source), { recursive: true });
  }
  for (const file of ['cdk.json', 'package.json', 'package-lock.json']) cpSync(file, join(folder, file));
  const words = ['stage=local'];
  const before = digestOf(words, folder);
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs', 'page.md'), 'text');
  expect(digestOf(words, folder)).toBe(before);
  expect(digestOf(words)).toBe(before);
  expect(digestOf(['stage=other'], folder)).not.toBe(before);
  writeFileSync(join(folder, 'core', 'units.ts'), `${readFileSync('core/units.ts', 'utf8')} `);
  expect(digestOf(words, folder)).not.toBe(before);
});

it('is made once for starts after it, and one that failed is not kept', async () => {
  const words = [randomUUID()];
  const failing = keptAssembly(words, async (unfinished) => {
    mkdirSync(unfinished);
    made.push(unfinished);
    throw new Error('The CDK refuses.');
  });
  await expect(failing).rejects.toThrow('The CDK refuses.');
  let times = 0;
  const make = async (unfinished: string): Promise<void> => {
    times += 1;
    mkdirSync(unfinished);
    writeFileSync(join(unfinished, 'manifest.json'), '{}');
  };
  const kept = await keptAssembly(words, make);
  made.push(kept);
  expect(await keptAssembly(words, make)).toBe(kept);
  expect([times, existsSync(join(kept, 'manifest.json'))]).toEqual([1, true]);
});
