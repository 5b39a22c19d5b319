import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passing } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { PollReport } from '../../core/jobs/poll-orders.ts';
import { recount } from '../../journal/index.ts';
import type { Figures } from '../../local/desk/figures.ts';
import { prng } from '../../simulator/index.ts';
import { type StartedDesk, startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-start-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

/** How often everything is killed, half of the times while it starts, and the seed of the moments. */
const kills = 10;
const killSeed = 20_200_210;
/** How many single functions are killed after that, one after the other. */
const functionKills = 9;
/** How long a run is at work at most before it is killed. */
const workMs = 3_000;
const shops = 5;

function npmStart(...args: string[]): StartedDesk {
  const desk = startDesk(...args);
  children.push(desk.child);
  return desk;
}

/** Ends a run and all that it started, at once and with no chance to say anything. */
async function killAll({ child, ended }: StartedDesk): Promise<void> {
  if (child.pid === undefined) throw new Error('The run has no process.');
  // A stopped process cannot start another one while its children are killed.
  process.kill(child.pid, 'SIGSTOP');
  const all = [child.pid, ...descendantsOf(child.pid)];
  for (const pid of all) kill(pid);
  await ended;
  await until('the end of all that was started', () => !all.some(isAlive));
}

/** Children, their children and so on: functions and tables have process groups of their own. */
function descendantsOf(pid: number): number[] {
  const pairs = processes();
  const below = (parent: number): number[] =>
    pairs.flatMap(([child, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** Every process of this machine, with its parent. Linux lists them in /proc; small images have no `ps`. */
function processes(): (readonly [pid: number, parent: number])[] {
  const lines = existsSync('/proc/self/stat')
    ? readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statLine(name) : []))
    : execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function statLine(pid: string): string[] {
  try {
    // The name stands between brackets and may hold anything; behind it come the state and the parent.
    const [, parent] = /^.*\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return parent === undefined ? [] : [`${pid} ${parent}`];
  } catch {
    // The process has ended in between.
    return [];
  }
}

/** The processes in which functions of a run stand ready or work. */
function functionsOf(pid: number): number[] {
  return descendantsOf(pid).filter((one) => commandOf(one).includes('aws-lambda-ric'));
}

function commandOf(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' });
  } catch {
    // The process has ended in between.
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended by itself in between.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What the log has of a poll that did something: the others log nothing. */
type Poll = Pick<PollReport, 'visited' | 'behind'>;

/** The polls of all starts so far. A kill may leave a part of a line before the next one, and the last may be on its way. */
function pollsIn(folder: string): Poll[] {
  if (!existsSync(pollsLog(folder))) return [];
  const lines = readFileSync(pollsLog(folder), 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const [whole] = /\{[^{]*"event":"poll\.done".*\}$/.exec(line) ?? [];
    return whole === undefined ? [] : [JSON.parse(whole) as Poll];
  });
}

const pollsLog = (folder: string): string => join(folder, 'logs', 'tsunagi-local-poll-orders.log');

const leavesNothing = ({ visited, behind }: Poll): boolean => visited === shops && behind === 0;

describe('npm start that is killed', () => {
  const [folder, journal] = [join(root, 'data'), join(root, 'journal.ndjson')];

  it('npm start imports every order once through ten kill -9 of everything and nine of single functions, and its figures are those of its journal', async () => {
    const shown = ['--data', folder, '--per-hour', '300', '--journal', journal];
    const first = npmStart(...shown, '--shops', `${shops}`, '--plain', '--fresh');
    const begunMs = performance.now();
    await until('the first imported orders', () => /orders imported/.test(first.out()));
    // Delays are measured in the duration of a start, so that they mean the same on a slow machine.
    const startMs = performance.now() - begunMs;
    const refused = npmStart('--data', folder);
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toContain(`Process ${first.child.pid} (started`);
    await killAll(first);

    const moments = prng(killSeed);
    for (let kill = 2; kill <= kills; kill += 1) {
      const killed = npmStart(...shown, '--plain');
      const isStarting = kill % 2 === 0;
      if (!isStarting) await until('the next start', () => /Ready after/.test(killed.out()));
      // Nothing is waited for: any moment will do, and chance takes it.
      await Promise.race([killed.ended, passing((isStarting ? startMs : workMs) * moments.next())]);
      expect(killed.child.exitCode, killed.err()).toBeNull();
      await killAll(killed);
    }

    // The last start ends after a poll of all shops that left nothing to do: on a busy machine a mall seems to be out for a while, and what it
    // lists is not imported meanwhile.
    const before = pollsIn(folder).length;
    const run = npmStart(...shown, '--json');
    await until('work of the last start', () => pollsIn(folder).length > before);
    for (let killed = 0; killed < functionKills; killed += 1) {
      await passing(workMs * moments.next());
      const one = await until('a function that runs', () => {
        const all = functionsOf(run.child.pid as number);
        return all.length > 0 && moments.pick(all);
      });
      kill(one);
      await until('the end of a killed function', () => !isAlive(one));
    }
    const beforeLast = pollsIn(folder).length;
    const isDone = () => pollsIn(folder).slice(beforeLast).some(leavesNothing);
    await Promise.race([run.ended, until('a poll that leaves nothing to do', isDone, 600_000)]);
    run.child.kill('SIGINT');
    expect(await run.ended, run.err()).toBe(0);
    expect(run.out().trim().split('\n')).toHaveLength(1);
    const figures = JSON.parse(run.out()) as Figures;
    expect(figures.shops).toBe(shops);
    // Two shops at RMS with a hundred orders each, and one at each other mall, which open with fewer.
    expect(figures.orders.stored).toBeGreaterThan(230);
    expect(figures.orders).toEqual({
      atMall: figures.orders.stored,
      stored: figures.orders.stored,
      missing: 0,
      duplicates: 0,
    });
    expect(figures.rmsCalls).toBeGreaterThan(0);
    expect(figures.yahooCalls).toBeGreaterThan(0);
    expect(figures.amazonCalls).toBeGreaterThan(0);
    expect(figures.shopifyCalls).toBeGreaterThan(0);
    expect(figures.stock).toMatchObject({ listings: 120, diverged: 0 });
    expect(figures.lagSeconds.max).not.toBeNull();
    const again = await recount(journal);
    expect(again.findings).toEqual([]);
    expect(again.figures).toEqual(figures);
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  });

  it('functions of a killed npm start write nothing of a buyer into their logs', () => {
    const log = readFileSync(pollsLog(folder), 'utf8');
    expect(log).toContain('"event":"poll.done"');
    expect(log).not.toMatch(/[都道府県]|@|zipCode|phoneNumber/);
  });
});
