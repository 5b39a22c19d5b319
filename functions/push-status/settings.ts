/** Resources of push-status. `lib` reads them, and so does code that needs the maximum duration of a run. */
export const settings = {
  /** MiB; the CPU share grows with it. A run waits for the mall nearly all of its time. */
  memoryMiB: 256,
  /** Seconds. Long enough for a shop with hundreds of parcels at one call a second; the next run continues with what is left. */
  timeoutSeconds: 180,
  /**
   * Messages at once from each queue: the shops that one run works on side by side (`shopsAtOnce` in `core/status/settings.ts`), of
   * which each makes a call in three seconds; or the events that it accepts.
   */
  batchMax: { work: 25, intake: 10 },
  /**
   * Seconds for which messages that name shops are gathered into one run. A run lasts as long as its slowest shop, so without it
   * the first few messages of a burst take all runs, a shop each, and the others wait for minutes.
   */
  gatherSeconds: 1,
  /**
   * Runs at the same time that each queue may feed, for each shard of the stage: what shops report grows with the shops. 2 is the least
   * that Lambda allows, 1,000 the most.
   */
  concurrencyAShard: { work: 10, intake: 2 },
} as const;
