/** Resources of health-probe. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /**
   * MiB; the CPU share grows with it. A run sleeps between its probes nearly all of its time. The bench found 87 MB of its process at most
   * (`peakMb` in `bench/function/function-process.ts`), in calm and in an outage: most of that is Node itself.
   */
  memoryMiB: 128,
  /** Seconds. Shorter than the period, so that a run has ended before the next one starts. */
  timeoutSeconds: 58,
  /** Minutes between two runs. */
  everyMinutes: 1,
} as const;
