import { counted, t } from '../../language/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { refuse, shopAmong, shopOption } from '../arguments/meant.ts';
import { optional, text } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { merchantOption, stockMerchant } from '../stock/merchant-of-stock.ts';
import { type ListingStands, standingsOfListings, standingTable, standsFacts } from '../stock/standings.ts';
import { cutAt } from '../terminal/index.ts';
import { termsText } from './listings-import.ts';
import { listingsOfShops } from './listings-of-shop.ts';

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
