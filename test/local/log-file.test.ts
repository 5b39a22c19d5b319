import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from '../../local/functions/log-file.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-logs-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('the log of a function', () => {
  const mostBytes = 1_000;
  const open = () => {
    const folder = mkdtempSync(join(root, 'case-'));
    const file = join(folder, 'logs', 'poll-orders.log');
    const sizes = () => [file, `${file}.1`].map((path) => (existsSync(path) ? statSync(path).size : 0));
    return { folder, file, sizes, add: openLog(folder, 'poll-orders', mostBytes) };
  };

  it('is set aside while the function runs on: it grew until the next start', () => {
    const { file, sizes, add } = open();
    for (let index = 0; index < 500; index++) {
      add(`line ${index} 茶`);
      expect(Math.max(...sizes())).toBeLessThanOrEqual(mostBytes);
    }
    const lines = [`${file}.1`, file].flatMap((path) => readFileSync(path, 'utf8').trim().split('\n'));
    expect(lines.at(-1)).toBe('line 499 茶');
    expect(lines).toEqual(lines.map((_, index) => `line ${500 - lines.length + index} 茶`));
  });

  it('a log file that an earlier start left full is set aside by its first line', () => {
    const { folder, file, sizes } = open();
    writeFileSync(file, 'x'.repeat(mostBytes));
    openLog(folder, 'poll-orders', mostBytes)('new');
    expect(sizes()).toEqual([4, mostBytes]);
  });

  it('a log file takes a line that is longer than a file may be', () => {
    const { sizes, add } = open();
    add('x'.repeat(2 * mostBytes));
    add('y');
    expect(sizes()).toEqual([2, 2 * mostBytes + 1]);
  });

  it('goes on where a person removes the logs to make room: the next line ended the start', () => {
    const { folder, file, add } = open();
    add('before');
    rmSync(join(folder, 'logs'), { recursive: true });
    add('after');
    expect(readFileSync(file, 'utf8')).toBe('after\n');
  });
});
