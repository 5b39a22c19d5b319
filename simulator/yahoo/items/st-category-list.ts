import { childrenOf, type StoreCategory, storeCategories } from '../goods/store-categories.ts';
import { xml } from '../reply.ts';
import { leaf, type Tree, tree } from '../xml/tree.ts';
import { emptyRefusal, itemError, itemFunction } from './item-function.ts';

/** ストアカテゴリ一覧: the categories right below page_key, or the first tier. All of them come in one answer. */
export const stCategoryList = itemFunction('stCategoryList', ({ world, shop, form }) => {
  const key = form.get('page_key') ?? '';
  const categories = storeCategories(shop.catalogue);
  if (key !== '' && !categories.some(({ pageKey }) => pageKey === key))
    return itemError(world, 'page_key is not found.');
  const found = childrenOf(categories, key);
  const refusal = emptyRefusal(world, found.length);
  if (refusal) return refusal;
  const counted = {
    totalResultsAvailable: found.length,
    totalResultsReturned: found.length,
    firstResultPosition: 1,
  };
  return xml(
    200,
    tree(
      'ResultSet',
      found.map((one, index) => result(one, index)),
      counted,
    ),
  );
});

function result({ pageKey, name, hidden }: StoreCategory, index: number): Tree {
  return tree('Result', [
    leaf('PageKey', pageKey),
    leaf('Name', name),
    leaf('Display', 1),
    leaf('HiddenPageFlag', hidden ? 1 : 0),
    leaf('SortOrder', index + 1),
    leaf('EditingFlag', 0),
    leaf('UpdateTime', '2025-02-06T16:58:32+09:00'),
  ]);
}
