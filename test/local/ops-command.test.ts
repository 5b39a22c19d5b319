import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  // As a person's shell: nothing of the npm that runs these tests.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err });
    });
  });
}

describe('ops as a command of its own', () => {
  let folder: string;

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsunagi-ops-')));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('ops is what npx starts in the checkout', async () => {
    const said = await run('npx', ['--offline', 'ops', 'stattus'], root);
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('Did you mean status?')]);
  });

  it('ops is started through a link, as npm link makes one', async () => {
    symlinkSync(join(root, 'bin/ops.js'), join(folder, 'ops'));
    const said = await run(process.execPath, [join(folder, 'ops'), 'status', '--jsno'], folder);
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('Did you mean --json?')]);
  });

  it('ops works from a packed file under node_modules, with nothing installed beside it', async () => {
    const packed = await run('npm', ['pack', '--ignore-scripts=false', '--pack-destination', folder], root);
    expect([packed.code, packed.err]).toEqual([0, expect.not.stringContaining('npm error')]);
    const [file = 'no file'] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    expect((await run('tar', ['xzf', file], folder)).code).toBe(0);
    mkdirSync(join(folder, 'node_modules'));
    renameSync(join(folder, 'package'), join(folder, 'node_modules/tsunagi'));

    const ops = (...words: string[]) => run(process.execPath, ['node_modules/tsunagi/bin/ops.js', ...words], folder);
    expect((await ops('--help')).out).toContain('Exit codes:');
    // Past the arguments: it looks for an installation, finds none, and says what to do.
    const nowhere = await ops('status', '--stage', 'trial', '--region', 'ap-northeast-1', '--profile', 'unknown');
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringMatching(/\[aws\.no-credentials\]/)]);
    expect((await ops('status')).err).toContain('There is nothing to work on');
    // What is loaded late is in the bundle, too.
    expect((await ops('drill', '--list')).out).toContain('2020-02-10');
    const [simulator, drill] = [await ops('simulator', '--port', 'x'), await ops('drill', '2020-02-11')];
    expect([simulator.code, simulator.err]).toEqual([2, expect.stringContaining('See ops simulator --help')]);
    expect([drill.code, drill.err]).toEqual([2, expect.stringContaining('See ops drill --help')]);
    for (const name of ['simulator', 'drill']) expect((await ops('help', name)).out).not.toContain(`npm run ${name}`);
    // The pages of the runbook, which the console shows.
    expect(readdirSync(join(folder, 'node_modules/tsunagi/docs/runbook'))).toContain('key-refused.md');
    expect(readdirSync(join(folder, 'node_modules'))).toEqual(['tsunagi']);
  });
});
