/** What notify-merchants is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB; the CPU share grows with it. A run sends at the account's rate and waits in between. */
  memoryMiB: 256,
  /** Seconds. Longer than the period: thousands of mails need minutes, and a run that finds another one sending ends at once. */
  timeoutSeconds: 240,
  /** Minutes between two runs. */
  everyMinutes: 1,
} as const;
