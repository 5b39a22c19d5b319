import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { agreedOptions } from '../../local/desk/agree-to-erase.ts';
import { type Options, readOptions } from '../../local/desk/options.ts';
import { findRunning, openDataFolder } from '../../local/folder/data-folder.ts';
import { FolderError } from '../../local/folder/folder-error.ts';
import { isMixed, kindOf } from '../../local/folder/folder-kind.ts';
import { kindRefusal } from '../../local/folder/kind-refusal.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-folder-'));
afterAll(() => rmSync(root, { recursive: true }));
const newPath = () => join(mkdtempSync(join(root, 'case-')), 'deep');

const soundKey = Buffer.alloc(32).toString('base64');

describe('the data folder', () => {
  it('the data folder is made when it is missing, for its owner only', () => {
    const path = newPath();
    openDataFolder(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('the data folder tells other terminals what runs on it, and no more once it is closed', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    folder.announce({ endpoints: { sqs: 'http://x' }, env: { STAGE: 'dev' }, simulators: { rms: 'http://y' } });
    expect(findRunning(path)).toMatchObject({
      pid: process.pid,
      endpoints: { sqs: 'http://x' },
      env: { STAGE: 'dev' },
      simulators: { rms: 'http://y' },
    });
    expect(statSync(join(path, 'run.json')).mode & 0o777).toBe(0o600);
    folder.close();
    expect(findRunning(path)).toBeNull();
    expect(existsSync(join(path, 'run.json'))).toBe(false);
  });

  it('the data folder is open once at a time; a second process learns which was first', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    expect(() => openDataFolder(path)).toThrow(FolderError);
    expect(() => openDataFolder(path)).toThrow(
      new RegExp(`Process ${process.pid} \\(started .*\\) already runs on .*--data`),
    );
    folder.close();
    openDataFolder(path).close();
  });

  it('the data folder stays locked even when no reference to its release is left', () => {
    const path = newPath();
    const program = `
      import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      import { openDataFolder, findRunning } from './local/folder/data-folder.ts';
      openDataFolder(process.argv[1]);
      setFlagsFromString('--expose-gc');
      for (let round = 0; round < 3; round += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        runInNewContext('gc')();
      }
      console.log(findRunning(process.argv[1])?.pid === process.pid);`;
    const run = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program, path], {
      encoding: 'utf8',
    });
    expect(run.stdout.trim(), run.stderr).toBe('true');
  });

  it('a data folder that was never used runs nothing', () => {
    expect(findRunning(newPath())).toBeNull();
  });

  it('a data folder can be started afresh, which removes what we wrote and nothing else', () => {
    const path = newPath();
    mkdirSync(join(path, 'tables'), { recursive: true });
    writeFileSync(join(path, 'tables', 'CURRENT'), '');
    writeFileSync(join(path, 'kms.key'), Buffer.alloc(32).toString('base64'));
    writeFileSync(join(path, 'mine.txt'), '');
    openDataFolder(path, { fresh: true }).close();
    expect(['tables', 'kms.key', 'mine.txt'].map((name) => existsSync(join(path, name)))).toEqual([false, false, true]);
  });

  it('whose lock is no such file names it', () => {
    const path = newPath();
    put(path, { 'kms.key': soundKey, lock: 'not what a start writes there' });
    expect(() => openDataFolder(path)).toThrow(/deep\/lock is broken: .*Delete it while nothing runs/);
  });

  it('a data folder that cannot be written is named, with the reason', () => {
    const file = join(root, 'a file');
    writeFileSync(file, '');
    expect(() => openDataFolder(join(file, 'deep'))).toThrow(/data folder .* cannot be written: .*--data/);
  });

  it('a data folder on a full disk is refused before anything starts', () => {
    expect(() => openDataFolder(newPath(), { freeBytes: 2 ** 60 })).toThrow(/disk of .* is full: \d+ MiB are free/);
  });
});

const put = (path: string, files: Readonly<Record<string, string>>) => {
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
};

