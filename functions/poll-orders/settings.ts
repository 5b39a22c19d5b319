/** Resources of poll-orders. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB. The share of a core grows with it, and a backlog is bound by CPU: docs/decisions/0021-aws-sdk.md. */
  memoryMiB: 512,
  /** Seconds. Shorter than two periods, so that at most two runs of a shard overlap; the lease keeps the second one short. */
  timeoutSeconds: 110,
  /** Minutes between two runs of the same shard. */
  everyMinutes: 1,
} as const;
