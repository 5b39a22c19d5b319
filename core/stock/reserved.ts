import { mallOf, type ShopKey } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import { dayMs, type EpochMs } from '../units.ts';
import { type Claim, claimId } from './claim.ts';

/** Orders are final after this long: none of them waits for being confirmed. */
const finalAfterMs = 63 * dayMs;

/**
 * Which claims are reserved: they hold pieces for orders that may still be cancelled by the mall itself or by their buyers (`isUnconfirmed`). The
 * others are sold. By `claimId`. Reads the orders' rows: for people, never on a scheduled path.
 */
export async function readReserved(
  { orders, malls }: Pick<Ports, 'orders' | 'malls'>,
  claims: readonly Claim[],
  now: EpochMs,
): Promise<ReadonlySet<string>> {
  const open = claims.filter(({ quantity, orderedAt }) => quantity > 0 && orderedAt > now - finalAfterMs);
  const reserved = new Set<string>();
  for (const [shop, own] of Map.groupBy(open, (claim): ShopKey => claim.shop)) {
    const { isUnconfirmed } = malls.traits(mallOf(shop));
    const rows = await orders.rows(shop, [...new Set(own.map(({ orderNumber }) => orderNumber))]);
    for (const claim of own) {
      const row = rows.get(claim.orderNumber);
      if (row?.kind === 'stored' && isUnconfirmed(row.progress)) reserved.add(claimId(claim));
    }
  }
  return reserved;
}
