import type { EpochMs } from '../units.ts';

/** Time as an argument: the wall clock in Lambda, a scaled one on the desk, a virtual one in the simulation. */
export interface Clock {
  now(): EpochMs;
  /** Resolves after `ms` milliseconds of this clock. */
  sleep(ms: number): Promise<void>;
}

/** How long the present run may still go on, in this clock's milliseconds. */
export interface TimeBudget {
  remainingMs(): number;
}

/** A budget that ends at a fixed moment of the clock. */
export function budgetUntil(clock: Clock, end: EpochMs): TimeBudget {
  return { remainingMs: () => end - clock.now() };
}
