/** Resources of health-probe. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB; the CPU share grows with it. A run sleeps between its probes nearly all of its time. */
  memoryMiB: 256,
  /** Seconds. Shorter than the period, so that a run has ended before the next one starts. */
  timeoutSeconds: 58,
  /** Minutes between two runs. */
  everyMinutes: 1,
} as const;