describe('a data folder of real or of simulated malls', () => {
  const template = (url: string) => ({
    'assembly/Tsunagi-local.template.json': JSON.stringify({ Variables: { RMS_BASE_URL: url } }, null, 1),
  });
  const kept = { 'tables/CURRENT': '', 'kms.key': soundKey };
  const simulated = { ...kept, 'simulator/beginning.json': '{}', 'simulator-yahoo/beginning.json': '{}' };
  const onThisMachine = template('http://127.0.0.1:9000');

  it.each([
    ['real', 'simulated', /holds the orders and keys of real shops.*--rms-url.*--data \S*deep-simulated/],
    ['simulated', 'real', /holds made-up shops.*real mall.*--data \S*deep-real.*npm run ops/],
  ] as const)('that began with %s ones is refused to %s ones, and goes on with its own', (first, other, message) => {
    const path = newPath();
    openDataFolder(path, { malls: first }).close();
    put(path, kept);
    expect(() => openDataFolder(path, { malls: other })).toThrow(message);
    expect(findRunning(path)).toBeNull();
    openDataFolder(path, { malls: first }).close();
    expect(existsSync(join(path, 'kms.key'))).toBe(true);
  });

  it('a data folder of simulated malls is emptied without a question, and belongs to real malls then', () => {
    const path = newPath();
    openDataFolder(path, { malls: 'simulated' }).close();
    put(path, simulated);
    openDataFolder(path, { malls: 'real', fresh: true }).close();
    expect(readdirSync(path).sort()).toEqual(['lock', 'malls.json']);
    put(path, kept);
    expect(kindOf(path)).toBe('real');
  });

  it('a data folder is free for real or simulated malls while nothing is kept in it, as after a start that failed at once', () => {
    const path = newPath();
    for (const malls of ['real', 'simulated', 'real'] as const) openDataFolder(path, { malls }).close();
    expect(kindOf(path)).toBeNull();
    put(path, { 'malls.json': '{"malls":' });
    expect(isMixed(path)).toBe(false);
  });

  it.each(['real', 'simulated'] as const)(
    'is not emptied of real orders for %s malls without a second word',
    (malls) => {
      const path = newPath();
      openDataFolder(path, { malls: 'real' }).close();
      put(path, kept);
      const emptying = () => openDataFolder(path, { malls, fresh: true });
      expect(emptying).toThrow(
        /orders and keys of real shops.*Nothing was removed.*--data.*type erase, or add --erase-real/,
      );
      expect(existsSync(join(path, 'tables', 'CURRENT'))).toBe(true);
      openDataFolder(path, { malls, fresh: true, mayEraseReal: true }).close();
      expect(existsSync(join(path, 'tables'))).toBe(false);
    },
  );

  it.each(['', '{"malls":', '\0\0', '{"malls":"neither"}', 'null'])(
    'names the file that says whose it is where that is broken: %j',
    (text) => {
      const path = newPath();
      put(path, { ...kept, 'malls.json': text });
      for (const fresh of [false, true])
        expect(() => openDataFolder(path, { malls: 'real', fresh })).toThrow(
          /deep\/malls\.json is broken: expected \{"malls":"real"\} or .*Write into it what is true/,
        );
      expect(existsSync(join(path, 'tables', 'CURRENT'))).toBe(true);
    },
  );

  it('a data folder with real orders never advises --fresh', () => {
    expect(kindRefusal('/x', 'real', { malls: 'simulated', fresh: false, mayEraseReal: false })).not.toContain(
      '--fresh',
    );
  });

  it.each([
    ['nothing yet', {}, null],
    ['what simulated malls left', { ...simulated, ...onThisMachine }, 'simulated'],
    ['what real ones left', { ...kept, ...template('https://rms.example') }, 'real'],
    ['what a start that was killed left', { 'kms.key': soundKey, 'simulator/beginning.json': '{}' }, 'simulated'],
    ['simulated malls, and a real one after them', { ...simulated, ...template('https://rms.example') }, 'real'],
  ] as const)('of 0.1.0, which did not say so, is classified by its content: %s', (_, files, kind) => {
    const path = newPath();
    mkdirSync(path);
    put(path, files);
    expect(kindOf(path)).toBe(kind);
  });

  it('a data folder of 0.1.0 into which simulated malls came later counts as real, and says once that made-up shops lie there', () => {
    const path = newPath();
    put(path, { ...simulated, ...onThisMachine });
    const dayAgo = new Date(Date.now() - 86_400_000);
    utimesSync(join(path, 'kms.key'), dayAgo, dayAgo);
    expect(kindOf(path)).toBe('real');
    expect(isMixed(path)).toBe(true);
    openDataFolder(path, { malls: 'real' }).close();
    expect(isMixed(path)).toBe(false);
  });
});

describe('the second word', () => {
  const terminal = (typed: string | null) => {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    if (typed !== null) stdin.end(`${typed}\n`);
    const isTTY = typed !== null;
    return { stdin: Object.assign(stdin, { isTTY }), stderr: Object.assign(stderr, { isTTY }) };
  };
  const realFolder = () => {
    const path = newPath();
    openDataFolder(path, { malls: 'real' }).close();
    writeFileSync(join(path, 'kms.key'), Buffer.alloc(32).toString('base64'));
    return path;
  };
  const optionsOf = (...args: string[]) => readOptions(['--data', realFolder(), ...args]) as Options;

  it('is erase, typed on a terminal', async () => {
    expect((await agreedOptions(optionsOf('--fresh'), terminal('erase'))).eraseReal).toBe(true);
    for (const typed of ['', 'y', 'yes', 'fresh'])
      await expect(agreedOptions(optionsOf('--fresh'), terminal(typed))).rejects.toThrow(/Nothing was removed/);
  });

  it('is not asked for without a terminal, by the tour, and where nothing is removed', async () => {
    for (const args of [['--fresh'], ['--tour'], []]) {
      const { stdin, stderr } = terminal(args[0] === '--fresh' ? null : 'erase');
      await expect(agreedOptions(optionsOf(...args), { stdin, stderr })).rejects.toThrow(
        /orders and keys of real shops/,
      );
      expect(stderr.read()).toBeNull();
    }
  });
});
