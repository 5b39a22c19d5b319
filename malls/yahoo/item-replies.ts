import type { StockPage } from '../../core/ports/index.ts';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { itemOf } from './stock-traits.ts';

type ListedItem = StockPage['items'][number];

/** The page keys of the store categories in a reply of stCategoryList. */
export function categoriesIn(reply: YahooReply): string[] {
  return resultsIn(reply).map((row) => {
    const key = textOf(row, 'PageKey');
    if (key === '') throw unreadable(reply, 'Result.PageKey: expected the key of a category, got nothing');
    return key;
  });
}

/** A page of myItemList. */
export interface ItemRows {
  readonly items: readonly ListedItem[];
  /** Item codes whose stock is kept by 個別商品コード, which myItemList does not tell. */
  readonly withSubCodes: readonly string[];
  readonly rows: number;
  /** What there is in all, as it says; 0 where it does not say. */
  readonly total: number;
}

/** The rows of a page. An empty Quantity is 無限大, or says nothing of an item with 個別商品コード. */
export function itemsIn(reply: YahooReply): ItemRows {
  const items: ListedItem[] = [];
  const withSubCodes: string[] = [];
  const rows = resultsIn(reply);
  for (const row of rows) {
    const code = textOf(row, 'ItemCode');
    if (code === '') throw unreadable(reply, 'Result.ItemCode: expected an item code, got nothing');
    if (textOf(row, 'HasSubCode') === '1') withSubCodes.push(code);
    else items.push({ item: code, level: levelOf(reply, textOf(row, 'Quantity')) });
  }
  return {
    items,
    withSubCodes,
    rows: rows.length,
    total: Number(attributeOf(reply.root, 'totalResultsAvailable')) || 0,
  };
}

/** The 個別商品コード of an item, by getItem: each stands in an attribute, and so does its level. */
export function subCodesIn(reply: YahooReply, itemCode: string): ListedItem[] {
  const [result] = resultsIn(reply);
  return childrenOf(childOf(result ?? null, 'SubCodes'), 'SubCode').map((sub) => {
    const code = attributeOf(sub, 'code');
    if (code === '') throw unreadable(reply, 'SubCode: expected a code, got nothing');
    return { item: itemOf(itemCode, code), level: levelOf(reply, attributeOf(sub, 'quantity')) };
  });
}

function resultsIn(reply: YahooReply): readonly XmlElement[] {
  if (reply.root.name !== 'ResultSet') throw unreadable(reply, 'the whole: expected a ResultSet, got something else');
  return childrenOf(reply.root, 'Result');
}

function levelOf(reply: YahooReply, quantity: string): number | null {
  if (!/^(?:-?\d{1,12})?$/.test(quantity)) throw unreadable(reply, 'Quantity: expected a number or nothing, got text');
  return quantity === '' ? null : Number(quantity);
}

const unreadable = ({ call, status }: YahooReply, problem: string) => unreadableReply(call, status, problem);
