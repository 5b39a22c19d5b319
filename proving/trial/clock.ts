import type { CloudClock, ScaledTime } from '../../local/clock.ts';

/** A clock that runs as the machine's does and jumps on command: what waits hours is tested without waiting. */
export interface JumpingClock extends CloudClock {
  /** From now on it shows this much more. Processes started before keep the old time. */
  jump(ms: number): void;
}

export function jumpingClock(startMs: number): JumpingClock {
  const realAtMs = Date.now();
  let time: ScaledTime = { realAtMs, atMs: startMs, speed: 1 };
  return {
    get time() {
      return time;
    },
    now: () => Math.floor(time.atMs + Date.now() - time.realAtMs),
    real: (ms) => ms,
    at: () => {
      throw new Error('Nothing is timed by this clock.');
    },
    jump(ms) {
      time = { ...time, atMs: time.atMs + ms };
    },
  };
}
