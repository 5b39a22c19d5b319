import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../core/ports/clock.ts';
import type { ScaledTime } from './settings.ts';

/** A clock that runs `speed` times as fast as the wall's. With `realTime` it is the wall's. */
export function scaledClock({ realAtMs, atMs, speed }: ScaledTime): Clock {
  return {
    now: () => Math.floor(atMs + (Date.now() - realAtMs) * speed),
    async sleep(ms) {
      await wait(ms / speed);
    },
  };
}
