import type { Span } from './outages.ts';

/** How many rows of troubles there are in which no calm of `calmMs` lies. */
function clustersOf(spans: readonly Span[], calmMs: number): number {
  let [clusters, until] = [0, Number.NEGATIVE_INFINITY];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from - until > calmMs) clusters++;
    until = Math.max(until, span.until);
  }
  return clusters;
}

/**
 * How many rows there may be at most. Of what may have been found, or not, each that is far from all else may be a row of its own; none of it
 * can be counted on to lie between two others and make one row of them.
 */
export function clustersAtMost(found: readonly Span[], maybe: readonly Span[], calmMs: number): number {
  const isApart = (one: Span, other: Span): boolean =>
    one.from - other.until > calmMs || other.from - one.until > calmMs;
  const alone = maybe.filter((one) => found.every((other) => isApart(one, other)));
  let [rows, until] = [0, Number.NEGATIVE_INFINITY];
  // The one that ends first leaves most room for others.
  for (const span of alone.sort((a, b) => a.until - b.until)) {
    if (span.from - until <= calmMs) continue;
    rows++;
    until = span.until;
  }
  return clustersOf(found, calmMs) + rows;
}
