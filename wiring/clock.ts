import { setTimeout as wait } from 'node:timers/promises';
import type { EpochMs } from '../core/kernel/index.ts';
import type { Clock } from '../core/ports/index.ts';
import type { ScaledTime } from './settings.ts';

/** A clock that runs `speed` times as fast as the wall clock. With `realTime` it is the wall clock. */
export function scaledClock({ realAtMs, atMs, speed }: ScaledTime): Clock {
  return {
    now: () => scaledMoment({ realAtMs, atMs, speed }, Date.now()),
    async sleep(ms) {
      await wait(ms / speed);
    },
  };
}

/** The time of a scaled clock at a wall-clock moment: queues record the arrival of a message in wall-clock time. */
export function scaledMoment({ realAtMs, atMs, speed }: ScaledTime, real: EpochMs): EpochMs {
  return Math.floor(atMs + (real - realAtMs) * speed);
}
