/** Everything the simulation can do to the system. Every kind must occur somewhere in a run of many seeds. */
export const faultKinds = [
  'crash-before-write',
  'crash-after-write',
  'lost-reply',
  'store-refusal',
  'concurrent-run',
  'lease-ignored',
  'manual-import',
  'bus-refusal',
  'clock-skew',
  'outage',
  'html',
  'timeout',
  'reset',
  'server-error',
  'throttle',
  'late-visibility',
  'page-shift',
  'edit',
  'cancel',
  'never-parses',
  'never-comes',
  'key-refused',
  'shards-changed',
  'shops-spread',
  'shop-added',
  'whole-outage',
  'write-outage',
  'stock-outage',
  'flapping',
  'half-open',
  'blip',
  'throttled-mall',
  'own-network',
  'keys-expired',
  'maintenance',
  'maintenance-overrun',
  'probes-at-once',
  'probe-skew',
  'consequence-crash',
  'news-refusal',
  'mail-failing',
  'mail-slow',
  'mail-crash',
  'mail-answer-lost',
  'shard-lag',
  'asked-twice',
  'withdrawn',
  'retried-by-hand',
  'paused-by-hand',
  'changed-by-hand',
  'message-lost',
  'message-doubled',
  'message-late',
  'queue-refusal',
  'two-workers',
  'push-news-refusal',
  'write-refused',
  'write-reset',
  'write-timeout',
  'write-applied-later',
  'write-error',
  'write-html',
  'write-throttled',
  'write-key-refused',
  'write-lost',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** How often each kind was applied. */
export type FaultCounts = Record<FaultKind, number>;

/** A fresh count of nothing. */
export function noFaults(): FaultCounts {
  return Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as FaultCounts;
}

/** Adds one count to another. */
export function addFaults(total: FaultCounts, more: FaultCounts): void {
  for (const kind of faultKinds) total[kind] += more[kind];
}
