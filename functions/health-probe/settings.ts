/** What health-probe is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB; the CPU share grows with it. A run sleeps between its probes nearly all of its time. */
  memoryMiB: 256,
  /** Seconds. Shorter than the period, so that a run has ended before the next one starts. */
  timeoutSeconds: 58,
  /** Minutes between two runs. */
  everyMinutes: 1,
} as const;
