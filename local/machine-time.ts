/** The two clocks of a machine, in milliseconds. */
export interface MachineClocks {
  /** What the machine shows, since 1970. A person or a time service may set it. */
  wall(): number;
  /** What has passed since some moment. Nothing sets it; on Linux it stands still while the machine sleeps. */
  elapsed(): number;
}

/** The clock that a machine shows went elsewhere than the time that passed. */
export interface ClockJump {
  /** More than 0 where it went ahead: it was set, or the machine slept. */
  readonly byMs: number;
  /** By how much time here is ahead of it since; less than 0 where it is behind. */
  readonly aheadMs: number;
}

/** The time of a machine by what has passed, whatever its clock is set to. */
export interface MachineTime {
  /** Milliseconds since 1970. Never goes back. */
  now(): number;
  /** By how much it is ahead of what the machine shows now; less than 0 where it is behind. */
  aheadMs(): number;
  /** Compares with what the machine shows: to be called about every second. Returns how that jumped since the last call. */
  look(): ClockJump | null;
}

/** Time services move a clock by less between two looks, and nobody has to know. */
const namedFromMs = 2_000;

/** Rounds a difference of two clocks to the second: they are read one after the other, and a busy machine may wait in between. */
export function toSeconds(differenceMs: number): number {
  return Math.round(differenceMs / 1_000) * 1_000;
}

/**
 * Starts with what the machine shows, and goes on by what passes.
 *
 * @param follows whether it goes ahead where the machine's clock does, as after a sleep. It never goes back with it: what is stored bears later times.
 */
export function startMachineTime(clocks: MachineClocks, { follows }: { readonly follows: boolean }): MachineTime {
  let aheadOfElapsedMs = clocks.wall() - clocks.elapsed();
  let lastGapMs = aheadOfElapsedMs;
  const now = () => Math.floor(clocks.elapsed() + aheadOfElapsedMs);
  const aheadMs = () => now() - clocks.wall();
  return {
    now,
    aheadMs,
    look() {
      const gapMs = clocks.wall() - clocks.elapsed();
      const byMs = gapMs - lastGapMs;
      lastGapMs = gapMs;
      if (follows) aheadOfElapsedMs = Math.max(aheadOfElapsedMs, gapMs);
      return Math.abs(byMs) < namedFromMs ? null : { byMs, aheadMs: aheadMs() };
    },
  };
}

/**
 * Makes `Date.now` of this process a machine's time, also for emulators that know no other clock: the queues show a message again by it.
 * Returns how to undo that.
 */
export function holdDateNow(start: (wall: () => number) => MachineTime): {
  readonly time: MachineTime;
  release(): void;
} {
  const wall = Date.now;
  const time = start(wall);
  Date.now = time.now;
  return {
    time,
    release() {
      Date.now = wall;
    },
  };
}
