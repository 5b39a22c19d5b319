import type { EpochMs } from '../kernel/index.ts';
import type { StoredOrder } from './order.ts';

interface Finality {
  readonly now: EpochMs;
  readonly traits: Limit & {
    isSettled(progress: string): boolean;
    readonly settledAfterMs: number;
    readonly lookBackMs: number;
  };
}

/** Longest retention of buyer data that a mall allows after finality. */
type Limit = { readonly retentionMaxMs?: number };

/** Final: settled long enough ago, or no longer shown. */
export function isFinal(progress: string, orderedAt: EpochMs, { now, traits }: Finality): boolean {
  const ageMs = now - orderedAt;
  if (ageMs > traits.lookBackMs) return true;
  return traits.isSettled(progress) && ageMs > traits.settledAfterMs;
}

/**
 * Start of finality, which later readings do not move: each change would prolong the buyer's data. Where the mall limits retention, an
 * order never seen unsettled counts from the earliest possible day.
 */
export function finalSince(
  { orderedAt }: Pick<StoredOrder, 'orderedAt'>,
  before: Pick<StoredOrder, 'progress' | 'final' | 'finalAt'> | null,
  { now, traits }: Finality,
): EpochMs {
  if (before?.finalAt !== undefined) return before.finalAt;
  const wasUnsettled = before !== null && !before.final && !traits.isSettled(before.progress);
  if (traits.retentionMaxMs === undefined || wasUnsettled) return now;
  return Math.min(now, orderedAt + traits.settledAfterMs);
}

/** Soon while news is pending, finally to remove personal data. */
export function orderDueOf(
  order: Pick<StoredOrder, 'final'> & {
    readonly unannounced: readonly unknown[];
    readonly finalAt?: EpochMs | undefined;
  },
  context: {
    readonly settings: { readonly announceGraceMs: number; readonly retentionMs: number };
    readonly now: EpochMs;
    readonly traits: Limit;
  },
): { dueAt?: EpochMs } {
  if (order.unannounced.length > 0) return { dueAt: context.now + context.settings.announceGraceMs };
  // Rows of earlier releases lack the moment.
  if (order.final) return { dueAt: (order.finalAt ?? context.now) + retentionOf(context.traits, context.settings) };
  return {};
}

/** Retention as configured, within the mall's limit. */
export const retentionOf = (
  { retentionMaxMs = Number.POSITIVE_INFINITY }: Limit,
  { retentionMs }: { readonly retentionMs: number },
): number => Math.min(retentionMs, retentionMaxMs);
