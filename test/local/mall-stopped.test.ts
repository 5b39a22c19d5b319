import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnheard, mayBeApplied, TsunagiError, verdictOf } from '../../core/kernel/errors.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { openRmsShop, type RmsShop } from '../../malls/rms/client.ts';
import { createUndiciTransport } from '../../malls/undici.ts';
import { until } from './fixture/until.ts';

/** A call waits for 20 s of a clock that is this much faster, but for as long as a busy machine may take over an answer. */
const transport = createUndiciTransport({ clockSpeed: 40, deadlineRealMsMin: 3_000 });
let mall: ChildProcess;
let shop: RmsShop;

beforeAll(async () => {
  mall = spawn(process.execPath, ['bin/simulator.ts', '--port', '0', '--per-hour', '36000', '--keep-alive', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = mall;
  if (stdout === null) throw new Error('The mall has no output.');
  const line = await new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve));
  const { url, shops } = JSON.parse(line);
  const { shopUrl, serviceSecret, licenseKey } = shops[0];
  shop = openRmsShop({
    shop: { key: `rms#${shopUrl}` },
    credential: { serviceSecret, licenseKey },
    baseUrl: url,
    transport,
    now: Date.now,
  });
});
afterAll(async () => {
  mall.kill('SIGKILL');
  await transport.close();
});

const listed = () => {
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  return shop.listOrders({ from: now - 10 * minuteMs, to: now, page: 1 });
};
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error) => (error instanceof TsunagiError ? error : String(error)),
  );

describe('a mall whose process stands still', () => {
  it('a mall whose process stands still fails each call by its time-out, counts as out, and answers again as it goes on', async () => {
    await until('the first orders', async () => (await listed()).orderNumbers.length > 0);
    mall.kill('SIGSTOP');
    const failures = await Promise.all(Array.from({ length: 5 }, () => codeOf(listed())));
    expect(failures.map((error) => (error as TsunagiError).code)).toEqual(Array(5).fill('mall.timeout'));
    expect(failures.map(verdictOf)).toEqual(Array(5).fill('failed'));
    expect(failures.every(isUnheard)).toBe(true);
    mall.kill('SIGCONT');
    await until('an answer', async () => (await codeOf(listed())) === 'answered');
  });

  it('a stopped mall may apply a change long after its call was given up: the call has an open end, and the order is read again', async () => {
    const unconfirmed = await until('an order to confirm', async () => {
      const { states } = await shop.status.readStates((await listed()).orderNumbers.slice(-50));
      return states.find(({ stage }) => stage === 'unconfirmed');
    });
    mall.kill('SIGSTOP');
    const failure = await codeOf(shop.status.confirm([unconfirmed.orderNumber]));
    expect(failure).toMatchObject({ code: 'mall.timeout' });
    expect(mayBeApplied(failure)).toBe(true);
    mall.kill('SIGCONT');
    await until('the late change', async () => {
      const { states } = await shop.status.readStates([unconfirmed.orderNumber]);
      return states[0]?.stage !== 'unconfirmed';
    });
  });
});
