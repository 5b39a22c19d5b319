/** What reconcile is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB; the CPU share grows with it. A run waits for the mall nearly all of its time. */
  memoryMiB: 256,
  /** Seconds. Shorter than the period, so that a run has ended before the shard's next one starts. */
  timeoutSeconds: 240,
  /** Minutes between two runs of the same shard. */
  everyMinutes: 5,
} as const;
