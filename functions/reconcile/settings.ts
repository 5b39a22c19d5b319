/** What reconcile is given to run with. `lib` reads it, and so does whoever wants to know how long a run may take. */
export const settings = {
  /** MiB. The share of a core grows with it, and a backlog is bound by CPU: docs/decisions/0021-aws-sdk.md. */
  memoryMiB: 512,
  /** Seconds. Shorter than the period, so that a run has ended before the shard's next one starts. */
  timeoutSeconds: 240,
  /** Minutes between two runs of the same shard. */
  everyMinutes: 5,
} as const;
