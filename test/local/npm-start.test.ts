import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../bin/local/figures.ts';
import { recount } from '../../journal/index.ts';
import { until } from './fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-start-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
}

function npmStart(...args: string[]): Run {
  const child = spawn(process.execPath, ['bin/local.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    texts.out += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    texts.err += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, out: () => texts.out, err: () => texts.err };
}

describe('npm start', () => {
  const [folder, journal] = [join(root, 'data'), join(root, 'journal.ndjson')];

  it('imports every order once, through a kill -9, and its figures are those of its journal', {
    timeout: 240_000,
  }, async () => {
    const killed = npmStart(
      '--data',
      folder,
      '--fresh',
      '--shops',
      '5',
      '--per-hour',
      '300',
      '--plain',
      '--journal',
      journal,
    );
    await until('the first imported orders', () => /orders imported/.test(killed.out()), 60_000);
    const refused = npmStart('--data', folder);
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toContain(`Process ${killed.child.pid} (started`);
    killed.child.kill('SIGKILL');
    await killed.ended;

    const run = npmStart('--data', folder, '--per-hour', '300', '--exit-after', '30s', '--json', '--journal', journal);
    expect(await run.ended, run.err()).toBe(0);
    expect(run.out().trim().split('\n')).toHaveLength(1);
    const figures = JSON.parse(run.out()) as Figures;
    expect(figures.shops).toBe(5);
    // Four shops at RMS with a hundred orders each, and one at Yahoo, where reading takes a call an order.
    expect(figures.orders.stored).toBeGreaterThan(415);
    expect(figures.orders).toEqual({
      atMall: figures.orders.stored,
      stored: figures.orders.stored,
      missing: 0,
      duplicates: 0,
    });
    expect(figures.rmsCalls).toBeGreaterThan(0);
    expect(figures.yahooCalls).toBeGreaterThan(0);
    expect(figures.stock).toMatchObject({ listings: 60, diverged: 0 });
    expect(figures.lagSeconds.max).not.toBeNull();
    expect((await recount(journal)).figures).toEqual(figures);
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  });

  it('writes nothing of a buyer into the logs of its functions', () => {
    const log = readFileSync(join(folder, 'logs', 'tsunagi-local-poll-orders.log'), 'utf8');
    expect(log).toContain('"event":"poll.done"');
    expect(log).not.toMatch(/[都道府県]|@|zipCode|phoneNumber/);
  });

  it('stops at Ctrl-C and says what it has', { timeout: 120_000 }, async () => {
    const run = npmStart('--data', join(root, 'ctrl-c'), '--shops', '1', '--plain');
    await until('the start', () => /Ready after/.test(run.out()), 60_000);
    run.child.kill('SIGINT');
    expect(await run.ended, run.err()).toBe(0);
    expect(run.out()).toMatch(/Stopped with \d+ of \d+ orders; missing 0\./);
  });

  it('asks a real mall in real time, and says how to add a shop when there is none', { timeout: 120_000 }, async () => {
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

  it.each([
    ['an option that cannot be', ['--speed', '0'], /--speed: got "0"/],
    ['an address in the clear', ['--rms-url', 'http://mall.example'], /rmsBaseUrl is "http:\/\/mall\.example"/],
    ['a function that is not there', ['--inspect', 'poll'], /no function "poll"/],
    ['a journal that cannot be written', ['--journal', '/nowhere/j.ndjson'], /journal .* cannot be opened/],
  ])('ends with a sentence, not a stack trace, for %s', { timeout: 60_000 }, async (_, args, message) => {
    const run = npmStart('--data', join(root, 'wrong'), ...args);
    expect(await run.ended).toBe(1);
    expect(run.err()).toMatch(message);
    expect(run.err()).not.toMatch(/^ {4}at /m);
  });
});
