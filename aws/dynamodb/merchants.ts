import type { Merchant } from '../../core/model/index.ts';
import type { MerchantStore } from '../../core/ports/index.ts';
import { entryKey, type Item, number, text } from './attributes.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const merchantFormat = 1;

/** The partition of the table Control that holds the merchants. */
export const merchantsScope = 'merchants';

const row = rowCodec<Merchant>({
  id: 'text=entry',
  name: 'text',
  contacts: 'texts',
  features: 'texts',
  language: 'text',
  digestAt: 'text?',
  digestSince: 'number?',
  createdAt: 'number',
  version: 'number',
});

export const merchantOf = row.read;

export function merchantItem(merchant: Merchant): Item {
  return { scope: text(merchantsScope), format: number(merchantFormat), ...row.write(merchant) };
}

/** The merchants on DynamoDB (table Control, one partition: thousands of them are a page or two). */
export function dynamoMerchants(table: Table): MerchantStore {
  return {
    async get(id) {
      const item = await readItem(table, entryKey(merchantsScope, id));
      return item && merchantOf(item);
    },

    async list() {
      return (await partitionItems(table, 'scope', merchantsScope)).map(merchantOf);
    },

    async put(merchant) {
      return putVersion(table, merchantItem(merchant), merchant.version);
    },
  };
}
