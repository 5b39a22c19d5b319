import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { type JournalEntry, joinJournal, openJournal } from '../../../journal/index.ts';
import { appendWhole } from '../../../journal/journal-file.ts';
import { exchange, folder, journalOf, runEnd, runEntry } from './small-run.ts';

const entriesOf = (path: string): JournalEntry[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a journal', () => {
  it('holds one entry a line, its kind first, and text as it was', async () => {
    const mail: JournalEntry = { at: 1, kind: 'mail', to: ['a@example.com'], subject: '𠮷野家\n髙', text: '"\u2028' };
    const path = await journalOf([runEntry, mail]);
    expect(readFileSync(path, 'utf8')).toMatch(/^{"kind":"run"[^\n]*}\n{"kind":"mail"[^\n]*}\n$/);
    expect(entriesOf(path)).toEqual([runEntry, mail]);
  });

  it('has an entry in its file by the end of the turn, without being closed', async () => {
    const path = join(folder(), 'run.ndjson');
    const journal = openJournal(path);
    journal.write(runEntry);
    await new Promise(setImmediate);
    expect(entriesOf(path)).toEqual([runEntry]);
    await journal.close();
  });

  it('is carried on when it is there', async () => {
    const path = await journalOf([runEntry, runEnd]);
    const journal = openJournal(path);
    journal.write(runEntry);
    await journal.close();
    expect(entriesOf(path).map(({ kind }) => kind)).toEqual(['run', 'run-end', 'run']);
  });

  it('starts over when instructed to', async () => {
    const path = await journalOf([runEntry, runEnd]);
    const journal = openJournal(path, { startOver: true });
    journal.write(runEnd);
    await journal.close();
    expect(entriesOf(path)).toEqual([runEnd]);
  });

  it('loses the torn line of a killed process and nothing else', async () => {
    const path = await journalOf([runEntry]);
    const long = 'x'.repeat(200_000);
    writeFileSync(path, `{"kind":"exchange","at":${long}`, { flag: 'a' });
    const journal = openJournal(path);
    journal.write(runEnd);
    await journal.close();
    expect(entriesOf(path)).toEqual([runEntry, runEnd]);
  });

  it('takes the whole lines of several writers', async () => {
    const path = await journalOf([runEntry]);
    const writers = [1, 2].map(() => joinJournal(path));
    const body = '注文'.repeat(100_000);
    for (const writer of writers) for (let index = 0; index < 3; index++) writer.write(exchange({ body }));
    for (const writer of writers) await writer.close();
    expect(entriesOf(path)).toHaveLength(7);
  });

  it('is left whole by a process that is killed while it writes', async () => {
    const path = join(folder(), 'run.ndjson');
    const index = fileURLToPath(new URL('../../../journal/index.ts', import.meta.url));
    const program = `
      import { openJournal } from ${JSON.stringify(index)};
      const journal = openJournal(${JSON.stringify(path)});
      const more = (n) => {
        for (let i = 0; i < 50; i++) journal.write({ kind: 'run-end', at: n + i });
        if (n === 500) process.stdout.write('writing');
        setImmediate(more, n + 50);
      };
      more(0);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await openJournal(path).close();
    const times = entriesOf(path).map(({ at }) => at);
    expect(times.length).toBeGreaterThan(50);
    expect(times).toEqual(times.map((_, position) => position));
  });

  it('writes the rest of what the system did not take at once', () => {
    const taken: string[] = [];
    const write = vi.fn((_fd: number, bytes: Uint8Array, offset: number) => {
      taken.push(Buffer.from(bytes.subarray(offset, offset + 3)).toString());
      return Math.min(3, bytes.length - offset);
    });
    appendWhole(1, Buffer.from('abcdefgh'), write as never);
    expect(taken).toEqual(['abc', 'def', 'gh']);
  });
});

describe('a journal that cannot be', () => {
  it('says that its folder is missing', () => {
    expect(() => openJournal(join(folder(), 'none', 'run.ndjson'))).toThrow(/there is no folder .*none\. Make it/);
  });

  it('says that it is a folder', () => {
    const path = join(folder(), 'inner');
    mkdirSync(path);
    expect(() => openJournal(path)).toThrow(/it is a folder\. Give the path of a file/);
  });

  it('leaves every other file alone, even when instructed to start over', () => {
    const path = join(folder(), 'letter.txt');
    writeFileSync(path, '拝啓 without an end of line');
    expect(() => openJournal(path)).toThrow(/is no journal: it begins with/);
    expect(() => openJournal(path, { startOver: true })).toThrow(/is no journal/);
    expect(readFileSync(path, 'utf8')).toBe('拝啓 without an end of line');
  });

  it('takes nothing after it was closed', async () => {
    const journal = openJournal(join(folder(), 'run.ndjson'));
    await journal.close();
    await journal.close();
    expect(() => journal.write(runEnd)).toThrow(/is closed; an entry of kind "run-end" came after that/);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, at the next write and at the end', async () => {
    const journal = joinJournal('/dev/full');
    journal.write(runEntry);
    await new Promise(setImmediate);
    expect(() => journal.write(runEnd)).toThrow(/cannot be written \(ENOSPC\): the disk is full/);
    await expect(journal.close()).rejects.toThrow(/the disk is full/);
  });
});
