import { type ScaledTime, scaledMoment } from '../../wiring/clock.ts';

/** The clock of everything in an installation that is counted: its functions, its malls, and what prepares it. */
export interface BenchClock {
  readonly time: ScaledTime;
  now(): number;
}

/**
 * A tenth of the machine's time. What the rules do after a while (a cursor that is moved, a call that is repeated, a run that ends) comes by this
 * clock, and so do the time-outs of calls. A busy machine needs several times as long for everything, and counts must not hang on that.
 */
export const slowSpeed = 1 / 10;

/** A slow clock that shows the present, or so many milliseconds after it. */
export function slowClock({ aheadMs = 0, speed = slowSpeed } = {}): BenchClock {
  const realAtMs = Date.now();
  const time: ScaledTime = { realAtMs, atMs: realAtMs + aheadMs, speed };
  return { time, now: () => scaledMoment(time, Date.now()) };
}

/** The machine's own clock, for what is timed. */
export const machineClock: BenchClock = { time: { realAtMs: 0, atMs: 0, speed: 1 }, now: () => Date.now() };
