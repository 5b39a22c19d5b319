/** What poll-orders is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB; the CPU share grows with it. A run waits for the mall nearly all of its time. */
  memoryMiB: 256,
  /** Seconds. Shorter than two periods, so that at most two runs of a shard overlap; the lease keeps the second one short. */
  timeoutSeconds: 110,
  /** Minutes between two runs of the same shard. */
  everyMinutes: 1,
} as const;
