/** Resources of reconcile. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB. The share of a core grows with it, and a backlog is bound by CPU: docs/decisions/0021-aws-sdk.md. */
  memoryMiB: 512,
  /** Seconds. Shorter than the period, so that a run has ended before the shard's next one starts. */
  timeoutSeconds: 240,
  /** Minutes between two runs of the same shard. */
  everyMinutes: 5,
} as const;
