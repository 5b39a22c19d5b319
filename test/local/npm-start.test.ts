import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import type { Figures } from '../../local/desk/figures.ts';
import { greeting } from '../../local/desk/start.ts';
import { type StartedDesk, startDesk } from './fixture/started-desk.ts';
import { until } from './fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-start-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

function npmStart(...args: string[]): StartedDesk {
  const desk = startDesk(...args);
  children.push(desk.child);
  return desk;
}

describe('npm start', () => {
  it('npm start imports every order of its shops once, stops at Ctrl-C, and its figures are those of its journal', async () => {
    const [folder, journal] = [join(root, 'data'), join(root, 'journal.ndjson')];
    // It is not kept by the time at which it was to end by itself.
    const ending = ['--json', '--journal', journal, '--exit-after', '1h'];
    const run = npmStart('--data', relative('.', folder), '--shops', '3', '--plain', ...ending);
    // Two shops at RMS with fifty orders each, and one at Yahoo, where reading takes a call an order.
    const imported = () =>
      [...run.said().matchAll(/(\d+) orders? imported/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    await until('the orders that were there', () => imported() >= 100);
    // "14 s of blank screen": each step of the start was said as it began.
    expect(run.err()).toMatch(
      /^Tsunagi starts; its data are in \/.+\/data\.\n\d+ s: Simulated malls …\n(\d+ s: .+ …\n){4}Console: http:.+\nAPI: http:.+\nReady after/,
    );
    run.child.kill('SIGINT');
    // "Ctrl-C is silent": it is answered before anything is brought to its end.
    await until('the answer to Ctrl-C', () => /\nStopping: .+ Ctrl-C again stops at once/.test(run.err()));
    expect(await run.ended, run.err()).toBe(0);
    expect(run.err()).toMatch(/\nStopping: [\s\S]+\nNow everything is counted\./);
    const figures = JSON.parse(run.out().trim().split('\n').at(-1) ?? '') as Figures;
    expect(figures).toMatchObject({ shops: 3, orders: { missing: 0, duplicates: 0 } });
    expect(figures.orders.stored).toBeGreaterThanOrEqual(100);
    expect((await recount(journal)).figures).toEqual(figures);
    const log = readFileSync(join(folder, 'logs', 'tsunagi-local-poll-orders.log'), 'utf8');
    expect(log).toContain('"event":"poll.done"');
    expect(log).not.toMatch(/[都道府県]|@|zipCode|phoneNumber/);
  });

  it('Ctrl-C while npm start stops by itself ends it at once', async () => {
    const run = npmStart('--data', join(root, 'hard'), '--shops', '3', '--plain', '--exit-after', '1s');
    await until('that it stops by itself', () => run.said().includes('\nStopping: '));
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
  });

  it('npm start counts one shop as one', () => {
    const said = [1, 2].map((shops) => greeting({ speed: 1, inspect: null }, [], shops, null));
    expect(said).toEqual([
      expect.stringMatching(/ 1 shop is imported\.$/),
      expect.stringMatching(/ 2 shops are imported\.$/),
    ]);
  });

  it('npm start asks a real mall in real time, and says how to add a shop when there is none', async () => {
    const run = npmStart(
      '--data',
      join(root, 'real'),
      '--rms-url',
      'http://127.0.0.1:9',
      '--json',
      '--exit-after',
      '6s',
    );
    expect(await run.ended, run.err()).toBe(0);
    expect(run.err()).toContain('npm run ops -- shops add');
    expect(JSON.parse(run.out())).toEqual({
      shops: 0,
      orders: { atMall: null, stored: 0, missing: null, duplicates: 0 },
      lagSeconds: { p50: null, max: null },
      rmsCalls: null,
      yahooCalls: null,
      statuses: { requested: 0, confirmed: 0, held: 0, failed: 0, waiting: 0 },
      stock: { listings: 0, inStep: null, diverged: null, pushes: null },
    });
  });

  it('npm start runs no simulated malls where it asked a real one, and empties neither that folder nor the journal unasked', async () => {
    const [real, kept] = [join(root, 'real'), join(root, 'kept.ndjson')];
    writeFileSync(kept, 'kept');
    for (const fresh of [[], ['--fresh']]) {
      const run = npmStart('--data', real, '--journal', kept, ...fresh);
      expect(await run.ended).toBe(1);
      expect(run.err()).toContain(`The data folder ${real} holds the orders and keys of real shops`);
      // A start that is refused does not say first that it begins.
      expect(run.said()).not.toContain('Tsunagi starts');
    }
    expect(readFileSync(kept, 'utf8')).toBe('kept');
    expect(existsSync(join(real, 'kms.key'))).toBe(true);
  });

  it.each([
    ['an option that cannot be', ['--speed', '0'], /--speed: got "0"/],
    ['an address in the clear', ['--rms-url', 'http://mall.example'], /rmsBaseUrl is "http:\/\/mall\.example"/],
    ['a function that is not there', ['--inspect', 'poll'], /no function "poll"/],
    ['a journal that cannot be written', ['--journal', '/nowhere/j.ndjson'], /journal .* cannot be opened/],
  ])('npm start ends with a sentence, not a stack trace, for %s', async (_, args, message) => {
    const run = npmStart('--data', join(root, 'wrong'), ...args);
    expect(await run.ended).toBe(1);
    expect(run.err()).toMatch(message);
    expect(run.err()).not.toMatch(/^ {4}at /m);
  });
});
