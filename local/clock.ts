/** How the cloud's time runs: cloud time = `atMs` + (the machine's time − `realAtMs`) × `speed`. */
export interface ScaledTime {
  readonly realAtMs: number;
  readonly atMs: number;
  readonly speed: number;
}

/** The one clock of a local cloud. Every delay, expiry and timestamp uses it. */
export interface CloudClock {
  /** In the form in which it is passed to functions. */
  readonly time: ScaledTime;
  /** Milliseconds since 1970 in cloud time. */
  now(): number;
  /** How many milliseconds of the machine's time pass while `ms` of cloud time do. */
  real(ms: number): number;
  /** Calls back once the clock shows `atMs`. Does not keep the process alive. Returns how to cancel. */
  at(atMs: number, act: () => void): () => void;
}

/** setTimeout counts in 31 bits; a longer wait is made of several. */
const longestTimerMs = 2 ** 31 - 1;

/** A clock that shows `atMs` now and runs `speed` times as fast as the machine's. */
export function startClock({ atMs, speed }: { readonly atMs: number; readonly speed: number }): CloudClock {
  if (!(speed > 0)) throw new Error(`The speed of the clock is ${speed}; it must be more than 0.`);
  const time: ScaledTime = { realAtMs: Date.now(), atMs, speed };
  const now = () => Math.floor(time.atMs + (Date.now() - time.realAtMs) * speed);
  return {
    time,
    now,
    real: (ms) => ms / speed,
    at(due, act) {
      let timer: NodeJS.Timeout;
      const wait = () => {
        const leftMs = (due - now()) / speed;
        if (leftMs <= 0) act();
        else timer = setTimeout(wait, Math.min(Math.ceil(leftMs), longestTimerMs)).unref();
      };
      timer = setTimeout(wait, 0).unref();
      return () => clearTimeout(timer);
    },
  };
}
