import { eachLimited } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { changeStanding, findingOf, type ListingFinding, seenChange } from '../../core/stock/index.ts';
import { counted, countOf, enumerated, t } from '../../language/index.ts';
import { countsOf } from '../../views/plain.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { optional } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { merchantsWithStock } from '../stock/merchant-of-stock.ts';
import { type ListingStands, standingsOfListings } from '../stock/standings.ts';
import { type Block, cutAt, flexible, tableOf } from '../terminal/index.ts';
import { callDue } from './listings-import.ts';
import { listingsOfShop } from './listings-of-shop.ts';
import { type MallReader, openMallReader } from './mall-reader.ts';

const shownMax = 100;

export const listingsCheck = defineCommand({
  name: 'listings check',
  summary: 'Reads listings back from the mall, and names what is not as it should be',
  help: `Named are items that the mall does not have (nothing is sent to them until they are
there), what is sold without limit (無限大), what is closed by hand or by a cancel
(在庫クローズ), what is not published (before its release, or because no such item is
sold), and what shows another level than it should. What is on its way already is
counted only. It writes down which items the mall has and which are closed, and sets
no level: to set ours, ops stock resend. Every night levels are compared and closed
items noted in the same way, of everything that is linked and counted.

Without --shop, every shop of the merchants that have stock with us. Ends with 1
where something is not as it should be; not for an item that is only not published.`,
  examples: [
    ['listings check --shop kado-no-mise', 'one shop'],
    ['listings check --json', 'all of them, as one line of JSON'],
  ],
  options: { shop: optional(shopOption('only this shop')) },
  async run(context, { shop: shopName, json }) {
    const { ports, terminal } = context;
    const meant = await orRefuse(t`Nothing can be checked`, (problems) => shopsMeant(ports, shopName, problems));
    const withStock = new Set((await merchantsWithStock(ports)).map(({ id }) => id));
    const shops = shopName === undefined ? meant.filter(({ merchant }) => withStock.has(merchant)) : meant;
    const checked: CheckedListing[] = [];
    const held: Shop[] = [];
    for (const shop of shops) {
      const reader = await openMallReader(context, shop);
      if (reader === null) held.push(shop);
      else checked.push(...(await checkShop(context, shop, reader)));
    }
    terminal.endProgress();
    const counts = countsOf(checked.map(({ finding }) => finding.kind));
    const named = checked.filter(({ finding }) => finding.kind !== 'well' && finding.kind !== 'waits');
    if (json) {
      terminal.printJson({
        shops: shops.length,
        held: held.map(({ key }) => key),
        listings: checked.length,
        counts,
        named: named.map(({ listing: { shop, item, sku }, finding: { kind, ...more } }) => ({
          shop,
          item,
          sku,
          finding: kind,
          ...more,
        })),
      });
    } else {
      const figures = Object.entries(counts).map(([kind, count]) =>
        countOf(count, findingWord(kind as CheckedListing['finding']['kind'])),
      );
      terminal.print(
        ...cutAt(shownMax, named, namedTable),
        t`${counted(checked.length, 'listing')} of ${counted(shops.length - held.length, 'shop')}: ${enumerated(figures) || t`none`}`,
      );
      if (named.some(({ finding }) => finding.kind === 'differs')) {
        terminal.print(
          t`What differs is set to ours with ops stock resend; if the mall is right, count: ops stock set`,
        );
      }
    }
    if (held.length > 0 && held.length === shops.length) return exit.refused;
    const isWell = named.every(({ finding }) => finding.kind === 'unpublished') && held.length === 0;
    return isWell ? exit.ok : exit.failed;
  },
});

function namedTable(named: readonly CheckedListing[]): Block[] {
  return tableOf(named, ({ listing, finding }) => ({
    shop: listing.shop,
    item: flexible(listing.item),
    SKU: flexible(listing.sku),
    'what is found': flexible(findingText(finding)),
  }));
}

const findingWord = (kind: CheckedListing['finding']['kind']): string =>
  ({
    well: t`well`,
    orphan: t`orphan`,
    unlimited: t`unlimited`,
    closed: t`closed`,
    unpublished: t`unpublished`,
    differs: t`differs`,
    waits: t`waits`,
    unread: t`unread`,
  })[kind];

function findingText(finding: CheckedListing['finding']): string {
  switch (finding.kind) {
    case 'well':
      return t`as it should be`;
    case 'orphan':
      return t`the mall has no such item: make it there, or correct the listing`;
    case 'unlimited':
      return t`無限大: sold without limit. Its first level ends that`;
    case 'closed':
      return t`在庫クローズ: not sold, though ${finding.level ?? '無限大'} are shown. Open it on the mall’s own pages`;
    case 'unpublished':
      return t`not published (${finding.level ?? '無限大'}): expected before its release; otherwise no such item is sold, correct the listing`;
    case 'differs':
      return t`shows ${finding.shows}, should show ${finding.wanted}`;
    case 'waits':
      return t`shows ${finding.shows}, will show ${finding.wanted}`;
    case 'unread':
      return t`the mall did not answer for it: run this again`;
  }
}

/** A listing with what a look at the mall said; `unread` where the mall did not answer for it. */
interface CheckedListing extends ListingStands {
  readonly finding: ListingFinding | { readonly kind: 'unread' };
}

const writesAtOnce = 16;

/** Compares all listings of a shop with its mall, and records which of them the mall has. Differences are reported, not corrected: the mall's level may be right. */
async function checkShop(context: OpsContext, shop: Shop, reader: MallReader): Promise<CheckedListing[]> {
  const { ports, terminal } = context;
  const listings = await listingsOfShop(ports, shop.key);
  const items = listings.map(({ item }) => item);
  const { readings } = await reader.read(items, {
    onRead: (read) => terminal.progress(t`${shop.key}: items read: ${read} of ${items.length}`),
  });
  // Read after the mall: a level that moved in between is on its way, and does not count as a difference.
  const fresh = new Map((await listingsOfShop(ports, shop.key)).map((listing) => [listing.item, listing]));
  const present = listings.flatMap(({ item }) => fresh.get(item) ?? []);
  const stands = await standingsOfListings(ports, shop.merchant, present, () => undefined);
  const writer = ports.random.id();
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
