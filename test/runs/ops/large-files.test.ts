import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentence } from '../../../core/kernel/text.ts';
import { csvRecords } from '../../../ops/files/csv.ts';
import { decodeText } from '../../../ops/files/decode.ts';
import { readTableFile, type SoundTable } from '../../../ops/files/named-table.ts';
import { takeList } from '../../../ops/files/take-list.ts';
import { askKeys } from '../../../ops/keys/keys.ts';
import { readMerchantList } from '../../../ops/merchants/merchants-import.ts';
import { createTerminal } from '../../../ops/terminal/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-large-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A terminal whose input never ends, and what it printed. */
function terminal() {
  const printed = { lines: 0 };
  const stdout = new Writable({
    write(chunk: Buffer, _, done) {
      printed.lines += chunk.toString().split('\n').length - 1;
      done();
    },
  });
  const stdin = new Readable({
    read() {
      this.push(Buffer.alloc(1024 * 1024));
    },
  });
  const stderr = new Writable({ write: (_chunk, _, done) => done() });
  return { printed, terminal: createTerminal({ stdin, stdout, stderr, monotonicMs: () => 0 }) };
}

describe('a file that is too large to be judged at once', () => {
  const tooLarge = /has more than 32 MiB.*all its bad lines are reported at once\. Split it/;
  const shape = { names: { sku: ['sku'] }, needed: ['sku'], hint: '' } as const;
  const asked = { asked: [], standing: null, now: 0 };

  it('a file that is too large to be judged at once is refused with what to do, by each of its readers', async () => {
    const path = join(folder, 'large.csv');
    writeFileSync(path, 'sku\n');
    truncateSync(path, 33 * 1024 * 1024);
    await expect(readTableFile(path, undefined, shape)).rejects.toThrow(tooLarge);
    await expect(readMerchantList(path, undefined)).rejects.toThrow(tooLarge);
    await expect(askKeys(terminal().terminal, path, 'rms', asked)).rejects.toThrow(tooLarge);
  });

  it('a file without an end, such as a device or a pipe, is refused', async () => {
    await expect(terminal().terminal.input()).rejects.toThrow(tooLarge);
    await expect(askKeys(terminal().terminal, '-', 'rms', asked)).rejects.toThrow(tooLarge);
    if (process.platform === 'linux') {
      await expect(readTableFile('/dev/zero', undefined, shape)).rejects.toThrow(tooLarge);
    }
  });

  it.each([
    ['lines', 'a,b\n1,2\n3,4\n5,6\n', { lines: 3, cells: 100 }, 4],
    ['lines, even if they are empty', 'a,b\r\n\r\n\r\n1,2\r\n', { lines: 3, cells: 100 }, 4],
    ['lines, even if they are within a cell', 'a,b\n"1\n2\n3",4', { lines: 3, cells: 100 }, 4],
    ['cells', `a\n${','.repeat(5)}\n,x,\n`, { lines: 100, cells: 9 }, 3],
  ])(
    'a file that is too large is refused by its %s, at the line where it becomes too long',
    async (_, text, most, line) => {
      expect(await csvRecords(text, ',', most)).toEqual({
        problem: `line ${line}: the file is too long. At most ${most.lines} lines and ${most.cells} cells are judged at once. Split it, with the headings in each part.`,
      });
      expect(await csvRecords(text, ',', { lines: most.lines + 1, cells: most.cells + 1 })).toHaveProperty('records');
    },
  );
});

describe('whatever is in a file', () => {
  /** How often other work of the process had its turn while a file was read. */
  async function turnsDuring(read: () => Promise<unknown>): Promise<number> {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    await read();
    isOver = true;
    return turns;
  }

  it.each([
    ['lines of one cell', 'a\n'.repeat(400_000)],
    ['empty lines', '\r\n'.repeat(400_000)],
    ['lines of different lengths', 'a\nb,c\nd,e,f\n'.repeat(5_000)],
    ['many cells', `${','.repeat(2_000)}\n`.repeat(300)],
    ['cells in quotation marks', '"a","b"\n'.repeat(100_000)],
    ['marks within a cell', `"${'""'.repeat(300_000)}"`],
  ])('timers of the process go on while a file of %s is read', async (_, text) => {
    expect(await turnsDuring(() => csvRecords(text))).toBeGreaterThanOrEqual(10);
  });

  it('timers of the process go on while a file in Shift_JIS is read', async () => {
    const bytes = Buffer.alloc(4 * 1024 * 1024, Buffer.from([0x83, 0x41]));
    expect(await turnsDuring(() => decodeText(bytes, undefined))).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['characters', 'a'.repeat(2_000_000)],
    ['cells', ','.repeat(100_000)],
    ['headings', '注文番号,'.repeat(20_000)],
  ])('a line of too many %s is no line of a list', async (_, text) => {
    expect(await csvRecords(text)).toEqual({
      problem: expect.stringMatching(/^line 1: has more than .* no line of a list/),
    });
  });

  it('an unclosed quotation mark is found by the line it stands on, and not by reading all of the file', async () => {
    const text = `a,b\n1,"x\ny""z\n${'c,d\n'.repeat(400_000)}`;
    expect(await csvRecords(text)).toEqual({ problem: expect.stringMatching(/^line 2: .*none closes it/) });
  });
});

it('all bad lines of a long list are reported at once, even if there are more than a call takes arguments', async () => {
  const bad = 150_000;
  const rows = Array.from({ length: bad }, (_, index) => ({ line: index + 2, cells: {}, all: ['x'] }));
  const table: SoundTable<'sku'> = { kind: 'table', headings: ['SKU'], columnNames: {}, rows };
  const { terminal: own, printed } = terminal();
  const work = {
    word: 'item',
    stepOf: () => '',
    steps: {},
    lines: () => [],
    json: () => ({}),
    apply: async () => [],
    next: [],
  };
  const code = await takeList(
    { terminal: own },
    {
      file: { path: 'list.csv', bytes: new Uint8Array(), encoding: 'utf8', table },
      problems: rows.map(({ line }) => ({ line, field: 'sku' as const, text: sentence`is wrong.` })),
      warnings: [],
      items: [],
    },
    { dryRun: false, partial: false, json: false },
    work,
  );
  expect(code).toBe(1);
  expect(printed.lines).toBeGreaterThan(bad);
});
