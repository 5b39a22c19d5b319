import { setTimeout as wait } from 'node:timers/promises';
import type { EpochMs } from '../core/kernel/index.ts';
import type { Clock } from '../core/ports/index.ts';
import type { Variables } from './variables.ts';

/** How a scaled clock runs. */
export interface ScaledTime {
  readonly realAtMs: number;
  readonly atMs: number;
  readonly speed: number;
}

/** The wall clock. */
export const realTime: ScaledTime = { realAtMs: 0, atMs: 0, speed: 1 };

/** Reads how this process's clock runs; the wall clock by default. */
export function readClock(variables: Variables, name: string): ScaledTime {
  const text = variables.optional(name);
  if (text === null) return realTime;
  try {
    const { realAtMs, atMs, speed } = JSON.parse(text) as Partial<ScaledTime>;
    if (Number.isFinite(realAtMs) && Number.isFinite(atMs) && Number(speed) > 0) {
      return { realAtMs: Number(realAtMs), atMs: Number(atMs), speed: Number(speed) };
    }
  } catch {
    // Reported below, together with the other problem.
  }
  variables.problem(`${name} must be {"realAtMs": …, "atMs": …, "speed": …}, all numbers, speed above 0.`);
  return realTime;
}

/** A clock that runs `speed` times as fast as the wall clock. With `realTime` it is the wall clock. */
export function scaledClock(time: ScaledTime): Clock {
  return {
    now: () => scaledMoment(time, Date.now()),
    async sleep(ms) {
      await wait(ms / time.speed);
    },
  };
}

/** The time of a scaled clock at a wall-clock moment: queues record the arrival of a message in wall-clock time. */
export function scaledMoment({ realAtMs, atMs, speed }: ScaledTime, real: EpochMs): EpochMs {
  return Math.floor(atMs + (real - realAtMs) * speed);
}
