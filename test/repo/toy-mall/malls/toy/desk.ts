import { dayMs } from '../../core/kernel/index.ts';
import { secretPart } from '../key-parts.ts';
import type { MallDesk } from '../mall.ts';
import { textAt } from '../sheet.ts';
import { toySite } from './site.ts';

export const toyDesk: MallDesk = {
  name: 'トイモール',
  shortName: 'Toy',
  site: toySite,
  shopCode: 'shop name',
  keyParts: [{ ...secretPart('pass', 'toy_pass'), endsFirst: true }],
  keyColumn: 'toy_pass',
  credentialOf: (parts) => ({ mall: 'toy', ...parts }),
  keyCare: {
    partNames: { pass: 'パス' },
    endsSoonMs: 7 * dayMs,
    renewal: 'Let the shop ask the toy mall for another pass, and hand it in:',
    lookUp: 'Look up the pass.',
    switchOn: () => 'Ask the toy mall.',
    switchAsked: 'Ask the toy mall.',
    untold: 'Run this again.',
    refused: 'Look whether the pass is the newest one.',
  },
  carriers: [],
  progressNames: { open: '受付', sent: '発送済', dropped: '取消' },
  sheet: {
    columns: [
      { header: '注文番号', of: ({ row }) => row.orderNumber },
      { header: '商品', of: ({ item }) => textAt(item, 'sku') },
    ],
    linesOf: (row, order) => [{ row, order, parcel: undefined, item: order }],
    remainderOf: ({ orderNumber }) => ({ number: orderNumber }),
  },
};
