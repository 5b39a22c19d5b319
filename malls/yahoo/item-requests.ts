import { formOf } from './stock-requests.ts';

/** Rows of one page of myItemList: the most that it gives. */
export const itemRows = 100;

/** stCategoryList: the store categories right below one; '' for the first tier. */
export function stCategoryListQuery(sellerId: string, pageKey: string): string {
  return formOf({ seller_id: sellerId, ...(pageKey === '' ? {} : { page_key: pageKey }) });
}

/** myItemList: a page of a store category, with levels. By 商品コード, so that pages do not shift when the shop reorders its shelves. */
export function myItemListQuery(sellerId: string, pageKey: string, start: number): string {
  return formOf({
    seller_id: sellerId,
    stcat_key: pageKey,
    start: String(start),
    results: String(itemRows),
    stock: 'true',
    sort: '+item_code',
  });
}

/** getItem: one item with its 個別商品コード. */
export function getItemQuery(sellerId: string, itemCode: string): string {
  return formOf({ seller_id: sellerId, item_code: itemCode });
}
