/** How the cloud's time runs: cloud time = `atMs` + (`Date.now()` − `realAtMs`) × `speed`. */
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

/** A longer wait is made of several: the machine's time may go ahead meanwhile, and setTimeout would not notice. */
const longestTimerMs = 60_000;

/**
 * A clock that shows `atMs` now and runs `speed` times as fast as the machine's time.
 *
 * @param machine the machine's time; `Date.now` of this process when absent
 */
export function startClock(
  { atMs, speed }: { readonly atMs: number; readonly speed: number },
  machine: () => number = () => Date.now(),
): CloudClock {
  if (!(speed > 0)) throw new Error(`The speed of the clock is ${speed}; it must be more than 0.`);
  const time: ScaledTime = { realAtMs: machine(), atMs, speed };
  const now = () => Math.floor(time.atMs + (machine() - time.realAtMs) * speed);
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
