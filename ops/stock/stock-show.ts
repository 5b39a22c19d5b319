import { t } from '../../language/language.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { orRefuse } from '../arguments/meant.ts';
import { flag, text } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { merchantOption, stockMerchant } from './merchant-of-stock.ts';
import { skuFacts, skuJson } from './sku-facts.ts';
import { skuLines } from './sku-lines.ts';

/** `ops stock show`: why a SKU's level is what it is. */
export const stockShow = defineCommand({
  name: 'stock show',
  summary: 'Shows a SKU: how many are free and why, and what its listings show',
  help: `What was counted, received, sold and reserved (by orders that are not confirmed yet,
or that their buyers can still take back); the history line by line; and of each
listing what it shows, by which rule, which level the mall got last, and why it
waits. Of a set: its parts, and which of them decides. No personal data.`,
  examples: [
    ['stock show sencha-100', 'why is it 3?'],
    ['stock show gift-box --merchant hanamori', 'a set, with its parts'],
    ['stock show sencha-100 --json', 'everything, as one line of JSON'],
  ],
  arguments: { sku: text('<SKU>', 'the SKU') },
  options: {
    merchant: merchantOption,
    all: flag('every line of the history, those without effect, too'),
  },
  async run({ ports, terminal }, { sku, merchant: id, all, json }) {
    const merchant = await orRefuse(t`Nothing can be shown`, (problems) => stockMerchant(ports, id, problems));
    const facts = await skuFacts(ports, merchant.id, sku);
    if (json) terminal.printJson(skuJson(facts));
    else terminal.print(...skuLines(facts, await pausesNow(ports, merchant.shops), all));
    const isKnown = facts.row.mark > 0 || facts.listings.length > 0;
    if (!isKnown) terminal.say(t`Nothing is known of ${sku} at ${merchant.id}. Is it mistyped? ops listings list`);
    return isKnown ? exit.ok : exit.failed;
  },
});
