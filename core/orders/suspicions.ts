import type { OpenOrder } from '../ports/orders.ts';
import type { Window } from './windows.ts';

/** An order to be read again, and why. */
export interface Suspicion {
  readonly orderNumber: string;
  readonly why: 'listed-otherwise' | 'in-no-list' | 'not-stored' | 'older-than-span';
}

/**
 * Compares what is stored with what the mall lists by progress. Suspicious is an open order listed under another progress
 * than stored (or under two: it moved meanwhile), one in no list although it lies in the span, one listed and not stored,
 * and one too old to be listed at all. Pure.
 */
export function suspiciousOrders(evidence: {
  readonly open: readonly OpenOrder[];
  readonly listedAs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unknown: readonly string[];
  readonly span: Window;
}): Suspicion[] {
  const suspicions: Suspicion[] = evidence.unknown.map((orderNumber) => ({ orderNumber, why: 'not-stored' }));
  for (const { orderNumber, progress, orderedAt } of evidence.open) {
    const listed = evidence.listedAs.get(orderNumber);
    if (listed && !(listed.size === 1 && listed.has(progress)))
      suspicions.push({ orderNumber, why: 'listed-otherwise' });
    if (listed) continue;
    suspicions.push({ orderNumber, why: orderedAt < evidence.span.from ? 'older-than-span' : 'in-no-list' });
  }
  const distinct = new Map(suspicions.map((suspicion) => [suspicion.orderNumber, suspicion]));
  return [...distinct.values()];
}
