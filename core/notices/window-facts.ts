import type { Capability } from '../health/capability.ts';
import type { OversoldGoods } from '../mail/outage-all-clear.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { Shop } from '../merchants/shop.ts';
import { mapLimited } from '../pacing/limited.ts';
import type { Maintenance } from '../pause/maintenance.ts';
import type { Ports } from '../ports/index.ts';
import type { Listing } from '../stock/listing.ts';
import type { OversoldOrders } from '../stock/sku-level.ts';
import { needsPerson } from '../stock/waiting-since.ts';
import type { EpochMs } from '../units.ts';
import { countHeld } from './push-figures.ts';
import { known, linkedListings, oversoldGoods } from './stock-facts.ts';

/** Merchants whose rows are read at once: most have nothing to do, so this is most of what the mails after a window cost. */
const merchantsAtOnce = 50;

/** What a window has left to a merchant beside orders that are not here yet; null: it could not be found out. */
export interface WindowFacts {
  /** Goods of which more is sold than there is, with an order since the window began. */
  readonly oversold: readonly OversoldGoods[] | null;
  /** Listings that the mall refuses, or does not know, since then. */
  readonly listings: number | null;
  /** Status changes that it held and that failed, and need the merchant. */
  readonly pushes: number | null;
}

type Needed = Pick<Ports, 'listings' | 'stock' | 'shops' | 'pushes' | 'clock' | 'log'>;

/** A merchant whom a window concerned, with what of it did and their shops at the mall. */
export interface Concerned {
  readonly merchant: Merchant;
  readonly shops: readonly Shop[];
  readonly capabilities: readonly Capability[];
}

/** Reads what a window has left to each of these merchants, from the rows; by their ids. */
export async function windowFactsOf(
  ports: Needed,
  window: Maintenance,
  concerned: readonly Concerned[],
  oversoldOrders: OversoldOrders,
): Promise<ReadonlyMap<string, WindowFacts>> {
  const facts = await mapLimited(concerned, merchantsAtOnce, async (one) =>
    factsOf(ports, window, one, oversoldOrders),
  );
  return new Map(concerned.map(({ merchant }, index) => [merchant.id, facts[index] as WindowFacts]));
}

async function factsOf(
  ports: Needed,
  { from, to }: Maintenance,
  { merchant, shops, capabilities }: Concerned,
  oversoldOrders: OversoldOrders,
): Promise<WindowFacts> {
  const hasStock = merchant.features.includes('stock');
  // While orders or stock were out, other malls went on selling what was gone.
  const mayOversell = hasStock && (capabilities.includes('import') || capabilities.includes('stock'));
  const isNew = (listing: Listing): boolean => needsPerson(listing) && needsPersonSince(listing) >= from;
  return {
    oversold: mayOversell
      ? await known(ports, merchant, () => oversoldGoods(ports, oversoldOrders, merchant, from))
      : [],
    listings: capabilities.includes('stock')
      ? await known(ports, merchant, async () => (await linkedListings(ports, shops)).filter(isNew).length)
      : 0,
    pushes: capabilities.includes('status') ? await failedPushes(ports, shops, from, to) : 0,
  };
}

function needsPersonSince({ orphanSince, wait }: Listing): EpochMs {
  return orphanSince ?? (wait?.kind === 'refused' ? wait.since : 0);
}

async function failedPushes(ports: Needed, shops: readonly Shop[], from: EpochMs, to: EpochMs): Promise<number | null> {
  let failed = 0;
  for (const { key } of shops) {
    const held = await countHeld(ports, key, { from, to, now: ports.clock.now() });
    if (held === null) return null;
    failed += held.needMerchant;
  }
  return failed;
}
