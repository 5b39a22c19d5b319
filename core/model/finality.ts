import type { EpochMs } from '../kernel/index.ts';
import type { StoredOrder } from './order.ts';

/** What decides when an order is final: its mall, and the time. */
interface Finality {
  readonly now: EpochMs;
  readonly traits: Limit & {
    isSettled(progress: string): boolean;
    readonly settledAfterMs: number;
    readonly lookBackMs: number;
  };
}

/** The longest time after an order became final that a mall lets its buyer's data be kept. */
type Limit = { readonly retentionMaxMs?: number };

/** An order that has settled long enough ago, or that the mall no longer shows, changes no more. */
export function isFinal(progress: string, orderedAt: EpochMs, { now, traits }: Finality): boolean {
  const ageMs = now - orderedAt;
  if (ageMs > traits.lookBackMs) return true;
  return traits.isSettled(progress) && ageMs > traits.settledAfterMs;
}

/**
 * Since when a final order counts as final: no later reading moves it, or each change would keep the buyer's data longer. Where the mall limits
 * that time, an order that was not seen unsettled counts from the day on which it could be final, however late it is read.
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

/** When the sweep must look at a stored order again: soon while the bus has not accepted all of it, at the end to remove personal data. */
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
  // A row of an earlier release does not have the moment.
  if (order.final) return { dueAt: (order.finalAt ?? context.now) + retentionOf(context.traits, context.settings) };
  return {};
}

/** How long the data of a final order's buyer are kept: as the installation is set, and no longer than the mall allows. */
export const retentionOf = (
  { retentionMaxMs = Number.POSITIVE_INFINITY }: Limit,
  { retentionMs }: { readonly retentionMs: number },
): number => Math.min(retentionMs, retentionMaxMs);
