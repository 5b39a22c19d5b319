import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../core/kernel/errors.ts';
import { sentence } from '../../../core/kernel/text.ts';
import { openJournal } from '../../../journal/index.ts';
import { inLanguage } from '../../../language/index.ts';
import { openRecordFile } from '../../../ops/console/record-file.ts';
import { rejectedPathOf, writeRejectedLines } from '../../../ops/files/line-note.ts';
import { openFileSink, writeWholeFile } from '../../../ops/files/sink.ts';
import { writeRejected } from '../../../ops/merchants/merchants-import.ts';
import { textOf } from '../../../proving/layout/sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-written-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const modeOf = (file: string): number => statSync(file).mode & 0o777;

const table = {
  kind: 'table',
  headings: ['SKU'],
  columnNames: {},
  rows: [{ line: 2, cells: {}, all: ['x'] }],
} as const;
const note = { line: 2, field: null, text: sentence`is wrong.` };

/** Everything that writes what a person may keep: its name, and how it writes a file. */
const writers: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
  ['an export', async (file) => (await openFileSink(file)).finish()],
  ['a text', (file) => writeWholeFile(file, 'text')],
  ['lines that were not taken', (file) => writeRejectedLines(file, table, [note])],
  ['merchants that were not applied', (file) => writeRejected(file, [], [])],
  ['a record of the console', async (file) => (await openRecordFile(file)).add('line')],
  ['a journal', async (file) => openJournal(file).close()],
];

describe.each(writers)('%s', (_, write) => {
  it('is not written through a symbolic link, whether or not there is a file behind it', async () => {
    writeFileSync(path('behind'), '');
    for (const behind of ['behind', 'none']) {
      symlinkSync(path(behind), path(`to-${behind}`));
      await expect(write(path(`to-${behind}`))).rejects.toThrow(/symbolic link/);
    }
    expect(readFileSync(path('behind'), 'utf8')).toBe('');
    expect(readdirSync(folder).sort()).toEqual(['behind', 'to-behind', 'to-none']);
  });

  it.skipIf(process.platform === 'win32')('replaces no pipe, no socket and no folder, and waits for none', async () => {
    execFileSync('mkfifo', [path('pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path('socket'), resolve));
    mkdirSync(path('inner'));
    for (const name of ['pipe', 'socket', 'inner'])
      await expect(write(path(name))).rejects.toThrow(/a (?:device|folder|pipe|socket)/);
    expect(lstatSync(path('pipe')).isFIFO() && lstatSync(path('socket')).isSocket()).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is for its owner only, also where a file stood that others may read', async () => {
    writeFileSync(path('new-mode'), '');
    chmodSync(path('new-mode'), 0o644);
    for (const name of ['new', 'new-mode']) {
      await write(path(name));
      expect(modeOf(path(name))).toBe(0o600);
    }
  });
});

it('a file of ops is written through no link that stands where its unfinished part goes', async () => {
  writeFileSync(path('behind'), 'mine');
  symlinkSync(path('behind'), path('out.csv.part'));
  await expect(openFileSink(path('out.csv'))).rejects.toThrow(InputError);
  expect(readFileSync(path('behind'), 'utf8')).toBe('mine');
});

it('a link where rejected lines go is to be removed, or the list copied: nobody named that file', async () => {
  symlinkSync(path('behind'), path('list.csv.rejected.csv'));
  const refusal = (): Promise<unknown> => rejectedPathOf(path('list.csv'));
  await expect(refusal()).rejects.toThrow(
    /list\.csv\.rejected\.csv is a symbolic link.*Remove it, or copy the list under another name\.$/,
  );
  await expect(inLanguage('ja', refusal)).rejects.toThrow(/シンボリックリンク.*元の一覧を別の名前でコピー/);
  await expect(openFileSink(path('list.csv.rejected.csv'))).rejects.toThrow(/Name another file\.$/);
});

it('every file that ops writes comes by the one writer', () => {
  const sources = readdirSync('ops', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const others = sources.filter((name) => name !== join('files', 'sink.ts'));
  const writing = /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|copyFile|openSync)\b/;
  expect(others.length).toBeGreaterThan(100);
  expect(others.filter((name) => writing.test(textOf(`ops/${name}`)))).toEqual([]);
});
