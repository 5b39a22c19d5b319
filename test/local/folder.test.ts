import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openClock } from '../../local/folder/clock-file.ts';
import { FolderError, findRunning, openDataFolder } from '../../local/folder/data-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-folder-'));
afterAll(() => rmSync(root, { recursive: true }));
const newPath = () => join(mkdtempSync(join(root, 'case-')), 'deep');

describe('the data folder', () => {
  it('is made when it is missing, for its owner only', () => {
    const path = newPath();
    openDataFolder(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('tells other terminals what runs on it, and no more once it is closed', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    folder.announce({ endpoints: { sqs: 'http://x' }, env: { STAGE: 'dev' }, simulatorUrl: 'http://y' });
    expect(findRunning(path)).toMatchObject({
      pid: process.pid,
      endpoints: { sqs: 'http://x' },
      env: { STAGE: 'dev' },
      simulatorUrl: 'http://y',
    });
    expect(statSync(join(path, 'run.json')).mode & 0o777).toBe(0o600);
    folder.close();
    expect(findRunning(path)).toBeNull();
    expect(existsSync(join(path, 'run.json'))).toBe(false);
  });

  it('is open once at a time; who comes second is told who was first', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    expect(() => openDataFolder(path)).toThrow(FolderError);
    expect(() => openDataFolder(path)).toThrow(
      new RegExp(`Process ${process.pid} \\(started .*\\) already runs on .*--data`),
    );
    folder.close();
    openDataFolder(path).close();
  });

  it('stays locked even when nobody remembers how to release it', () => {
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

  it('that nobody ever used runs nothing', () => {
    expect(findRunning(newPath())).toBeNull();
  });

  it('can be started afresh, which removes what we wrote and nothing else', () => {
    const path = newPath();
    mkdirSync(join(path, 'tables'), { recursive: true });
    writeFileSync(join(path, 'tables', 'CURRENT'), '');
    writeFileSync(join(path, 'kms.key'), '');
    writeFileSync(join(path, 'mine.txt'), '');
    openDataFolder(path, { fresh: true }).close();
    expect(['tables', 'kms.key', 'mine.txt'].map((name) => existsSync(join(path, name)))).toEqual([false, false, true]);
  });

  it('that cannot be written is named, with the reason', () => {
    const file = join(root, 'a file');
    writeFileSync(file, '');
    expect(() => openDataFolder(join(file, 'deep'))).toThrow(/data folder .* cannot be written: .*--data/);
  });

  it('on a full disk is refused before anything starts', () => {
    expect(() => openDataFolder(newPath(), { freeBytes: 2 ** 60 })).toThrow(/disk of .* is full: \d+ MiB are free/);
  });
});

describe('the clock of a data folder', () => {
  it('starts with the machine’s time', () => {
    const folder = openDataFolder(newPath());
    const { clock, stop } = openClock(folder, { speed: 10 });
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
    stop();
    folder.close();
  });

  it('never goes back behind what it showed before, even after a kill', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    const first = openClock(folder, { speed: 100_000 });
    first.stop();
    folder.close();
    // Nothing was written when it ended; what counts is what the file held while it ran.
    const again = openDataFolder(path);
    const second = openClock(again, { speed: 1 });
    expect(second.clock.now()).toBeGreaterThanOrEqual(first.clock.time.atMs + 100_000 * 1_000);
    second.stop();
    again.close();
  });

  it('that ran ahead is refused where time has to be real', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    openClock(folder, { speed: 100_000 }).stop();
    expect(() => openClock(folder, { speed: 1, mustBeReal: true })).toThrow(/still to come.*--fresh/s);
    folder.close();
  });
});
