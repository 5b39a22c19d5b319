/** Resources of api. `lib` reads them. */
export const settings = {
  /** MiB. The share of a core grows with it, and an order is unpacked and shaped for each answer. */
  memoryMiB: 512,
  /** Seconds. API Gateway waits for 29; what takes longer than this is refused, and the caller tries again. */
  timeoutSeconds: 20,
  /** Requests a second of the whole stage, and at once; beyond that API Gateway answers with 429. Each key has a rate of its own below it. */
  throttle: { rateLimit: 500, burstLimit: 1_000 },
} as const;
