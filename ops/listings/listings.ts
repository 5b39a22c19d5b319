import { eachLimited } from '../../core/kernel/index.ts';
import type { Listing } from '../../core/model/index.ts';
import { counted, t } from '../../language/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { orRefuse, refuse, resolveShop, shopAmong, shopOption } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { merchantOption, stockMerchant } from '../stock/merchant-of-stock.ts';
import { type ListingStands, standingsOfListings, standingTable, standsFacts } from '../stock/standings.ts';
import { type Block, cutAt, flexible, isAgreed, onRight, tableOf } from '../terminal/index.ts';
import { termsText } from './listings-import.ts';
import { listingsOfShop, listingsOfShops } from './listings-of-shop.ts';

const shownMax = 100;

export const listingsList = defineCommand({
  name: 'listings list',
  summary: 'Lists what a merchant’s shops sell, what it should show, and how it stands',
  help: `反映済    the mall has taken what it should show
反映待ち, 反映中, 反映確認中  waits for a worker, one is at it, the mall is looked at
一時停止中, 引上げ待ち, 再試行待ち  goes on by itself
商品なし, 要対応, 差異あり, 在庫クローズ  a person has to act
在庫未登録, 連携しない  no level is sent to the mall

What each means, and what to do: docs/how-to/stock.md#when-a-listing-does-not-follow`,
  examples: [
    ['listings list --shop kado-no-mise', 'one shop'],
    ['listings list --sku sencha-100', 'where one SKU is sold'],
  ],
  options: {
    merchant: merchantOption,
    shop: optional(shopOption('only of this shop')),
    sku: optional(text('<SKU>', 'only of this SKU')),
  },
  async run({ ports, terminal }, { merchant: id, shop: shopName, sku, json }) {
    const problems: string[] = [];
    const only = shopName === undefined ? null : shopAmong(await ports.shops.all(), shopName, problems);
    if (problems.length > 0) return refuse(t`The listings cannot be listed`, problems);
    const merchant = await stockMerchant(ports, id ?? only?.merchant, problems);
    if (merchant === null) return refuse(t`The listings cannot be listed`, problems);
    const all =
      sku === undefined
        ? await listingsOfShops(ports, only === null ? merchant.shops : [only])
        : await ports.listings.ofSkus(merchant.id, [sku]);
    const listings = all.filter(({ shop }) => only === null || shop === only.key);
    const stands = await standingsOfListings(ports, merchant.id, listings, (skus) =>
      terminal.progress(t`SKUs reckoned: ${skus}`),
    );
    terminal.endProgress();
    if (json) terminal.printJson({ merchant: merchant.id, listings: stands.map((one) => standsFacts(one)) });
    else if (stands.length === 0) terminal.print(t`No such listing. Bring them in: ops listings import`);
    else {
      const pauses = await pausesNow(ports, merchant.shops);
      terminal.print(
        ...cutAt(shownMax, stands, (shown) => [...standingTable(shown, pauses), ...termLines(shown)]),
        counted(stands.length, 'listing'),
      );
    }
  },
});

/** Terms that are not the usual ones, below the table: few listings have any. */
function termLines(stands: readonly ListingStands[]): string[] {
  return stands.flatMap(({ listing }) => {
    const terms = termsText(listing);
    return terms === '' ? [] : [`  ${listing.shop} ${listing.item}: ${terms}`];
  });
}

const removesAtOnce = 16;
const namedMax = 20;

export const listingsRemove = defineCommand({
  name: 'listings remove',
  summary: 'Removes listings: the mall keeps what it shows, and gets no further levels',
  help: `The level at the mall stays as it is, and the ledger keeps what is known of the SKU.
To stop for a while, and keep the terms: 連携しない in a file for ops listings import.`,
  examples: [
    ['listings remove --shop kado-no-mise --item sencha-100', 'one item; asks'],
    ['listings remove --shop kado-no-mise --all --dry-run', 'shows what would go'],
  ],
  options: {
    shop: shopOption('the shop'),
    item: optional(text('<item>', 'the item, as its mall has it')),
    all: flag('every listing of the shop'),
    yes: flag('do not ask'),
    dryRun: flag('tell which ones, change nothing'),
  },
  problemsOf: (_, isGiven) => problemsOfOne(isGiven, 'item', 'all'),
  async run({ ports, terminal }, { shop: shopName, item, yes, dryRun, json }) {
    const shop = await orRefuse(t`Nothing was removed`, (problems) => resolveShop(ports, shopName, problems));
    const wanted = item === undefined ? null : ports.malls.traits(shop.mall).stock.normalItem(item);
    const listings =
      wanted === null
        ? await listingsOfShop(ports, shop.key)
        : await ports.listings.rows([{ shop: shop.key, item: wanted }]);
    if (!json) terminal.print(...cutAt(namedMax, listings, table));
    const isSure =
      !dryRun &&
      listings.length > 0 &&
      (await isAgreed(terminal, {
        yes,
        question: t`${counted(listings.length, 'listing')} of ${shop.key} will be removed.`,
        nothing: t`Nothing was removed.`,
      }));
    if (isSure) {
      let done = 0;
      await eachLimited(listings, removesAtOnce, async (listing) => {
        await ports.listings.remove(listing);
        terminal.progress(t`listings removed: ${++done} of ${listings.length}`);
      });
      terminal.endProgress();
    }
    if (json) {
      terminal.printJson({
        shop: shop.key,
        dryRun,
        removed: isSure,
        listings: listings.map(({ item: one, sku }) => ({ item: one, sku })),
      });
    } else if (listings.length === 0) terminal.print(t`No such listing. What there is: ops listings list`);
    else if (isSure) terminal.print(t`${counted(listings.length, 'listing')} removed; the mall keeps what it shows.`);
    else if (dryRun) terminal.print(t`Nothing was removed: this was a dry run.`);
    return isSure || dryRun || listings.length === 0 ? exit.ok : exit.failed;
  },
});

function table(listings: readonly Listing[]): Block[] {
  return tableOf(listings, ({ item, sku, acked }) => ({
    item: flexible(item),
    SKU: flexible(sku),
    'last told': onRight(acked?.level ?? '-'),
  }));
}
