import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { Resources } from '../../local/assembly/resources.ts';
import { readRunFile } from '../../local/folder/run-file.ts';
import { type FunctionShape, functionsOf } from '../../local/functions/function-shape.ts';
import { type FunctionOptions, LocalFunction } from '../../local/functions/local-function.ts';
import type { Outcome } from '../../local/functions/outcome.ts';
import { serveRuntimeApi } from '../../local/functions/runtime-api.ts';
import { scaledMoment } from '../../wiring/clock.ts';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';
import { until } from './fixture/until.ts';

let fixture: FixtureCloud;
beforeAll(async () => {
  // A time limit of a minute takes five seconds: long enough for what does not hang on a busy machine.
  fixture = await startFixture({ speed: 12, limitRealMsMin: 0 });
});
afterAll(() => fixture.stop());

const obey = (event: object) => fixture.cloud.invoke('obey', event);

/** What it is run with outside of the cloud. */
const functionOptions = {
  clock: { now: Date.now },
  variables: {},
  limitRealMs: 60_000,
  print: () => {},
  report: () => {},
} as unknown as FunctionOptions;

/** What the handler returned. */
function returned(outcome: Outcome): Record<string, unknown> {
  if (outcome.kind !== 'returned') throw new Error(`The function did not return: ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.payload) as Record<string, unknown>;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a function', () => {
  it('a function gets its event and its ARN, and returns what its handler returns', async () => {
    expect(returned(await obey({ id: '髙𠮷' }))).toMatchObject({
      event: { id: '髙𠮷' },
      arn: 'arn:aws:lambda:ap-northeast-1:000000000000:function:fixture-obey',
    });
  });

  it('a function counts down its time limit by the machine, scaled by the speed of the clock', async () => {
    const { remainingMs } = returned(await obey({}));
    // 60 seconds of cloud time at speed 12.
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(5_000);
  });

  it('a function goes by the time of its cloud, whatever the clock of the machine is set to', async () => {
    const wall = Date.now;
    const limitMs = 5_000;
    try {
      for (const offMs of [-5 * 3_600_000, 3 * 3_600_000]) {
        Date.now = () => wall() + offMs;
        const before = Date.now();
        const { nowMs, remainingMs } = returned(await obey({}));
        expect(nowMs).toBeGreaterThanOrEqual(before - 1);
        expect(nowMs).toBeLessThanOrEqual(Date.now() + 1);
        expect(remainingMs).toBeGreaterThan(0);
        expect(remainingMs).toBeLessThanOrEqual(limitMs);
      }
    } finally {
      Date.now = wall;
    }
  });

  it('a function has the time that commands find in run.json, though the clock of the machine was set back by five hours', () => {
    const { clock, cloud, folder } = fixture;
    const backMs = 5 * 3_600_000;
    cloud.announceTime(backMs);
    const elsewhere = JSON.parse(readRunFile(folder)?.env.TSUNAGI_CLOCK ?? '');
    const here = scaledMoment(elsewhere, Date.now() - backMs);
    expect(Math.abs(here - clock.now())).toBeLessThan(60_000);
    cloud.announceTime(0);
  });

  it('a function keeps its process from one run to the next', async () => {
    const first = returned(await obey({}));
    expect(returned(await obey({})).pid).toBe(first.pid);
  });

  it('an idle function ends its process, and gets another one when it is called again', async () => {
    const resources = new Resources(readAssembly(join(fixture.folder, 'assembly')), (name) => name);
    const shape = functionsOf(resources).find(({ name }) => name === 'fixture-obey') as FunctionShape;
    const idle = new LocalFunction(shape, { ...functionOptions, idleMs: 50 });
    const first = returned(await idle.invoke('{}'));
    await until('the end of its process', () => idle.pids.length === 0);
    expect(isAlive(Number(first.pid))).toBe(false);
    expect(returned(await idle.invoke('{}')).pid).not.toBe(first.pid);
    await idle.stop();
  });

  it('a function gets a second process when the first is busy', async () => {
    const [one, other] = await Promise.all([obey({ do: 'environment' }), obey({ do: 'environment' })]);
    expect(returned(one).pid).not.toBe(returned(other).pid);
  });

  it('a function sees its own environment, that of Lambda and that of the cloud, and nothing of the machine but the path', async () => {
    process.env.TSUNAGI_TEST_SECRET = 'must not leak';
    const { env } = returned(await obey({ do: 'environment' })) as { env: Record<string, string> };
    expect(env).toMatchObject({
      STAGE: 'test',
      THINGS_TABLE: fixture.cloud.resource('Things').name,
      SECRETS_KEY: fixture.cloud.resource('Secrets').arn,
      AWS_ENDPOINT_URL_DYNAMODB: fixture.cloud.endpoints.dynamodb,
      AWS_ACCESS_KEY_ID: fixture.cloud.env.AWS_ACCESS_KEY_ID,
      TZ: 'UTC',
    });
    expect(JSON.parse(env.TSUNAGI_CLOCK ?? '')).toMatchObject({ speed: 12 });
    expect(Object.keys(env)).not.toContain('TSUNAGI_TEST_SECRET');
    expect(Object.keys(env)).not.toContain('HOME');
    expect(Object.keys(env)).not.toContain('TSUNAGI_RUNTIME_TOKEN');
  });

  it('a function fails with the name, message and trace of what its handler threw', async () => {
    expect(await obey({ do: 'throw' })).toMatchObject({
      kind: 'failed',
      error: {
        errorType: 'RangeError',
        errorMessage: 'as told, 𠮷田',
        trace: expect.arrayContaining(['RangeError: as told, 𠮷田']),
      },
    });
  });

  it.each([
    ['ends its process', 'exit', /exit status 3/],
    ['leaves a rejection unhandled', 'reject', /exit status 1/],
  ])('a function fails when it %s, and the next run gets a new process', async (_, what, message) => {
    const outcome = await obey({ do: what });
    expect(outcome).toMatchObject({ kind: 'failed', error: { errorType: 'Runtime.ExitError' } });
    expect(outcome.kind === 'failed' && outcome.error.errorMessage).toMatch(message);
    expect(returned(await obey({ id: 1 }))).toMatchObject({ event: { id: 1 } });
  });

  it.each([
    ['sleeps', { do: 'sleep', ms: 60_000 }],
    ['spins', { do: 'spin' }],
  ])('a function is killed when it %s past its time limit', async (_, event) => {
    const { pid } = returned(await obey({}));
    expect(await obey(event)).toMatchObject({
      kind: 'failed',
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 60\.00 seconds/),
      },
    });
    await until('the end of the killed process', () => !isAlive(pid as number));
  });

  it('a function is killed when its process stands still, before it asks for work or at work, and the next run gets a new one', async () => {
    const { pid } = returned(await obey({}));
    process.kill(pid as number, 'SIGSTOP');
    const slow = obey({ do: 'sleep', ms: 60_000 });
    expect(await slow).toMatchObject({ kind: 'failed', error: { errorType: 'Sandbox.Timedout' } });
    await until('the end of the stopped process', () => !isAlive(pid as number));
    expect(returned(await obey({})).pid).not.toBe(pid);
  });

  it('a function that cannot be loaded fails every run with the reason', async () => {
    for (let run = 0; run < 2; run += 1) {
      expect(await fixture.cloud.invoke('broken', {})).toMatchObject({
        kind: 'failed',
        error: { errorType: 'TypeError', errorMessage: 'not today' },
      });
    }
  });

  it('a function prints into a log file of its own, line by line', async () => {
    await obey({ do: 'print' });
    const file = join(fixture.folder, 'logs', 'fixture-obey.log');
    await until('the printed line', () => readFileSync(file, 'utf8').split('\n').includes('{"event":"printed"}'));
  });

  it('a function is found by its name or the end of it, and an unknown one is named with those there are', async () => {
    expect(returned(await fixture.cloud.invoke('fixture-obey', {}))).toBeDefined();
    expect(() => fixture.cloud.invoke('oben', {})).toThrow(/no function "oben".*fixture-obey/);
  });
});

it('a function ends with its cloud, although its folder was removed while it started and its handler keeps the processor busy', async () => {
  const give = () => api.give({ requestId: 'r', functionArn: 'a', payload: '{}', deadlineMs: Date.now() + 60_000 });
  const api = await serveRuntimeApi({ ready: give, broken: () => {}, done: () => {} });
  const file = (name: string) => fileURLToPath(new URL(`../../local/functions/${name}`, import.meta.url));
  const program = `require('node:fs').rmdirSync(process.cwd());
    require(${JSON.stringify(file('runtime-client.cjs'))}).next().then(() => { for (;;); });`;
  const child = spawn(process.execPath, ['--require', file('runtime-preload.cjs'), '-e', program], {
    cwd: mkdtempSync(join(tmpdir(), 'tsunagi-gone-')),
    env: { AWS_LAMBDA_RUNTIME_API: api.address, TSUNAGI_RUNTIME_TOKEN: api.token },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  try {
    child.stdio[3]?.destroy();
    await until('the end of the environment', () => child.exitCode !== null || child.signalCode !== null);
  } finally {
    child.kill('SIGKILL');
    await api.stop();
  }
});
