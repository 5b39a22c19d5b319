import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectFiles, sourceFiles, textOf } from '../../proving/layout/sources.ts';

const execute = promisify(execFile);

const isText = (path: string): boolean => !/\.(png|jpg|ico|jar)$/.test(path) && path !== 'package-lock.json';

/** Lines of the project that match, as `path:line`. */
function found(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('the sources', () => {
  it('all sources are compiled by npm run check', async () => {
    const listed = await execute(process.execPath, ['node_modules/typescript/bin/tsc', '--listFilesOnly']);
    const compiled = new Set(listed.stdout.split('\n').map((path) => relative(process.cwd(), path)));
    // Added to a copy of the project, and compiled there, by toy-mall.test.ts.
    const elsewhere = /^test\/repo\/toy-mall\//;
    const missing = sourceFiles().filter((path) => !elsewhere.test(path) && !compiled.has(path));
    expect(missing).toEqual([]);
  });

  it('the sources have no drawer for odds and ends', () => {
    const drawers = projectFiles().filter((path) => /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(path));
    expect(drawers, 'name the file after what it does').toEqual([]);
  });

  it('the sources read the clock, chance and the environment at the edge only', () => {
    const edge = /^(wiring|bin|local|bench|proving|test|simulator\/serve)\b/;
    const inside = sourceFiles().filter((path) => !edge.test(path));
    const pattern = /\bDate\.now\(|\bMath\.random\b|\bprocess\.env\b/;
    expect(found(inside, pattern), 'take a Clock, a Random or settings as an argument').toEqual([]);
  });

  it('the tests skip no test and run none alone', () => {
    const tests = sourceFiles().filter((path) => path.endsWith('.test.ts') && path !== 'test/repo/style.test.ts');
    expect(found(tests, /\b(it|test|describe)\.(only|skip|todo)\b/)).toEqual([]);
  });

  it('the sources leave nothing for later', () => {
    const texts = projectFiles().filter((path) => isText(path) && path !== 'test/repo/style.test.ts');
    expect(found(texts, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });
});

describe('the repository', () => {
  it('the repository names no path of any machine', () => {
    const texts = projectFiles().filter((path) => isText(path) && path !== 'test/repo/style.test.ts');
    expect(found(texts, /(^|[^A-Za-z0-9_.])\/(work|root|home)\//)).toEqual([]);
  });

  it('every dependency is pinned to one version', () => {
    const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
    const versions = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    );
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('both READMEs have both set-up commands', () => {
    for (const readme of ['README.md', 'README.ja.md']) {
      expect(textOf(readme)).toContain('npm ci && npm start');
      expect(textOf(readme)).toContain('npm ci && npm test');
    }
  });
});
