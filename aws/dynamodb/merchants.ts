import type { MerchantStore } from '../../core/ports/index.ts';
import { text } from './attributes.ts';
import { Expression } from './expression.ts';
import { merchantItem, merchantKey, merchantOf, merchantsScope } from './merchant-item.ts';
import { queryItems } from './query.ts';
import { readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

/** The merchants on DynamoDB (table Control, one partition: thousands of them are a page or two). */
export function dynamoMerchants(table: Table): MerchantStore {
  return {
    async get(id) {
      const item = await readItem(table, merchantKey(id));
      return item && merchantOf(item);
    },

    async list() {
      const expression = new Expression();
      const ofMerchants = expression.compare('scope', '=', text(merchantsScope));
      const query = { KeyConditionExpression: ofMerchants, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(merchantOf);
    },

    async put(merchant) {
      return putVersion(table, merchantItem(merchant), merchant.version);
    },
  };
}
