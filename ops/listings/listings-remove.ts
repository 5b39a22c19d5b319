import { eachLimited } from '../../core/kernel/index.ts';
import type { Listing } from '../../core/model/index.ts';
import { counted, t } from '../../language/index.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { type Block, cutAt, flexible, isAgreed, onRight, tableOf } from '../terminal/index.ts';
import { listingsOfShop } from './listings-of-shop.ts';

const removesAtOnce = 16;
const shownMax = 20;

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
    if (!json) terminal.print(...cutAt(shownMax, listings, table));
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
