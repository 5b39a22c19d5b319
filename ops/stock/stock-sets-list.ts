import { presentParts } from '../../core/model/index.ts';
import { orRefuse } from '../arguments/shop-and-span.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { jstIso } from '../terminal/text.ts';
import { merchantOption, skusOfMerchant, stockMerchant } from './merchant-of-stock.ts';
import { type SetRow, setTable } from './set-lines.ts';

/** `ops stock sets list`: what the sets are made of. */
export const stockSetsList = defineCommand({
  name: 'stock sets list',
  summary: 'Lists set products (セット商品), and what they are made of',
  help: `Sets that listings sell, and sets of what listings sell. --json has earlier recipes,
too.`,
  examples: [
    ['stock sets list', 'what they are made of now'],
    ['stock sets list --merchant hanamori --json', 'with earlier recipes'],
  ],
  options: { merchant: merchantOption },
  async run({ ports, terminal }, { merchant: id, json }) {
    const merchant = await orRefuse('The sets cannot be listed', (problems) => stockMerchant(ports, id, problems));
    const rows = [...(await skusOfMerchant(ports, merchant)).values()].filter(({ recipes }) => recipes.length > 0);
    const sorted = rows.sort((one, other) => (one.sku < other.sku ? -1 : 1));
    if (json) {
      terminal.printJson({
        merchant: merchant.id,
        sets: sorted.map(({ sku, recipes }) => ({
          set: sku,
          recipes: recipes.map(({ from, parts }) => ({ from: jstIso(from), parts })),
        })),
      });
      return exit.ok;
    }
    const sets = sorted.flatMap((row): SetRow[] => {
      const last = row.recipes.at(-1);
      return presentParts(row) === null || last === undefined ? [] : [{ set: row.sku, ...last, note: '' }];
    });
    if (sets.length === 0) terminal.print('There is no set. Bring them in: ops stock sets import');
    else terminal.print(...setTable(sets));
    return exit.ok;
  },
});
