import { presentParts } from '../../core/model/index.ts';
import { recipeProblems, recipeRows, recipeStep, writeRecipe } from '../../core/stock/index.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { orRefuse, refuse } from '../arguments/shop-and-span.ts';
import { momentOf, when, whenHelp } from '../arguments/when.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { isAgreed } from '../terminal/agreement.ts';
import { merchantOption, stockMerchant } from './merchant-of-stock.ts';
import { partsText, setJson } from './set-lines.ts';
import { nameMoved } from './write-report.ts';

/** `ops stock sets remove`: a set is no set any more. */
export const stockSetsRemove = defineCommand({
  name: 'stock sets remove',
  summary: 'Ends a set: orders placed from now on draw on nothing else',
  help: `From the given moment the SKU has pieces of its own, and must be counted: until then
no mall gets a level of it. Orders placed before keep what they drew of its parts, and
give it back when they are cancelled.

${whenHelp}`,
  examples: [
    ['stock sets remove gift-box', 'shows what it is made of, and asks'],
    ['stock sets remove gift-box --yes', 'does not ask'],
  ],
  arguments: { set: text('<set>', 'the SKU of the set') },
  options: {
    merchant: merchantOption,
    from: optional(when('orders placed from here on; now when absent')),
    yes: flag('do not ask'),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { set, merchant: id, from, yes, dryRun, json }) {
    const { ports, terminal } = context;
    const merchant = await orRefuse('Nothing was changed', (problems) => stockMerchant(ports, id, problems));
    const now = ports.clock.now();
    const wanted = { set, from: from === undefined ? now : momentOf(from, now), parts: [] };
    const rows = await recipeRows(ports.stock, merchant.id, [wanted]);
    const wrong = recipeProblems(wanted, [wanted], rows, now).map((problem) => `${set} ${problem}`);
    if (wrong.length > 0) return refuse('Nothing was changed', wrong);
    const parts = presentParts(rows.get(set) ?? { recipes: [] });
    if (parts === null || recipeStep(wanted, rows) === 'same') {
      if (json) terminal.printJson({ ...setJson(wanted), removed: false });
      else terminal.print(`${set} is no set; nothing was changed.`);
      return exit.ok;
    }
    const made = partsText({ parts: [...parts].map(([sku, needed]) => ({ sku, needed })) });
    terminal.say(`${set} is made of ${made}.`);
    const isSure =
      !dryRun &&
      (await isAgreed(terminal, { yes, question: `${set} will be no set any more.`, nothing: 'Nothing was changed.' }));
    if (isSure) {
      await writeRecipe(ports.stock, merchant.id, wanted, ports.clock.now());
      await nameMoved(context, merchant.id, [set, ...parts.keys()]);
    }
    if (json) terminal.printJson({ ...setJson(wanted), removed: isSure });
    else if (isSure) terminal.print(`${set} is no set any more. Count it: ops stock set ${set} <pieces>`);
    else if (dryRun) terminal.print('Nothing was changed: this was a dry run.');
    return isSure || dryRun ? exit.ok : exit.failed;
  },
});
