import type { OrderRow } from './rows.ts';

/** Seconds with one decimal; null when there was nothing to measure. */
export interface Lag {
  readonly p50: number | null;
  readonly max: number | null;
}

/**
 * How long orders took from their 注文日時 to their first stored row, in the mall's time. Only orders placed since the run
 * began count: what waited before is backlog. p50 is the nearest rank: the smallest lag that half of the orders kept.
 */
export function lagOf(orders: readonly OrderRow[], runAt: number): Lag {
  const lags = orders
    .flatMap(({ stored }) => (stored && stored.orderedAt >= runAt ? [stored.storedAt - stored.orderedAt] : []))
    .sort((a, b) => a - b);
  return { p50: seconds(lags[Math.ceil(lags.length / 2) - 1]), max: seconds(lags.at(-1)) };
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 100) / 10;
}
