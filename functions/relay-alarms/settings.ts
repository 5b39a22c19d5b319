/** What relay-alarms is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB. It loads no SDK: it makes two requests, the first to a process beside it. */
  memoryMiB: 128,
  /** Seconds. Longer than both requests may take together (`aws/parameter.ts`, `aws/webhook.ts`). */
  timeoutSeconds: 30,
} as const;
