import { eachLimited } from '../../core/kernel/index.ts';
import type { Listing } from '../../core/model/index.ts';
import { callWorkers, changeStanding, resent } from '../../core/stock/index.ts';
import { counted, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, shopOrAll, shopsMeant } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { listingsOfShops } from '../listings/listings-of-shop.ts';
import { type Block, cutAt, flexible, isAgreed, onRight, tableOf } from '../terminal/index.ts';
import { merchantOption, merchantsWithStock, stockMerchant } from './merchant-of-stock.ts';

const writesAtOnce = 16;
/** So many listings are sent again without a question. */
const unaskedMax = 20;
const shownMax = 20;

export const stockResend = defineCommand({
  name: 'stock resend',
  summary: 'Tells the malls anew what listings should show',
  help: `Forgets what the mall has acknowledged, and makes the listings due: workers compute
what each should show now and set it, whatever the mall shows. Needed after stock
was changed on the mall's own pages; harmless at any time. A listing that the mall
did not have is looked for first. What a pause holds waits for its end. Listings
that are not linked are left alone.`,
  examples: [
    ['stock resend --sku sencha-100 --dry-run', 'shows which listings'],
    ['stock resend --shop kado-no-mise', 'every listing of a shop; asks where there are many'],
    ['stock resend --all --yes', 'everything, without a question'],
  ],
  options: {
    sku: optional(text('<SKU>', 'the listings of one SKU')),
    merchant: merchantOption,
    ...shopOrAll,
    yes: flag('do not ask, however many they are'),
    dryRun: flag('tell which ones, change nothing'),
  },
  problemsOf: (_, isGiven) => [
    ...problemsOfOne(isGiven, 'sku', 'shop', 'all'),
    ...(isGiven('merchant') && !isGiven('sku') ? [t`--merchant: is for --sku.`] : []),
  ],
  async run(context, given) {
    const { terminal } = context;
    const { yes, dryRun, json } = given;
    const found = await listingsMeant(context, given);
    const listings = found.filter(({ linked }) => linked);
    if (!json) terminal.print(...shownLines(listings));
    if (dryRun || listings.length === 0) {
      if (json) terminal.printJson({ dryRun, listings: listings.map(listingKeyJson), resent: 0, overtaken: [] });
      else if (dryRun) terminal.print(t`Nothing was changed: this was a dry run.`);
      return exit.ok;
    }
    const isSure = await isAgreed(terminal, {
      yes: yes || listings.length <= unaskedMax,
      question: t`${counted(listings.length, 'listing')} will be told anew.`,
      nothing: t`Nothing was changed.`,
    });
    if (!isSure) return exit.failed;
    const overtaken = await resendAll(context, listings);
    if (json) {
      const told = listings.length - overtaken.length;
      terminal.printJson({ dryRun, listings: listings.map(listingKeyJson), resent: told, overtaken });
    } else {
      terminal.print(
        t`${counted(listings.length - overtaken.length, 'listing')} due now. How they stand: ops listings list`,
      );
      if (overtaken.length > 0) terminal.say(t`${overtaken.join(', ')} changed concurrently; run again.`);
    }
    return overtaken.length === 0 ? exit.ok : exit.failed;
  },
});

async function listingsMeant(
  { ports }: OpsContext,
  given: { readonly sku: string | undefined; readonly merchant: string | undefined; readonly shop: string | undefined },
): Promise<Listing[]> {
  const problems: string[] = [];
  const { sku } = given;
  if (sku !== undefined) {
    const merchant = await stockMerchant(ports, given.merchant, problems);
    if (merchant === null) return refuse(t`Nothing was sent again`, problems);
    return ports.listings.ofSkus(merchant.id, [sku]);
  }
  const shops = await shopsMeant(ports, given.shop, problems);
  if (problems.length > 0) return refuse(t`Nothing was sent again`, problems);
  if (given.shop !== undefined) return listingsOfShops(ports, shops);
  const withStock = new Set((await merchantsWithStock(ports)).map(({ id }) => id));
  const stocked = shops.filter(({ merchant }) => withStock.has(merchant));
  return listingsOfShops(ports, stocked);
}

/** Gives back the listings at which others were faster. */
async function resendAll({ ports, terminal }: OpsContext, listings: readonly Listing[]): Promise<string[]> {
  const overtaken: string[] = [];
  const runId = ports.random.id();
  let done = 0;
  await eachLimited(listings, writesAtOnce, async (listing) => {
    const outcome = await changeStanding(ports, listing, runId, (row) => resent(row, ports.clock.now()));
    if (outcome === 'overtaken') overtaken.push(`${listing.shop} ${listing.item}`);
    terminal.progress(t`listings: ${++done} of ${listings.length}`);
  });
  terminal.endProgress();
  const isTold = await callWorkers(ports, { shops: [...new Set(listings.map(({ shop }) => shop))] });
  if (!isTold) terminal.say(t`The workers could not be told at once: the malls follow within a few minutes.`);
  return overtaken;
}

function shownLines(listings: readonly Listing[]): Block[] {
  if (listings.length === 0) return [t`No such listing that is linked. What there is: ops listings list`];
  return cutAt(shownMax, listings, (shown) =>
    tableOf(shown, ({ shop, item, sku, acked }) => ({
      shop,
      item: flexible(item),
      SKU: flexible(sku),
      'last told': onRight(acked?.level ?? '-'),
    })),
  );
}

function listingKeyJson({ shop, item, sku, acked }: Listing): object {
  return { shop, item, sku, lastTold: acked === undefined ? null : { level: acked.level, at: jstIso(acked.at) } };
}
