import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minuteMs } from '../../core/kernel/time.ts';
import type { CloudClock } from '../../local/clock.ts';
import { type Deliver, startDelivery } from '../../local/delivery.ts';
import { Fleet } from '../../local/functions/fleet.ts';
import { type FunctionShape, functionsOf } from '../../local/functions/function-shape.ts';
import { Listeners } from '../../local/listeners.ts';
import { queuesOf } from '../../local/queues/queue-shape.ts';
import { type Queues, startQueues } from '../../local/queues/start-queues.ts';
import { type Board, openBoard, templateOf } from './board.ts';
import type { Proof, Variant } from './proof.ts';

const bundle = fileURLToPath(new URL('../local/fixture/functions', import.meta.url));

/** What a function of the stage does instead of its work: `test/local/fixture/functions/index.js`. */
export type Behaviour = 'fail' | 'obey' | 'work';

/**
 * The queues and functions of a stage in the local cloud, which accounts for them, and the alarms of its template. Its clock can be
 * sent ahead. The functions are those of the template but for what they do: that they fail, or take long, is what these alarms are about.
 */
export interface AlarmedCloud {
  readonly board: Board;
  readonly queues: Queues;
  readonly fleet: Fleet;
  readonly clock: CloudClock;
  readonly deliver: Deliver;
  /** Sends the clock ahead, and judges the alarms. */
  pass(ms: number): Promise<void>;
  /** Lets minutes pass one by one until an alarm stands as is asked for, and says when. */
  until(alarm: string, stands: boolean, limitMinutes?: number): Promise<number>;
  /** Takes everything out of a queue. */
  empty(queue: string): Promise<void>;
  stop(): Promise<void>;
}

export async function openCloud(
  options: {
    readonly behaviour?: Behaviour;
    readonly concurrencyMax?: number;
    readonly speed?: number;
    /** Functions that are not there. */
    readonly without?: readonly string[];
    /** Parameters of the deployment. */
    readonly parameters?: Readonly<Record<string, string>>;
  } = {},
): Promise<AlarmedCloud> {
  const { behaviour = 'fail', concurrencyMax = 2, speed = 1, without = [], parameters = {} } = options;
  const clock = jumpingClock();
  const queues = await startQueues(speed, 'local');
  const resources = templateOf(queues.queueUrl, parameters);
  await queues.create(queuesOf(resources));
  const board = openBoard(resources, clock.now);
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-alarmed-'));
  const shapes = functionsOf(resources)
    .filter(({ name }) => !without.some((one) => name.endsWith(one)))
    .map((shape): FunctionShape => ({ ...shape, bundle, handler: `index.${behaviour}`, concurrencyMax }));
  const reports: ConstructorParameters<typeof Fleet>[1]['reports'] = new Listeners();
  reports.add(board.accounting.ran);
  const fleet = new Fleet(shapes, {
    folder,
    clock,
    variables: { AWS_REGION: 'ap-northeast-1' },
    reports,
    lines: new Listeners(),
    limitRealMsMin: 10_000,
    onThrottled: board.accounting.throttled,
  });
  const cloud: AlarmedCloud = {
    board,
    queues,
    fleet,
    clock,
    deliver: startDelivery(fleet, queues, clock, board.accounting.undelivered),
    async pass(ms) {
      clock.jump(ms);
      board.accounting.queues(await queues.states(clock.momentOf));
      // A figure of this very moment belongs to the minute that ends with it.
      board.watch.judge(clock.now() + 1);
    },
    async until(alarm, stands, limitMinutes = 60) {
      for (let minute = 0; board.isTold(alarm) !== stands; minute++) {
        if (minute === limitMinutes)
          throw new Error(`${alarm} was not ${stands ? 'told' : 'over'} within ${minute} minutes.`);
        await cloud.pass(minuteMs);
      }
      return clock.now();
    },
    async empty(queue) {
      await queues.call('PurgeQueue', { QueueUrl: queues.queueUrl(queue) });
    },
    async stop() {
      await fleet.stop();
      await queues.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return cloud;
}

/** Plays in a cloud of its own until an alarm was raised and is over. */
export async function prove(
  own: string,
  options: Parameters<typeof openCloud>[0] & {
    breaks(cloud: AlarmedCloud): Promise<void>;
    mends(cloud: AlarmedCloud): Promise<void>;
  },
  as?: Variant,
): Promise<Proof> {
  const alarm = as?.alarm ?? own;
  const cloud = await openCloud({ ...options, ...as });
  try {
    await cloud.pass(minuteMs);
    if (cloud.board.isTold(alarm)) throw new Error(`${alarm} stands before anything is wrong.`);
    const brokenAt = cloud.clock.now();
    await options.breaks(cloud);
    const firedAt = await cloud.until(alarm, true);
    const mendedAt = cloud.clock.now();
    await options.mends(cloud);
    return { alarm, brokenAt, firedAt, mendedAt, clearedAt: await cloud.until(alarm, false) };
  } finally {
    await cloud.stop();
  }
}

/** The machine's clock, which can be sent ahead. */
function jumpingClock(): CloudClock & { jump(ms: number): void; momentOf(realMs: number): number } {
  const jumps: { readonly realAtMs: number; readonly ms: number }[] = [];
  // What happened in the millisecond of a jump came before it: a message that was sent, and the clock sent ahead at once.
  const momentOf = (realMs: number): number =>
    jumps.reduce((at, jump) => (realMs > jump.realAtMs ? at + jump.ms : at), realMs);
  return {
    time: { realAtMs: 0, atMs: 0, speed: 1 },
    now: () => jumps.reduce((at, { ms }) => at + ms, Date.now()),
    real: (ms) => ms,
    at: (_, act) => {
      const timer = setTimeout(act, 0);
      return () => clearTimeout(timer);
    },
    momentOf,
    jump: (ms) => void jumps.push({ realAtMs: Date.now(), ms }),
  };
}
