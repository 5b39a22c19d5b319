import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Draws } from './draws.ts';

/** A deployment of the stack with a number of shards, at a moment of the story. */
export interface Deployment {
  readonly at: number;
  readonly shards: number;
}

/** One schedule of a function, and for how long it fires. */
export interface Schedule {
  readonly shard: number;
  readonly shards: number;
  readonly from: number;
  readonly until: number;
}

/**
 * The schedules that a row of deployments leaves. Each deployment replaces the schedules one by one, then makes those that
 * are new, and removes at the end those that are left over: so old and new numbers of shards run side by side for minutes.
 */
export function schedulesOf(deployments: readonly Deployment[], end: number, draws: Draws): Schedule[] {
  const schedules: Schedule[] = [];
  const running = new Map<number, Omit<Schedule, 'until'>>();
  const stop = (shard: number, until: number): void => {
    const schedule = running.get(shard);
    if (schedule) schedules.push({ ...schedule, until });
    running.delete(shard);
  };
  for (const [index, { at, shards }] of deployments.entries()) {
    let moment = at;
    for (let shard = 0; shard < shards; shard++) {
      stop(shard, moment);
      running.set(shard, { shard, shards, from: moment });
      moment += draws.of('deployed', index, shard).int(0, 60 * secondMs);
    }
    moment += draws.of('deployed', index).int(0, 2 * minuteMs);
    for (const shard of [...running.keys()]) if (shard >= shards) stop(shard, moment);
  }
  for (const shard of [...running.keys()]) stop(shard, end);
  return schedules;
}
