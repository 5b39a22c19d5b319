import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal, recount, tableNames } from '../../journal/index.ts';
import { simulate } from '../../proving/worlds/simulate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function simulated(path: string, seeds: readonly number[]) {
  await openJournal(path, { startOver: true }).close();
  const {
    wallSeconds: _,
    stock,
    ...figures
  } = await simulate({
    seeds,
    threads: 2,
    journal: path,
    wallSeconds: () => 0,
    onFailure: () => undefined,
    onProgress: () => undefined,
  });
  // What a mall took only because of our pushes stands in no journal.
  const { oversold, ...counted } = stock;
  expect(oversold.worlds).toBe(counted.worlds);
  return { ...figures, stock: counted };
}

it('the figures of a simulation are those that its journal alone gives', async () => {
  const path = join(folder, 'worlds.ndjson');
  const figures = await simulated(path, [31, 32, 33]);
  expect(figures.failed).toEqual([]);
  expect(figures.stock).toMatchObject({ worlds: 2, diverged: 0 });
  expect(figures.stock.pushes).toBeGreaterThan(100);
  expect((await recount(path)).figures).toEqual(figures);

  // And the recount looks: without one stored order, its world has failed.
  const lines = readFileSync(path, 'utf8').split('\n');
  const marks = ['"table":"Orders"', '"kind":"stored"', '"world":32'];
  const lost = lines.findIndex((line) => marks.every((mark) => line.includes(mark)));
  expect(lost).toBeGreaterThan(0);
  writeFileSync(path, lines.filter((_, index) => index !== lost).join('\n'));
  expect((await recount(path)).figures).toMatchObject({ failed: [32] });
});

it('worlds with outages, status changes and stock write their mails, and the rows of every table', async () => {
  const path = join(folder, 'world.ndjson');
  const figures = await simulated(path, [8, 33]);
  const lines = readFileSync(path, 'utf8').split('\n');
  const mails = lines.filter((line) => line.includes('"kind":"mail"')).map((line) => JSON.parse(line));
  expect(mails.length).toBeGreaterThan(0);
  for (const { to, subject, text } of mails) {
    expect(to).not.toEqual([]);
    expect(`${subject}`).toMatch(/^【/);
    expect(`${text}`).toContain('貴店でのご対応');
  }
  for (const table of tableNames) {
    expect(
      lines.some((line) => line.includes('"kind":"row"') && line.includes(`"table":"${table}"`)),
      table,
    ).toBe(true);
  }
  expect((await recount(path)).figures).toEqual(figures);
});
