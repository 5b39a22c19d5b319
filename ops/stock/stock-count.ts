import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { refuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { listingsOfShop } from '../listings/listings-of-shop.ts';
import { openMallReader } from '../listings/mall-reader.ts';
import { isAgreed } from '../terminal/agreement.ts';
import { countPlanJson, countPlanLines, knownSkus, planCounts } from './first-count.ts';
import { stockMerchant, tellWithoutStock } from './merchant-of-stock.ts';
import { warnBehind, writeReport } from './write-report.ts';

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
