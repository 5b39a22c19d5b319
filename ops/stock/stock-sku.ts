import { quantityMax } from '../../core/model/index.ts';
import { t } from '../../language/index.ts';
import { orRefuse } from '../arguments/meant.ts';
import { flag, text, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { merchantOption, stockMerchant } from './merchant-of-stock.ts';
import { nameMoved } from './write-report.ts';

export const stockSku = defineCommand({
  name: 'stock sku',
  summary: 'Keeps pieces of a SKU back from every mall (確保在庫)',
  help: `The buffer of the SKU counts for all its listings, and for the sets that contain
it. What one listing alone keeps back (安全在庫) stands in the file of listings.`,
  examples: [
    ['stock sku sencha-100 --buffer 2', 'two are kept back for the counter'],
    ['stock sku sencha-100 --buffer 0', 'nothing is kept back any more'],
  ],
  arguments: { sku: text('<SKU>', 'the SKU') },
  options: {
    merchant: merchantOption,
    buffer: wholeNumber('<pieces>', 'how many are kept back', { from: 0, to: quantityMax }),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { sku, merchant: id, buffer, dryRun, json }) {
    const { ports, terminal } = context;
    const merchant = await orRefuse(t`Nothing was changed`, (problems) => stockMerchant(ports, id, problems));
    const [row] = await ports.stock.skuRows(merchant.id, [sku]);
    const before = row?.buffer ?? 0;
    const changes = before !== buffer && !dryRun;
    if (changes) {
      await ports.stock.changeSku(merchant.id, sku, { buffer }, ports.clock.now());
      await nameMoved(context, merchant.id, [sku]);
    }
    if (json) terminal.printJson({ sku, buffer, before, dryRun, changed: changes });
    else if (before === buffer) terminal.print(t`${sku} keeps ${buffer} back already; nothing was changed.`);
    else if (dryRun) terminal.print(t`${sku}: would keep ${buffer} back, ${before} before`);
    else terminal.print(t`${sku}: keeps ${buffer} back, ${before} before`);
  },
});
