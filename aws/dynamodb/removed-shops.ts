import type { MallName, RemovedShop, ShopKey } from '../../core/model/index.ts';
import type { RemovedShops } from '../../core/ports/index.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { rewoundAttributes } from './shop-item.ts';
import { type Item, putItem, readItem, type Table } from './table.ts';

const removedFormat = 1;
const removedScope = 'removed-shops';

/** What stays of removed shops, on DynamoDB (table Control), so that the table Shops holds nothing but shops. */
export function dynamoRemovedShops(table: Table): RemovedShops {
  return {
    async get(key) {
      const item = await readItem(table, removedKey(key));
      return item && removedOf(item);
    },

    async list() {
      const expression = new Expression();
      const ofRemoved = expression.compare('scope', '=', text(removedScope));
      const query = { KeyConditionExpression: ofRemoved, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(removedOf);
    },

    async put(removed) {
      await putItem(table, removedItem(removed));
    },
  };
}

function removedKey(key: ShopKey): Item {
  return { scope: text(removedScope), entry: text(key) };
}

function removedItem(removed: RemovedShop): Item {
  return {
    ...removedKey(removed.key),
    format: number(removedFormat),
    mall: text(removed.mall),
    code: text(removed.code),
    name: text(removed.name),
    merchant: text(removed.merchant),
    importFrom: number(removed.importFrom),
    cursor: number(removed.cursor),
    callsPerSecond: number(removed.callsPerSecond),
    ...optionalNumber('lostFrom', removed.lostSpan?.from),
    ...optionalNumber('lostTo', removed.lostSpan?.to),
    ...(removed.rewound === undefined ? {} : rewoundAttributes(removed.rewound)),
    credentialVersion: number(removed.credentialVersion),
    removedAt: number(removed.removedAt),
    by: text(removed.by),
  };
}

function removedOf(item: Item): RemovedShop {
  const from = optionalNumberOf(item, 'lostFrom');
  const to = optionalNumberOf(item, 'lostTo');
  const rewinds = optionalNumberOf(item, 'rewinds');
  return {
    key: textOf(item, 'entry') as ShopKey,
    mall: textOf(item, 'mall') as MallName,
    code: textOf(item, 'code'),
    name: textOf(item, 'name'),
    merchant: textOf(item, 'merchant'),
    importFrom: numberOf(item, 'importFrom'),
    cursor: numberOf(item, 'cursor'),
    callsPerSecond: numberOf(item, 'callsPerSecond'),
    ...(from === undefined || to === undefined ? {} : { lostSpan: { from, to } }),
    ...(rewinds === undefined ? {} : { rewound: { times: rewinds, at: numberOf(item, 'rewoundAt') } }),
    credentialVersion: numberOf(item, 'credentialVersion'),
    removedAt: numberOf(item, 'removedAt'),
    by: textOf(item, 'by'),
  };
}
