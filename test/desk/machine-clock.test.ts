import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../local/desk/figures.ts';
import { serve } from '../../simulator/index.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { knock } from '../local/fixture/knock.ts';
import { startDeskIn } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';
import { type FakedClock, fakeClock, libfaketime } from './fixture/faked-clock.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-machine-clock-'));
const closing: (() => unknown)[] = [];
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const close of closing) await close();
  rmSync(root, { recursive: true });
});

const runNode = promisify(execFile);

/** `npm start` on a machine whose clock is faked, and commands in another terminal of the same machine. */
function openMachine(name: string, ...args: string[]) {
  const folder = join(root, name);
  mkdirSync(folder);
  const clock = fakeClock(folder);
  const data = join(folder, 'data');
  const desk = startDeskIn(clock.env, '--data', data, '--plain', '--json', ...args);
  children.push(desk.child);
  const { NODE_OPTIONS: _, ...env } = clock.env;
  const ops = (...words: string[]) => {
    const running = runNode(process.execPath, ['bin/ops.ts', ...words, '--data', data], { env });
    return { running, out: running.then(({ stdout, stderr }) => `${stdout}${stderr}`) };
  };
  return { clock, data, desk, ops };
}

type Machine = ReturnType<typeof openMachine>;

/** Sets the clock ahead, back and right again. Each time the jump is named, and an order that is placed then is imported. */
async function survives({ desk, ops, clock }: Machine, placeOrder: () => Promise<string>): Promise<void> {
  const isStored = (order: string) =>
    ops('orders', 'show', order).out.then(
      (text) => text.includes(order),
      () => false,
    );
  const jumps: readonly (readonly [Parameters<FakedClock['set']>[0], RegExp])[] = [
    [3, /clock went ahead by 3 h/],
    [-2, /clock was set back by 5 h/],
    [0, /clock went ahead by 2 h/],
  ];
  for (const [hoursAhead, named] of jumps) {
    clock.set(hoursAhead);
    await until(`a sentence like ${named}`, () => named.test(desk.said()));
    const order = await placeOrder();
    await until(`the import of an order placed when the clock is ${hoursAhead} h ahead`, () => isStored(order));
  }
}

describe.skipIf(libfaketime === null)(
  'a clock that is set three hours ahead, five back and right again under a running npm start',
  () => {
    it('a set clock stops nothing with simulated malls, and no order is missing or doubled', async () => {
      const machine = openMachine('simulated', '--malls', 'rms,yahoo', '--shops', '2', '--alone', '--speed', '20');
      const { desk, data } = machine;
      await until('the first imported orders', () => /orders imported/.test(desk.said()));
      await survives(machine, async () => {
        const { orderNumbers } = await knock<{ orderNumbers: string[] }>(data, 'rms', 'add-orders', {
          shopUrl: 'midori-an',
          count: 1,
        });
        return orderNumbers[0] ?? 'no order';
      });
      desk.child.kill('SIGINT');
      expect(await desk.ended, desk.said()).toBe(0);
      const figures = JSON.parse(desk.out().trim().split('\n').at(-1) ?? '') as Figures;
      expect(figures).toMatchObject({ orders: { missing: 0, duplicates: 0 } });
    });

    it('a set clock stops nothing with a real mall, and each screen says that time is ahead and what to do', async () => {
      const rms = createRms({ now: Date.now, seed: 7 });
      const mall = await serve(rms, { port: 0 });
      closing.push(mall.stop);
      const key = rms.control.addShop({ shopUrl: 'my-shop' });
      const machine = openMachine('real', '--rms-url', mall.url);
      const { desk, ops } = machine;
      await until('the start', () => /No shop is imported yet/.test(desk.said()));
      const adding = ops(
        ...'shops add --mall rms --code my-shop --name my-shop --merchant m --import-from -1d --keys-from -'.split(' '),
      );
      adding.running.child.stdin?.end(JSON.stringify(key));
      await adding.out;
      await survives(machine, async () => {
        const [order] = rms.control.addOrders('my-shop', { count: 1 });
        return order ?? 'no order';
      });
      // It went ahead with the clock, and does not go back: what is stored bears its times.
      expect(desk.said()).toMatch(/set back by 5 h\. .* is 5 h ahead of this machine’s clock\. .*--clock-was-ahead/);
      expect(await ops('status').out).toMatch(
        /is 3 h 0 min ahead of this machine’s clock, which was set back\. .*ops doctor/,
      );
      const doctor = await ops('doctor').out.catch(({ stdout }: { stdout: string }) => stdout);
      expect(doctor).toMatch(/clock +look at +\d+ +Time of the instance is 3 h 0 min\s+ahead/);
      expect(doctor).toContain('--clock-was-ahead');
      desk.child.kill('SIGINT');
      expect(await desk.ended, desk.said()).toBe(0);
    });
  },
);
