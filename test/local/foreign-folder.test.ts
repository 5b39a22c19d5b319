import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { agreedOptions } from '../../local/desk/agree-to-erase.ts';
import { type Options, readOptions } from '../../local/desk/options.ts';
import { findRunning, openDataFolder, refuseOtherUse } from '../../local/folder/data-folder.ts';
import { FolderError } from '../../local/folder/folder-error.ts';
import { refuseForeign } from '../../local/folder/recognise.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-foreign-'));
afterAll(() => rmSync(root, { recursive: true }));
const newPath = () => join(mkdtempSync(join(root, 'case-')), 'deep');

const put = (path: string, files: Readonly<Record<string, string>>) => {
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
};

describe('a folder that no local cloud made', () => {
  const foreign = {
    'kms.key': 'of a program of theirs',
    'logs/app.log': '',
    'simulator/index.ts': '',
    'tables/CURRENT': '',
    'malls.json': '[]',
    lock: 'x',
  };
  const listed = (path: string) => readdirSync(path, { recursive: true }).sort();

  it.each([
    ['a start', {}],
    ['--fresh', { fresh: true }],
    ['--fresh --erase-real', { fresh: true, mayEraseReal: true, malls: 'real' }],
  ] as const)('is refused to %s, and nothing of it is changed, not even its mode', (_, options) => {
    const path = newPath();
    put(path, foreign);
    chmodSync(path, 0o755);
    const before = listed(path);
    expect(() => openDataFolder(path, options)).toThrow(
      /is no data folder of npm start: it holds kms\.key, lock, logs, malls\.json, simulator .*Nothing in it was changed.*--data/,
    );
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(listed(path)).toEqual(before);
    expect(findRunning(path)).toBeNull();
  });

  it('a foreign folder is refused before a person is asked whether its tables may go, and before a journal is opened', async () => {
    const path = newPath();
    put(path, foreign);
    const options = readOptions(['--data', path, '--fresh']) as Options;
    const [stdin, stderr] = [new PassThrough(), new PassThrough()].map((stream) =>
      Object.assign(stream, { isTTY: true }),
    );
    if (stdin === undefined || stderr === undefined) throw new Error('There is no terminal.');
    await expect(agreedOptions(options, { stdin, stderr })).rejects.toThrow(FolderError);
    expect(stderr.read()).toBeNull();
    expect(() => refuseOtherUse(path, { malls: 'simulated', fresh: false, mayEraseReal: false })).toThrow(FolderError);
  });

  it('a folder that holds nothing but the journal of this start is not foreign', () => {
    const path = newPath();
    put(path, { 'journal.ndjson': '' });
    openDataFolder(path, { malls: 'simulated' }).close();
    expect(listed(path)).toContain('journal.ndjson');
    const other = newPath();
    put(other, { 'journal.ndjson': 'of another' });
    expect(() => openDataFolder(other, { malls: 'simulated' })).toThrow(FolderError);
  });

  it('the root of the file system and an empty path are refused as data folders', () => {
    // Only the look, which changes nothing.
    expect(() => refuseForeign('/')).toThrow(/^\/ is the root of the file system/);
    expect(() => readOptions(['--data', ''])).toThrow(/--data: got "", expected the path of a folder/);
  });

  it('an empty folder may become a data folder, and is for its owner only then', () => {
    const path = mkdtempSync(join(root, 'empty-'));
    chmodSync(path, 0o755);
    openDataFolder(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it.each([
    [
      '0.1.0, killed as it had begun',
      { lock: '', 'run.json': '{"pid":1}', 'clock.json': '{"notReachedMs":1}', 'logs/x': '' },
    ],
    [
      '0.1.0',
      {
        lock: '',
        'kms.key': Buffer.alloc(32).toString('base64'),
        'tables/CURRENT': '',
        'simulator/beginning.json': '{}',
        'mine.txt': '',
      },
    ],
    ['0.2.0, killed as it had begun', { lock: '', 'malls.json': '{"malls":"real"}' }],
    ['any release, killed before that', { lock: '', 'run.json.new': '', 'run.json': '{"pid":1}' }],
  ])('a foreign folder is distinguished from one of %s', (_, files) => {
    const path = newPath();
    put(path, files);
    openDataFolder(path).close();
  });
});
