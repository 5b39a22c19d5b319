import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { findRunning } from '../../local/folder/data-folder.ts';
import { readTable } from '../../local/tables/read-table.ts';
import type { Service } from '../../local/wire/call.ts';
import { until } from './fixture/until.ts';

const program = fileURLToPath(new URL('./fixture/hold-cloud.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-kill-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly pids: readonly number[];
  readonly tables: Service;
  readonly table: string;
}

function start(): Promise<Started> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  child.stderr?.on('data', (part) => {
    said += String(part);
  });
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('The cloud has no output.');
    createInterface({ input: child.stdout }).on('line', (line) => resolve({ child, ...JSON.parse(line) }));
    child.once('exit', () => reject(new Error(`The cloud ended: ${said}`)));
  });
}

async function rows({ tables, table }: Started): Promise<number> {
  let count = 0;
  for await (const _ of readTable(tables, table)) count += 1;
  return count;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('a cloud killed by kill -9 takes its functions with it, loses no row and can be started again', async () => {
  const first = await start();
  // On a busy machine the runs of a schedule overlap, and take one more.
  expect(first.pids.length).toBeGreaterThanOrEqual(4);
  await until('a stored row', async () => (await rows(first)) > 0);
  const before = await rows(first);

  const second = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(`Process ${first.child.pid} (started`);

  expect(findRunning(folder)?.pid).toBe(first.child.pid);
  const isOver = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await isOver;
  await until('the end of every function', () => !first.pids.some(isAlive));
  expect(existsSync(join(folder, 'run.json'))).toBe(true);
  expect(findRunning(folder)).toBeNull();

  const again = await start();
  expect(await rows(again)).toBeGreaterThanOrEqual(before);
});
