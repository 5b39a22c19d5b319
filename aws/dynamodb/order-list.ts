import { TsunagiError } from '../../core/kernel/index.ts';
import type { OrderProblem, ShopKey } from '../../core/model/index.ts';
import type { ListedAt, OrderKey, OrderList, OrderSummaries, OrderSummary } from '../../core/ports/index.ts';
import { type Item, mapOf, number, numberOf, text, textOf, writtenLater } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { Expression } from './expression.ts';
import { orderItemKey, orderProblem, orderRowOf } from './order-item.ts';
import { queryItems } from './query.ts';
import { serviceOf, type Table } from './table.ts';

/** What a list shows. Nothing else is carried, although a read costs the whole row. */
const shown = [
  ...['shop', 'orderNumber', 'kind', 'progress', 'orderedAt', 'storedAt', 'readAt', 'final', 'problem'],
  'cancelRequested',
];

/** Summaries of orders on DynamoDB. */
export function dynamoOrderSummaries(table: Table): OrderSummaries {
  return {
    async summaries(keys) {
      return (await readRows(table, keys, shown)).map(summaryOf);
    },
  };
}

const readRows = (table: Table, keys: readonly OrderKey[], attributes?: readonly string[]): Promise<Item[]> => {
  const items = keys.map(({ shop, orderNumber }) => orderItemKey(shop, orderNumber));
  return readItems(table, items, { consistent: false, ...(attributes && { attributes }) });
};

/** Order rows as people look for them, on DynamoDB. It is no part of `dynamoOrders`, so that functions that import orders do not bundle it. */
export function dynamoOrderList(table: Table): OrderList {
  return {
    ...dynamoOrderSummaries(table),

    async newest(shop, { from, to, after }, limit) {
      // DynamoDB refuses bounds the wrong way round, and a start outside of them.
      if (from >= to || (after !== undefined && after.at < from)) return [];
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const inSpan = expression.between('orderedAt', from, to - 1);
      const query = { IndexName: 'byTime', ScanIndexForward: false, ...expression.keys(ofShop, inSpan) };
      const isWithin = after !== undefined && after.at < to;
      const start = isWithin ? { ...orderItemKey(shop, after.orderNumber), orderedAt: number(after.at) } : undefined;
      return (await orSayWhatIsMissing(table, () => queryItems(table, query, limit, start))).map(listedAt);
    },

    async openIn(shop, progress) {
      const found = await Promise.all(progress.map((one) => openItems(table, shop, one)));
      return found.flat().map(listedAt);
    },

    async rows(keys) {
      return (await readRows(table, keys)).map(orderRowOf);
    },
  };
}

/** A stage that was not deployed since has no such index, and a new one is built for some minutes. DynamoDB calls both a validation error. */
async function orSayWhatIsMissing<T>(table: Table, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (!(error instanceof TsunagiError && error.message.includes('ValidationException'))) throw error;
    const what = `${serviceOf(table)} has no index byTime that can be read`;
    const next =
      'Deploy this version; DynamoDB then builds the index in some minutes, and everything else works before.';
    throw new TsunagiError('store.failing', 'never', `${what}. ${next}`, error.context);
  }
}

/** The index has `<progress>#<orderNumber>` in one key. */
function openItems(table: Table, shop: ShopKey, progress: string): Promise<Item[]> {
  const expression = new Expression();
  const ofShop = expression.compare('openShop', '=', text(shop));
  const inProgress = expression.beginsWith('openKey', `${progress}#`);
  return queryItems(table, { IndexName: 'open', ...expression.keys(ofShop, inProgress) });
}

function listedAt(item: Item): ListedAt {
  const shop = textOf(item, 'shop') as ShopKey;
  return { shop, orderNumber: textOf(item, 'orderNumber'), at: numberOf(item, 'orderedAt') };
}

function summaryOf(item: Item): OrderSummary {
  const key = { shop: textOf(item, 'shop') as ShopKey, orderNumber: textOf(item, 'orderNumber') };
  const kind = textOf(item, 'kind');
  switch (kind) {
    case 'stored':
      return {
        ...key,
        kind,
        progress: textOf(item, 'progress'),
        orderedAt: numberOf(item, 'orderedAt'),
        storedAt: numberOf(item, 'storedAt'),
        readAt: numberOf(item, 'readAt'),
        final: item.final?.BOOL === true,
        ...(item.problem === undefined ? {} : { problem: problemOf(item) }),
        ...(item.cancelRequested?.BOOL === true ? { cancelRequested: true } : {}),
      };
    case 'missing':
    case 'quarantined':
      return { ...key, kind, problem: problemOf(item) };
    default:
      throw writtenLater(`An order row is of kind "${kind}"`, key);
  }
}

const problemOf = (item: Item): OrderProblem => orderProblem.read(mapOf(item, 'problem'));
