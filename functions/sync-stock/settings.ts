/** Resources of sync-stock. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB; the CPU share grows with it. A run waits for the mall nearly all of its time, and holds the listings of one call for each shop. */
  memoryMiB: 512,
  /** Seconds. Long enough to bring thousands of listings of a shop to its mall; the next run continues with what is left. */
  timeoutSeconds: 180,
  /** Messages at once from each queue: shops that one run works on in parallel, or whose SKUs it spreads; events that it accepts; or orders that it reads. */
  batchMax: { work: 25, intake: 10, hints: 10 },
  /** Seconds for which messages are gathered into one run: orders of one moment that move the same SKUs are spread together. */
  gatherSeconds: 1,
  /** Runs at the same time that each queue may feed, for each shard of the stage, as in push-status. */
  concurrencyAShard: { work: 10, intake: 2, hints: 2 },
} as const;
