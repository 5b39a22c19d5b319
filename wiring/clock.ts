import { setTimeout as wait } from 'node:timers/promises';
import type { EpochMs } from '../core/kernel/index.ts';
import type { Clock } from '../core/ports/index.ts';
import type { ScaledTime } from './settings.ts';

/** A clock that runs `speed` times as fast as the wall's. With `realTime` it is the wall's. */
export function scaledClock({ realAtMs, atMs, speed }: ScaledTime): Clock {
  return {
    now: () => scaledMoment({ realAtMs, atMs, speed }, Date.now()),
    async sleep(ms) {
      await wait(ms / speed);
    },
  };
}

/** What a scaled clock shows at a moment of the wall's: queues write down when a message came by the wall's. */
export function scaledMoment({ realAtMs, atMs, speed }: ScaledTime, real: EpochMs): EpochMs {
  return Math.floor(atMs + (real - realAtMs) * speed);
}
