import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importsIn, readImports } from '../../proving/layout/imports.ts';
import { layoutProblems } from '../../proving/layout/rules.ts';
import { projectFiles, textOf } from '../../proving/layout/sources.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixture = 'test/repo/toy-mall/';
const run = promisify(execFile);

/** What the copy needs to run a mall. */
const copied = [
  ...['core', 'malls', 'aws', 'wiring', 'functions', 'language', 'views', 'api', 'ops', 'lib', 'simulator', 'proving'],
  'test/unit/ops',
  ...['bin', 'docs/events', 'docs/reference'],
];

/** A list of malls with one more, in the order of their folders. */
function withLine(text: string, line: string): string {
  const folderOf = (one: string): string => one.split(" from './")[1] ?? '';
  const lines = text.trimEnd().split('\n');
  const place = lines.findIndex((one) => folderOf(one) > folderOf(line));
  return `${lines.toSpliced(place < 0 ? lines.length : place, 0, line).join('\n')}\n`;
}

/** The lines that the recipe says to add, by file. */
function linesToAdd(): ReadonlyMap<string, string> {
  const [, section = ''] = textOf('docs/how-to/extend.md').split('\n## Add a mall\n');
  const [, block = ''] = /```diff\n([\s\S]*?)```/.exec(section.split('\n## ')[0] ?? '') ?? [];
  return new Map([...block.matchAll(/^ +(\S+)\n +\+(.+)$/gm)].map(([, file = '', line = '']) => [file, line]));
}

describe('a new mall', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-toy-'));
  const lines = linesToAdd();
  beforeAll(() => {
    for (const room of copied) cpSync(join(root, room), join(folder, room), { recursive: true });
    for (const name of ['package.json', 'tsconfig.json', 'biome.json']) cpSync(join(root, name), join(folder, name));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(root, fixture, 'malls/toy'), join(folder, 'malls/toy'), { recursive: true });
    cpSync(join(root, fixture, 'play.ts'), join(folder, 'play.ts'));
    for (const [file, line] of lines) writeFileSync(join(folder, file), withLine(textOf(file), line));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('a new mall is a folder, and a line in each of three files, as npm run check wants them', async () => {
    expect([...lines.keys()].sort()).toEqual(['malls/adapters.ts', 'malls/desks.ts', 'malls/mails.ts']);
    const biome = join(root, 'node_modules/.bin/biome');
    const words = ['check', '--error-on-warnings', '--vcs-enabled=false', ...lines.keys()];
    await run(biome, words, { cwd: folder }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout}${error.stderr}`);
    });
  });

  it('a new mall keeps the layout', () => {
    const toys = projectFiles().filter((path) => path.startsWith(`${fixture}malls/`));
    const graph = new Map(readImports());
    for (const path of toys) {
      const place = path.slice(fixture.length);
      graph.set(place, importsIn(place, textOf(path)));
    }
    for (const file of lines.keys()) graph.set(file, importsIn(file, textIn(folder, file)));
    expect(layoutProblems(graph)).toEqual([]);
  });

  it('a new mall has the types that its package must have', async () => {
    const config = {
      extends: './tsconfig.json',
      include: [],
      files: ['registry', 'mall-desks', 'mall-mails'].map((name) => `malls/${name}.ts`),
    };
    writeFileSync(join(folder, 'tsconfig.toy.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-p', 'tsconfig.toy.json'], { cwd: folder }).catch(
      (error: { stdout: string }) => {
        throw new Error(error.stdout);
      },
    );
  });

  it('the wire.generated.js of a new mall is made where there is none yet', async () => {
    const made = 'malls/amazon/wire.generated.js';
    rmSync(join(folder, made));
    const { stdout } = await run(process.execPath, ['bin/generate.ts'], { cwd: folder });
    expect(stdout).toContain(`written          ${made}\n`);
    expect(textIn(folder, made)).toBe(textOf(made));
  });

  it('a new mall is deployed, named on the command line, imported, shown, exported and written about', async () => {
    const played = JSON.parse((await run(process.execPath, ['play.ts'], { cwd: folder })).stdout);
    expect(played).toMatchObject({
      variables: {
        MALLS: expect.stringMatching(/\btoy\b/),
        TOY_BASE_URL: 'https://toy.example',
        RMS_BASE_URL: 'https://api.rms.rakuten.co.jp',
      },
      refused: { code: 1, err: expect.stringContaining('[key.refused]') },
      added: { code: 0, out: expect.stringContaining('toy#corner (角の店) is added.') },
      polled: 'polled',
      row: { progress: 'open', revision: 1 },
      shown: expect.stringContaining('open 受付'),
      exported: expect.stringContaining('T-1,ball'),
      mail: expect.stringContaining('「角の店」(トイモール)のパスが、まもなく有効期限を迎えます'),
    });
  });
});

const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
