/** Resources of notify-merchants. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB; the CPU share grows with it. A run sends at the account's rate and waits in between. */
  memoryMiB: 256,
  /** Seconds. Longer than the period: thousands of mails take minutes. A run that finds another run sending ends at once. */
  timeoutSeconds: 240,
  /** Minutes between two runs. */
  everyMinutes: 1,
} as const;
