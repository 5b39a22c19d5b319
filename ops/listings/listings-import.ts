import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { encodings } from '../files/encoding.ts';
import { takeList } from '../files/take-list.ts';
import { defineCommand } from '../frame/command.ts';
import { judgedJson, judgedTable, judgeListings, writeListings } from './judge-listings.ts';

/** `ops listings import`: which SKU a shop sells where, and how much of it is shown. */
export const listingsImport = defineCommand({
  name: 'listings import',
  summary: 'Says which SKU each item of a shop sells, from a file',
  help: `One line an item of a shop (docs/stock.md#the-file-of-listings):
  shop, item, sku, linked, buffer, cap, floor; or
  店舗, 商品管理番号 (商品コード), SKU, 連携, 安全在庫, 上限, 下限
The last four may be left out: then they stay as they are, and a new listing is
linked and shows everything that is free. An empty cell is the usual: linked, 0
kept back, no 上限, no 下限. The item is written as the mall has it: 楽天
商品管理番号/SKU管理番号, or the 商品管理番号 alone; Yahoo! 商品コード, or
商品コード:個別商品コード. The SKU is the one that the shop's orders bear.

The level of a listing with another SKU or other terms is sent again at once. If any
line is wrong, all problems are reported, and nothing is changed. It may be ended and
run again, and the same file twice changes nothing.`,
  examples: [
    ['listings import --file listings.csv --dry-run', 'tells what would change'],
    ['listings import --file listings.csv', 'does it, if every line is good'],
    ['listings import --file listings.csv --partial', 'the good lines'],
  ],
  options: {
    file: text('<file>', 'the file of listings: CSV or TSV, UTF-8 or Shift_JIS'),
    encoding: optional(choice(encodings, 'of the file; found out when absent')),
    partial: flag('take the good lines, and write the others to <file>.rejected.csv'),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { file, encoding, ...setting }) {
    const judged = await judgeListings(context.ports, file, encoding);
    return takeList(context, judged, setting, {
      word: 'listing',
      stepOf: ({ step }) => step,
      steps: { add: 'new', change: 'changed', same: 'so already' },
      lines: judgedTable,
      json: judgedJson,
      apply: (listings, onDone) => writeListings(context, listings, onDone),
      next: ['How they stand: ops listings list. Whether the mall has them: ops listings check'],
    });
  },
});
