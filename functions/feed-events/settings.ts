/** Resources of feed-events. `lib` reads them. */
export const settings = {
  /** MiB. A run holds a hundred events, and the history of an order where one is missing. */
  memoryMiB: 256,
  /** Seconds. A run writes a row for each merchant and one for each order. */
  timeoutSeconds: 60,
  /** Events at once. Those of one merchant take a row together. */
  batchMax: { events: 100 },
  /** Seconds for which events are gathered into one run. */
  gatherSeconds: 1,
  /** Runs at the same time for each shard of the stage; 2 is the least that Lambda allows. */
  concurrencyAShard: { events: 2 },
} as const;
