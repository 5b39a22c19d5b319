import { eachLimited } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { changeStanding, findingOf, type ListingFinding, seenChange } from '../../core/stock/index.ts';
import type { OpsContext } from '../frame/command.ts';
import { type ListingStands, standingsOfListings } from '../stock/standings.ts';
import { listingsOfShop } from './listings-of-shop.ts';
import type { MallReader } from './mall-reader.ts';
import { callDue } from './write-listings.ts';

/** A listing with what a look at the mall said; `unread` where the mall did not answer for it. */
export interface CheckedListing extends ListingStands {
  readonly finding: ListingFinding | { readonly kind: 'unread' };
}

const writesAtOnce = 16;

/**
 * Compares all listings of a shop with its mall, and records which of them the mall has. Differences are reported and not
 * corrected: the level that a person sees there may be right.
 */
export async function checkShop(context: OpsContext, shop: Shop, reader: MallReader): Promise<CheckedListing[]> {
  const { ports, terminal } = context;
  const listings = await listingsOfShop(ports, shop.key);
  const items = listings.map(({ item }) => item);
  const { readings } = await reader.read(items, {
    onRead: (read) => terminal.progress(`${shop.key}: items read: ${read} of ${items.length}`),
  });
  // Read after the mall: a level that moved in between is on its way, and does not count as a difference.
  const fresh = new Map((await listingsOfShop(ports, shop.key)).map((listing) => [listing.item, listing]));
  const present = listings.flatMap(({ item }) => fresh.get(item) ?? []);
  const stands = await standingsOfListings(ports, shop.merchant, present, () => undefined);
  const writer = ports.chance.word();
  const isBack: boolean[] = [];
  await eachLimited(present, writesAtOnce, async (listing) => {
    const reading = readings.get(listing.item)?.reading;
    if (reading === undefined || seenChange(listing, reading, ports.clock.now()) === null) return;
    isBack.push(listing.orphanSince !== undefined);
    await changeStanding(ports, listing, writer, (row) => seenChange(row, reading, ports.clock.now()));
  });
  if (isBack.includes(true)) await callDue(context, [shop.key]);
  return stands.map((one) => {
    const reading = readings.get(one.listing.item)?.reading;
    const finding = reading === undefined ? { kind: 'unread' as const } : findingOf(reading, one.wanted, one.standing);
    return { ...one, finding };
  });
}
