import type { DayFacts } from '../../facts.ts';
import type { ClaimFact, LevelFact, ListingFact } from '../../stock/facts.ts';
import { type Reckoning, type Said, saidAt } from './reckoning.ts';

const claimsByListing = new WeakMap<DayFacts, Map<string, ClaimFact[]>>();

/**
 * Orders that a mall took only because a push of ours had put back what it had sold already. The pieces of a push that were sold already
 * are those that were ordered there before it arrived and that the ledger did not know of when it was asked. Orders placed before the
 * next push take them last; they are oversold if there are none of them in the end.
 */
export function putBack(day: DayFacts, { listing, levels, said }: Shelf, reckoning: Reckoning): number {
  const free = reckoning.free(listing.merchant, listing.sku);
  if (free === null || free >= 0) return 0;
  const orders = ordersOf(day).get(`${listing.shop}\n${listing.sku}`) ?? [];
  const before = new Map(levels.map((one, index) => [one, levels[index - 1]?.level ?? 0]));
  const pushed = levels.filter(({ by }) => by === 'call');
  let oversold = 0;
  for (const [index, push] of pushed.entries()) {
    const { at, askedAt, level } = push;
    const until = pushed[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const asked = askedAt ?? at;
    const unknown = orders.filter(({ orderedAt, trail }) => orderedAt <= at && (trail[0]?.[0] ?? until) > asked);
    const pieces = unknown.reduce((sum, { trail }) => sum + (trail[0]?.[1] ?? 0), 0);
    // What the mall showed anyway is not put back, nor what a cap left unshown.
    const right = Math.max(before.get(push) ?? 0, (saidAt(said, asked) ?? 0) - pieces);
    if (pieces === 0 || (level ?? 0) <= right) continue;
    let taken = 0;
    for (const { orderedAt, trail } of orders) {
      if (orderedAt <= at || orderedAt > until) continue;
      taken += trail[0]?.[1] ?? 0;
      if (taken > right) oversold++;
    }
  }
  return oversold;
}

/** What the ledger has of each shop's orders of a SKU, the first placed first. */
function ordersOf(day: DayFacts): Map<string, ClaimFact[]> {
  const known = claimsByListing.get(day);
  if (known !== undefined) return known;
  const sorted = day.stock.claims.toSorted((a, b) => a.orderedAt - b.orderedAt);
  const orders = Map.groupBy(sorted, ({ shop, sku }) => `${shop}\n${sku}`);
  claimsByListing.set(day, orders);
  return orders;
}

/** A linked listing, what its mall showed, what we sent, and what the ledger said. */
export interface Shelf {
  readonly listing: ListingFact;
  readonly levels: readonly LevelFact[];
  readonly pushes: readonly Push[];
  readonly said: readonly Said[];
}

/** One listing's part of a call that sets levels. */
export interface Push {
  readonly startedAt: number;
  readonly at: number;
  readonly level: number;
  readonly isTaken: boolean;
}
