/** Resources of receive-hooks. `lib` reads them. */
export const settings = {
  /** MiB. A run checks one signature; a first one also opens a key. */
  memoryMiB: 256,
  /** Seconds. Shopify waits for five, and posts again. */
  timeoutSeconds: 10,
  /** Posts a second of all malls together, and at once: anyone can send them, and each starts a run. Beyond that API Gateway answers with 429. */
  throttle: { rateLimit: 200, burstLimit: 400 },
} as const;
