import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { digestOf, keptIn, sources, writeAssembly } from '../../local/assembly/kept-assembly.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-kept-'));
const made: string[] = [];
afterAll(() => {
  for (const words of made) rmSync(join(keptIn, digestOf([words])), { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
});

it('is made anew when any of its sources or words change, and not for anything else', () => {
  const tree = join(root, 'tree');
  for (const source of sources) cpSync(source, join(tree, source), { recursive: true });
  const words = ['stage=local'];
  const before = digestOf(words, tree);
  expect(digestOf(words)).toBe(before);
  mkdirSync(join(tree, 'docs'));
  writeFileSync(join(tree, 'docs', 'page.md'), 'text');
  symlinkSync('nowhere', join(tree, 'core', '.#units.ts'));
  expect(digestOf(words, tree)).toBe(before);
  expect(digestOf(['stage=other'], tree)).not.toBe(before);

  const seen = new Set([before]);
  for (const source of sources) {
    const [file = ''] = source.includes('.') ? [source] : globSync(`${source}/**/*.ts`, { cwd: tree });
    appendFileSync(join(tree, file), ' ');
    seen.add(digestOf(words, tree));
  }
  expect(seen.size).toBe(1 + sources.length);
});

it('counts every module that a synthesis or a function loads among its sources', async () => {
  const { metafile } = await build({
    entryPoints: ['bin/synth.ts', ...globSync('functions/*/handler.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: join(root, 'nowhere'),
  });
  const isSource = (path: string) => sources.some((source) => path === source || path.startsWith(`${source}/`));
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(300);
  expect(Object.keys(metafile.inputs).filter((path) => !isSource(path))).toEqual([]);
});

it('is copied by later starts, and one that failed is not kept', async () => {
  const [words, first, second] = [randomUUID(), join(root, 'first'), join(root, 'second')];
  made.push(words);
  const failing = writeAssembly(first, [words], async (folder) => {
    mkdirSync(folder);
    throw new Error('The CDK refuses.');
  });
  await expect(failing).rejects.toThrow('The CDK refuses.');
  let times = 0;
  const make = async (folder: string): Promise<void> => {
    times += 1;
    mkdirSync(folder);
    writeFileSync(join(folder, 'manifest.json'), '{}');
  };
  for (const folder of [first, second]) await writeAssembly(folder, [words], make);
  expect(readFileSync(join(second, 'manifest.json'), 'utf8')).toBe('{}');
  expect(times).toBe(1);
});
