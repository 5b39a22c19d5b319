import { quantityMax } from '../../core/model/index.ts';
import { optional, text, wholeNumber } from '../arguments/parameter.ts';
import { whenHelp } from '../arguments/when.ts';
import { defineCommand } from '../frame/command.ts';
import { problemsOfReporting, reportMovements, reportOptions } from './report-command.ts';

/** `ops stock set`: takes a count in. */
export const stockSet = defineCommand({
  name: 'stock set',
  summary: 'Takes a count in: so many pieces of a SKU are free',
  help: `A count says how many pieces may be sold at its moment: what lies on the shelf, less
what orders placed before hold. It replaces whatever was known until then; orders
placed later, what comes in later and what is adjusted later count on from it.
Orders placed before it and imported later are taken as counted: there is a
warning where a shop's import is that far behind.

A file has a line a SKU (docs/stock.md#files-of-counts):
  sku, quantity, at, kind, note, id; or
  SKU (商品コード), 在庫数 (数量), 日時, 区分 (棚卸, 入荷, 調整), 備考, 伝票番号
If any line is wrong, all problems are reported, and nothing is taken in. The same
file twice counts once.

${whenHelp}`,
  examples: [
    ['stock set sencha-100 42', 'counted just now'],
    ['stock set sencha-100 42 --at "2026-11-24 09:00" --note 棚卸', 'counted this morning'],
    ['stock set --file counts.csv --dry-run', 'tells what is in the file, changes nothing'],
    ['stock set --file counts.csv --at "2026-11-24 09:00"', 'a file without a column of moments'],
  ],
  arguments: {
    sku: optional(text('<SKU>', 'the SKU, unless --file names many')),
    quantity: optional(wholeNumber('<pieces>', 'how many are free', { from: 0, to: quantityMax })),
  },
  options: reportOptions,
  problemsOf: problemsOfReporting,
  run: (context, values) => reportMovements(context, 'counted', values),
});
