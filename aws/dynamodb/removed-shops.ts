import type { RemovedShop } from '../../core/model/index.ts';
import type { RemovedShops } from '../../core/ports/index.ts';
import { entryKey, number, text } from './attributes.ts';
import { partitionItems } from './query.ts';
import { among, rowCodec } from './row-codec.ts';
import { lostSpanPart, rewoundPart } from './shop-item.ts';
import { putItem, readItem, type Table } from './table.ts';

const removedFormat = 1;
const removedScope = 'removed-shops';

const row = rowCodec<RemovedShop>({
  key: 'text=entry',
  mall: 'text',
  code: 'text',
  name: 'text',
  merchant: 'text',
  importFrom: 'number',
  cursor: 'number',
  callsPerSecond: 'number',
  lostSpan: among(lostSpanPart),
  rewound: among(rewoundPart),
  credentialVersion: 'number',
  removedAt: 'number',
  by: 'text',
});

/** What stays of removed shops, on DynamoDB (table Control), so that the table Shops holds nothing but shops. */
export function dynamoRemovedShops(table: Table): RemovedShops {
  return {
    async get(key) {
      const item = await readItem(table, entryKey(removedScope, key));
      return item && row.read(item);
    },

    async list() {
      return (await partitionItems(table, 'scope', removedScope)).map(row.read);
    },

    async put(removed) {
      await putItem(table, { scope: text(removedScope), format: number(removedFormat), ...row.write(removed) });
    },
  };
}
