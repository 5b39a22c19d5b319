import { jstText, mapLimited } from '../../core/kernel/index.ts';
import { type Listing, type Movement, presentParts, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { countInForce, type FirstCount, firstCounts, type LeftOut, readsAtOnce } from '../../core/stock/index.ts';
import { counted, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { listingsOfShop } from '../listings/listings-of-shop.ts';
import { type ItemsReadByHand, type MallReader, openMallReader } from '../listings/mall-reader.ts';
import { type Block, cutAt, flexible, isAgreed, tableOf } from '../terminal/index.ts';
import { stockMerchant, tellWithoutStock } from './merchant-of-stock.ts';
import { warnBehind, writeReport } from './write-report.ts';

export interface KnownSkus {
  readonly sets: ReadonlySet<string>;
  readonly counted: ReadonlySet<string>;
}

/** Which SKUs are sets, and which have a count. Reads the entries of every SKU. */
async function knownSkus(
  { stock }: Pick<Ports, 'stock'>,
  merchant: string,
  skus: readonly string[],
  onRead: (skus: number) => void,
): Promise<KnownSkus> {
  const rows = skus.length === 0 ? [] : await stock.skuRows(merchant, skus);
  let read = 0;
  const counted = await mapLimited(rows, readsAtOnce, async ({ sku, checkpoint }) => {
    const isCounted = checkpoint?.counted || countInForce(await stock.entries(merchant, sku)) !== null;
    onRead(++read);
    return isCounted ? [sku] : [];
  });
  const sets = rows.filter((row) => presentParts(row) !== null).map(({ sku }) => sku);
  return { sets: new Set(sets), counted: new Set(counted.flat()) };
}

type PlannedCount = Extract<FirstCount, { kind: 'count' }> & { readonly movement: Movement };

interface CountPlan {
  readonly counts: readonly PlannedCount[];
  readonly leftOut: readonly Extract<FirstCount, { kind: 'left-out' }>[];
  readonly read: ItemsReadByHand;
}

/** Reads what is to be counted, and plans the counts. `again`: SKUs with a count are counted anew. Nothing is written. */
async function planCounts(
  reader: MallReader,
  listings: readonly Listing[],
  known: KnownSkus,
  how: { readonly again: boolean; readonly shop: Shop; readonly now: number; readonly onRead: (items: number) => void },
): Promise<CountPlan> {
  const isSet = (sku: string): boolean => known.sets.has(sku);
  const isCounted = (sku: string): boolean => !how.again && known.counted.has(sku);
  const asked = listings.filter(({ sku }) => !isSet(sku) && !isCounted(sku));
  const items = asked.map(({ item }) => item);
  const aheadMs = items.length === 0 ? 0 : await reader.aheadMs();
  const read: ItemsReadByHand =
    items.length === 0
      ? { readings: new Map(), unread: new Map() }
      : await reader.read(items, { aheadMs, onRead: how.onRead });
  const readings = new Map([...read.readings].map(([item, { reading }]) => [item, reading]));
  const planned = firstCounts(listings, readings, { isSet, isCounted });
  const by = `mall:${how.shop.key}`;
  return {
    read,
    leftOut: planned.flatMap((one) => (one.kind === 'left-out' ? [one] : [])),
    counts: planned.flatMap((one): PlannedCount[] => {
      if (one.kind !== 'count') return [];
      const { sku, quantity } = one;
      // Of several listings the first one read: what was ordered after that is deducted, whichever it was.
      const at = Math.min(...one.items.map((item) => read.readings.get(item)?.at ?? how.now));
      const { merchant } = how.shop;
      const id = `mall ${how.shop.key} ${at}`;
      return [
        { ...one, movement: { merchant, sku, at, id, kind: 'counted', quantity, by, note: '', writtenAt: how.now } },
      ];
    }),
  };
}

const shownMax = 20;

function countPlanLines({ counts, leftOut }: CountPlan): Block[] {
  const left = leftOut.filter(({ why }) => why.kind !== 'counted' && why.kind !== 'set');
  const skipped = leftOut.length - left.length;
  return [
    ...cutAt(shownMax, counts, (shown) =>
      tableOf(shown, ({ sku, quantity, movement, items }) => ({
        SKU: flexible(sku),
        pieces: quantity,
        'at (the mall’s clock)': jstText(movement.at),
        listings: flexible(items.join(', ')),
      })),
    ),
    ...(left.length === 0 ? [] : ['', t`Left out:`]),
    ...cutAt(shownMax, left, (shown) =>
      tableOf(shown, ({ sku, why }) => ({ SKU: flexible(sku), 'why, and what to do': flexible(whyText(why)) })),
    ),
    ...(skipped === 0 ? [] : [t`${counted(skipped, 'SKU')} counted already, or made of others: left as they are`]),
  ];
}

function whyText(why: LeftOut): string {
  switch (why.kind) {
    case 'counted':
      return t`has a count already`;
    case 'set':
      return t`is a set: its parts are counted`;
    case 'unlimited':
      return t`${why.items.join(', ')}: sold without limit (無限大). Count it: ops stock set`;
    case 'absent':
      return t`${why.items.join(', ')}: the mall has no such item. Correct the listing: ops listings import`;
    case 'unequal':
      return t`its listings show ${why.levels.map(({ item, level }) => `${level} (${item})`).join(' and ')}. It is unknown which is right; count it: ops stock set`;
    case 'unread':
      return t`${why.items.join(', ')}: the mall did not answer for it. Run this again`;
  }
}

function countPlanJson({ counts, leftOut }: CountPlan): object {
  return {
    counts: counts.map(({ sku, quantity, items, movement }) => ({ sku, quantity, items, at: jstIso(movement.at) })),
    leftOut: leftOut.map(({ sku, why: { kind, ...more } }) => ({ sku, why: kind, ...more })),
  };
}

export const stockCount = defineCommand({
  name: 'stock count',
  summary: 'Takes first counts from what one mall shows',
  help: `For the beginning, where one mall's stock is what the merchant goes by: reads what
the mall shows of the shop's listings, and takes it in as counts, at the mall's own
time. The other malls follow from there. Whole counts of the shelf are better, and
stand above them: ops stock set --file <file>.

Only SKUs without a count, unless --again. Left out and named: what is sold
without limit (無限大), what the mall does not have, and a SKU whose listings in the
shop show different levels. Sets are left out: their parts are counted.

It changes nothing at the mall, and may be ended and run again.`,
  examples: [
    ['stock count --from-mall kado-no-mise --dry-run', 'reads the mall, and shows the counts'],
    ['stock count --from-mall kado-no-mise', 'shows them, asks, and takes them in'],
    ['stock count --from-mall kado-no-mise --again --yes', 'counts anew what was counted, too'],
  ],
  options: {
    fromMall: shopOption('the shop whose mall is the master'),
    again: flag('also SKUs that have a count'),
    yes: flag('do not ask'),
    dryRun: flag('show the counts, change nothing'),
  },
  async run(context, { fromMall, again, yes, dryRun, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const shop = await resolveShop(ports, fromMall, problems);
    const merchant = shop === null ? null : await stockMerchant(ports, shop.merchant, problems);
    if (shop === null || merchant === null) {
      return refuse(
        t`Nothing was counted`,
        problems.map((problem) => problem.replace(/^--shop:/, '--from-mall:')),
      );
    }
    tellWithoutStock(context, merchant);
    const listings = await listingsOfShop(ports, shop.key);
    if (listings.length === 0) {
      terminal.say(t`${shop.key} has no listings yet. Bring them in first: ops listings discover --shop ${shop.code}`);
      return exit.failed;
    }
    const reader = await openMallReader(context, shop);
    if (reader === null) return exit.refused;
    const skus = [...new Set(listings.map(({ sku }) => sku))];
    const known = await knownSkus(ports, merchant.id, skus, (read) =>
      terminal.progress(t`SKUs looked up: ${read} of ${skus.length}`),
    );
    const onRead = (items: number): void => terminal.progress(t`${shop.key}: items read: ${items}`);
    const plan = await planCounts(reader, listings, known, { again, shop, now: ports.clock.now(), onRead });
    terminal.endProgress();
    const lines = plan.counts.map(({ movement }, index) => ({ line: index + 1, kind: 'new' as const, movement }));
    await warnBehind(context, merchant, lines);
    if (!json) terminal.print(...countPlanLines(plan));

    const isSure =
      !dryRun &&
      lines.length > 0 &&
      (await isAgreed(terminal, {
        yes,
        question: t`${counted(lines.length, 'SKU')} will be counted as shown.`,
        nothing: t`Nothing was counted.`,
      }));
    if (isSure) {
      await writeReport(context, merchant.id, lines, (done) =>
        terminal.progress(t`counts: ${done} of ${lines.length}`),
      );
      terminal.endProgress();
    }
    const isWhole = plan.read.unread.size === 0;
    if (json)
      terminal.printJson({ shop: shop.key, dryRun, counted: isSure ? lines.length : 0, ...countPlanJson(plan) });
    else if (isSure)
      terminal.print(
        t`${counted(lines.length, 'SKU')} counted. What follows: ops stock show <SKU> --merchant ${merchant.id}`,
      );
    else if (dryRun)
      terminal.print(t`${counted(lines.length, 'SKU')} would be counted. Nothing was changed: this was a dry run.`);
    else if (lines.length === 0) terminal.print(t`There is nothing to count.`);
    return isWhole && (isSure || dryRun || lines.length === 0) ? exit.ok : exit.failed;
  },
});
