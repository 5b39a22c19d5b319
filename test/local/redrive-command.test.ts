import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Queues, startQueues } from '../../local/queues/start-queues.ts';
import { functionVariables } from '../unit/ops/function-variables.ts';
import { until } from './fixture/until.ts';

const command = fileURLToPath(new URL('../../bin/ops.ts', import.meta.url));
/** Times of the queue pass so much faster: what was taken is seen again after a second. */
const speed = 60;
const [ships, confirms] = [600, 400];

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** The command as a person starts it, a process of its own, over the queues of the test. */
describe('ops redrive of a thousand messages', () => {
  let queues: Queues;
  const running = new Set<ChildProcess>();
  const names = { intake: '', dead: '' };
  let round = 0;

  beforeAll(async () => {
    queues = await startQueues(speed, 'local');
  });
  afterAll(() => queues.stop());
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  beforeEach(async () => {
    round++;
    Object.assign(names, { intake: `intake-${round}`, dead: `intake-dead-${round}` });
    const arn = (name: string) => `arn:aws:sqs:ap-northeast-1:000000000000:${name}`;
    const shape = { url: '', isFifo: false, visibilitySeconds: 60, delaySeconds: 0, deduplicatesByContent: false };
    const deadLetters = { arn: arn(names.dead), maxReceiveCount: 1 };
    await queues.create([
      { ...shape, name: names.dead, arn: arn(names.dead) },
      { ...shape, name: names.intake, arn: arn(names.intake), deadLetters },
    ]);
    for (let index = 0; index < ships + confirms; index++) {
      const change = { kind: index < ships ? 'ship' : 'confirm' };
      const detail = { shop: `rms#shop-${index % 7}`, orders: [{ orderNumber: String(index), change }] };
      await queues.send(queues.queueUrl(names.dead), JSON.stringify({ detail }));
    }
  });

  function ops(words: string, onStderr: (text: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
    const child = spawn(process.execPath, [command, ...words.split(' ')], {
      // No local instance lies there, so that the variables below say where the queues are.
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: {
        PATH: process.env.PATH,
        ...functionVariables,
        STATUS_INTAKE_QUEUE_URL: queues.queueUrl(names.intake),
        AWS_REGION: 'ap-northeast-1',
        AWS_ENDPOINT_URL: queues.url,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    running.add(child);
    return new Promise((resolve) => {
      let [out, err] = ['', ''];
      child.stdout.on('data', (part: Buffer) => {
        out += part.toString();
      });
      child.stderr.on('data', (part: Buffer) => {
        err += part.toString();
        onStderr(err, child);
      });
      child.on('close', (code) => {
        running.delete(child);
        resolve({ out, err, code });
      });
    });
  }

  const depths = async () => {
    const all = await queues.depths();
    const of = (name: string) => (all[name]?.visible ?? 0) + (all[name]?.inFlight ?? 0);
    return { intake: of(names.intake), dead: of(names.dead), deadVisible: all[names.dead]?.visible ?? 0 };
  };

  /** How often each order's message came to the queue; takes them away. */
  async function arrived(): Promise<Map<string, number>> {
    const times = new Map<string, number>();
    const url = queues.queueUrl(names.intake);
    for (;;) {
      const { Messages = [] } = (await queues.call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10 })) as {
        Messages?: { Body: string; ReceiptHandle: string }[];
      };
      if (Messages.length === 0) return times;
      for (const { Body, ReceiptHandle } of Messages) {
        const { orderNumber } = JSON.parse(Body).detail.orders[0] as { orderNumber: string };
        times.set(orderNumber, (times.get(orderNumber) ?? 0) + 1);
        await queues.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
      }
    }
  }

  const resumed = 'redrive --queue intake --kind ship --really --rate 1000 --json';

  /** Runs the command again until nothing that is meant is left, as a person would who reads what it says. */
  async function finish(): Promise<number> {
    let sent = 0;
    await until('Every shipment went back', async () => {
      const last = JSON.parse((await ops(resumed)).out) as { sent: number };
      sent += last.sent;
      return (await depths()).dead === confirms ? true : undefined;
    });
    return sent;
  }

  it('ops redrive counts a thousand messages by kind in a dry run, and changes nothing', async () => {
    const { out, code } = await ops('redrive --queue intake --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      dryRun: true,
      seen: 1_000,
      matching: 1_000,
      sent: 0,
      byKind: { ship: ships, confirm: confirms },
      waiting: 1_000,
      taken: 0,
    });
    expect(await depths()).toEqual({ intake: 0, dead: 1_000, deadVisible: 1_000 });
  });

  it('ops redrive loses no message and leaves alone what was not meant, though it is killed in the middle and run again', async () => {
    const slowly = 'redrive --queue intake --kind ship --really --rate 100';
    await ops(slowly, (err, child) => void (/sent \d{2,}/.test(err) && child.kill('SIGKILL')));
    const killed = await depths();
    expect(killed.intake).toBeGreaterThan(0);
    expect(killed.intake).toBeLessThan(ships);
    // Between sending and taking away a batch may be there twice.
    expect(killed.intake + killed.dead).toBeGreaterThanOrEqual(1_000);
    expect(killed.intake + killed.dead).toBeLessThanOrEqual(1_010);

    await finish();
    const times = await arrived();
    expect(times.size).toBe(ships);
    expect([...times.keys()].every((orderNumber) => Number(orderNumber) < ships)).toBe(true);
    expect([...times.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(10);
    expect(await depths()).toEqual({ intake: 0, dead: confirms, deadVisible: confirms });
  });

  it('ops redrive ends after Ctrl-C with figures, each message in one place only, and all others to be seen again', async () => {
    const slowly = 'redrive --queue intake --kind ship --really --rate 100 --json';
    const said = await ops(slowly, (err, child) => void (/sent \d{2,}/.test(err) && child.kill('SIGINT')));
    expect(said.code).toBe(1);
    const { sent, interrupted, waiting, taken } = JSON.parse(said.out);
    expect({ interrupted, waiting, taken }).toEqual({ interrupted: true, waiting: 1_000 - sent, taken: 0 });
    expect(await depths()).toEqual({ intake: sent, dead: 1_000 - sent, deadVisible: 1_000 - sent });

    expect(await finish()).toBe(ships - sent);
    const times = await arrived();
    expect([times.size, [...times.values()].every((count) => count === 1)]).toEqual([ships, true]);
  });
});
