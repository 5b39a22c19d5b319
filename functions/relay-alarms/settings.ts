/** Resources of relay-alarms. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB. It loads no SDK: it makes two requests, the first to a process beside it. */
  memoryMiB: 128,
  /** Seconds. Longer than both requests may take together (`aws/parameter.ts`, `aws/webhook.ts`). */
  timeoutSeconds: 30,
} as const;
